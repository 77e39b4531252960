import { expect, test } from "./support/fixtures";
import { heading, untilInStep } from "./support/pages";
import { expectNoSidewaysScroll } from "./support/pictures";
import { campaignSet } from "./support/sets";

test.use({ viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true });

test("on a phone a set is found, edited, planned and pushed", async ({ page, demo }) => {
  await demo.createSet(campaignSet({ name: "Pocket edition", campaigns: ["On the train"], adGroups: 2 }));
  await page.goto("/");
  await expect(heading(page, "Overview")).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Open the rooms" }).tap();
  await page.getByRole("dialog").getByRole("link", { name: "Campaigns" }).tap();
  await expect(heading(page, "Campaigns")).toBeVisible();
  await expectNoSidewaysScroll(page);

  await page.getByRole("link", { name: "Pocket edition" }).tap();
  await expect(page.getByRole("treegrid")).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Actions for On the train", exact: true }).tap();
  await page.getByRole("menuitem", { name: "Edit all fields" }).tap();
  const sheet = page.getByRole("dialog", { name: "On the train" });
  await sheet.getByLabel("Name").fill("On the early train");
  await expectNoSidewaysScroll(page);
  await sheet.getByRole("button", { name: "Save the campaign" }).tap();
  await expect(sheet).toBeHidden();
  await expect(page.getByRole("button", { name: "campaign On the early train: edit" })).toBeVisible();

  await page.getByRole("button", { name: "Plan", exact: true }).tap();
  await expect(heading(page, "Plan")).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Push 5 changes" }).tap();
  await expect(heading(page, "Push of Pocket edition")).toBeVisible();
  await untilInStep(page);
  await expectNoSidewaysScroll(page);
});
