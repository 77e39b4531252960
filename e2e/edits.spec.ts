import type { Page } from "@playwright/test";
import type { Api } from "./support/api";
import { expect, test } from "./support/fixtures";
import { campaignSet } from "./support/sets";

/** A set with one campaign that nobody pushed, open in the page. */
async function openCampaign(page: Page, demo: Api, name: string) {
  const { id: setId } = await demo.createSet(campaignSet({ name, campaigns: ["Lanterns"] }));
  const read = async () => {
    const [campaign] = (await demo.getSet(setId)).campaigns;
    if (!campaign) throw new Error(`The set ${name} has no campaign.`);
    return campaign;
  };
  const { id } = await read();
  await page.goto(`/campaigns/${setId}`);
  await expect(page.getByRole("treegrid", { name: `Records of ${name}` })).toBeVisible();
  return { read, sheet: `/campaigns/${setId}?edit=campaign:${id}` };
}

test("an amount is saved as it is meant, or refused with how to write it", async ({ page, demo }) => {
  const { read, sheet } = await openCampaign(page, demo, "Typed money");
  await page.getByRole("button", { name: "Budget of Lanterns in USD: edit" }).click();
  const box = page.getByRole("textbox", { name: "Budget of Lanterns in USD" });
  await box.fill("1.200,50");
  await box.press("Enter");
  await expect(page.getByText("Write the amount like 1200.50.")).toBeVisible();
  await box.fill("1,200");
  await box.press("Enter");
  await expect(page.getByRole("button", { name: "Budget of Lanterns in USD: edit" })).toHaveText(/\$1,200\.00/);
  expect((await read()).budget.amountMicros).toBe("1200000000");

  await page.goto(sheet);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Amount").fill("1,30,0");
  await dialog.getByRole("button", { name: "Save the campaign" }).click();
  await expect(dialog.getByText("Write the amount like 1200.50.")).toBeVisible();
  await dialog.getByLabel("Amount").fill("1,300");
  await dialog.getByRole("button", { name: "Save the campaign" }).click();
  await expect(dialog).toBeHidden();
  expect((await read()).budget.amountMicros).toBe("1300000000");
});
