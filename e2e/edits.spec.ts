import type { Page } from "@playwright/test";
import type { Api } from "./support/api";
import { expect, test } from "./support/fixtures";
import { heading, TALL } from "./support/pages";
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
  const patch = async (input: Record<string, unknown>) =>
    demo.answer("PATCH", `campaign-sets/${setId}/campaigns/${id}`, { ...input, version: (await read()).version });
  await page.goto(`/campaigns/${setId}`);
  await expect(page.getByRole("treegrid", { name: `Records of ${name}` })).toBeVisible();
  return { setId, id, read, patch, sheet: `/campaigns/${setId}?edit=campaign:${id}` };
}

const budget = (amountMicros: string) => ({ budget: { type: "daily", amountMicros, currency: "USD" } });

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

test("what was typed outlives the edit of somebody else, and is saved once that was told", async ({ page, demo }) => {
  const { setId, patch, read, sheet } = await openCampaign(page, demo, "Two at once");
  await page.goto(sheet);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Paper lanterns");
  await patch(budget("31000000"));
  // The end of a run has the page read the set again.
  await demo.pushToTheEnd(setId);
  await expect(dialog.getByLabel("Amount")).toHaveValue("31.00");
  await expect(dialog.getByLabel("Name")).toHaveValue("Paper lanterns");

  await dialog.getByRole("button", { name: "Save the campaign" }).click();
  await expect(dialog.getByText("Someone changed this meanwhile.")).toBeVisible();
  await patch({ objective: "awareness" });
  await dialog.getByRole("button", { name: "Save the campaign" }).click();
  // Changed once more since they were told: they are told again, and see it.
  await expect(dialog.getByRole("combobox", { name: "Objective" })).toHaveValue("awareness");
  await expect(dialog.getByText("Someone changed this meanwhile.")).toBeVisible();
  await expect(dialog.getByLabel("Name")).toHaveValue("Paper lanterns");
  await dialog.getByRole("button", { name: "Save the campaign" }).click();
  await expect(dialog).toBeHidden();
  expect(await read()).toMatchObject({ name: "Paper lanterns", objective: "awareness", ...budget("31000000") });
});

test("a value that became another one while its box was open is not overwritten unseen", async ({ page, demo }) => {
  const { setId, read, patch } = await openCampaign(page, demo, "Two typists");
  await page.getByRole("button", { name: "Budget of Lanterns in USD: edit" }).click();
  const box = page.getByRole("textbox", { name: "Budget of Lanterns in USD" });
  await box.fill("45");
  await patch(budget("31000000"));
  // The end of a run has the page read the set again.
  await demo.pushToTheEnd(setId);
  await expect(page.getByRole("row").filter({ has: box }).getByText("In step")).toBeVisible();
  await box.press("Enter");
  await expect(
    page.getByText("Somebody made it “31.00” meanwhile. Save again to put yours in its place."),
  ).toBeVisible();
  expect(await read()).toMatchObject(budget("31000000"));
  await box.press("Enter");
  await expect(page.getByRole("button", { name: "Budget of Lanterns in USD: edit" })).toHaveText(/\$45\.00/);
  expect(await read()).toMatchObject(budget("45000000"));
});

test("a value that somebody changed unseen is told with the first try to save, and saved over with the second", async ({
  page,
  demo,
}) => {
  const { read, patch } = await openCampaign(page, demo, "Two strangers");
  await page.getByRole("button", { name: "Budget of Lanterns in USD: edit" }).click();
  const box = page.getByRole("textbox", { name: "Budget of Lanterns in USD" });
  await box.fill("45");
  await patch(budget("11000000"));
  await box.press("Enter");
  await expect(
    page.getByText("Somebody made it “11.00” meanwhile. Save again to put yours in its place."),
  ).toBeVisible();
  await expect(box).toHaveValue("45");
  expect(await read()).toMatchObject(budget("11000000"));
  await box.press("Enter");
  await expect(page.getByRole("button", { name: "Budget of Lanterns in USD: edit" })).toHaveText(/\$45\.00/);
  expect(await read()).toMatchObject(budget("45000000"));
});

test("a delete that is refused says why where it was asked for", async ({ page, demo }) => {
  const { setId, id } = await openCampaign(page, demo, "Gone already");
  await page.getByRole("button", { name: "Actions for Lanterns", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete the campaign" }).click();
  const dialog = page.getByRole("dialog");
  await demo.call("DELETE", `campaign-sets/${setId}/campaigns/${id}`);
  await dialog.getByRole("button", { name: "Delete the campaign" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByRole("button", { name: "Keep the campaign" }).click();
  await expect(dialog).toBeHidden();
});

test("a write that finds no server, or a newer one, says what to do", async ({ page, demo }) => {
  const { read } = await openCampaign(page, demo, "Far away");
  await page.getByRole("button", { name: "campaign Lanterns: edit" }).click();
  const box = page.getByRole("textbox", { name: "campaign Lanterns" });
  await box.fill("Lamps");
  await page.context().setOffline(true);
  await box.press("Enter");
  await expect(
    page.getByText("No answer came, so it may not be saved. Check your connection and try again."),
  ).toBeVisible();
  await page.context().setOffline(false);

  await page.route("**/campaigns/*", (route) =>
    route.request().method() === "POST"
      ? route.fulfill({ status: 404, headers: { "x-nextjs-action-not-found": "1" }, body: "Server action not found." })
      : route.continue(),
  );
  await box.press("Enter");
  await expect(page.getByText("Lockstep was updated meanwhile. Reload the page, then try again.")).toBeVisible();
  await page.unroute("**/campaigns/*");
  expect((await read()).name).toBe("Lanterns");
  await box.press("Enter");
  await expect(page.getByRole("button", { name: "campaign Lamps: edit" })).toBeVisible();
});

test("a campaign whose answer was lost is made once, however often it is saved", async ({ page, demo }) => {
  const { setId } = await openCampaign(page, demo, "Lost answers");
  await page.getByRole("button", { name: "Add a campaign" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Paper boats");
  await dialog.getByLabel("Amount").fill("12");
  // It arrives, and its answer does not.
  await page.route("**/campaigns/*", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await route.fetch();
    await route.abort();
  });
  await dialog.getByRole("button", { name: /^Add the campaign/ }).click();
  await expect(dialog.getByText("No answer came, so it may not be saved.")).toBeVisible();
  await page.unroute("**/campaigns/*");
  await dialog.getByRole("button", { name: /^Add the campaign/ }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "campaign Paper boats: edit" })).toHaveCount(1);
  const { campaigns } = await demo.getSet(setId);
  expect(campaigns.map(({ name }) => name)).toEqual(["Lanterns", "Paper boats"]);
});

test("the list shows an edit as soon as someone goes back to it", async ({ page, demo }) => {
  await page.setViewportSize(TALL);
  const { id } = await demo.createSet(campaignSet({ name: "Old name", campaigns: ["Kites"] }));
  await page.goto("/campaigns");
  await page.getByRole("link", { name: "Old name", exact: true }).click();
  await expect(page.getByRole("treegrid", { name: "Records of Old name" })).toBeVisible();
  await page.getByRole("button", { name: "Budget of Kites in USD: edit" }).click();
  await page.getByRole("textbox", { name: "Budget of Kites in USD" }).fill("77");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Budget of Kites in USD: edit" })).toHaveText(/\$77\.00/);
  await page.getByRole("link", { name: "Campaigns" }).first().click();
  await expect(heading(page, "Campaigns")).toBeVisible();
  const row = page.getByRole("row").filter({ has: page.locator(`a[href="/campaigns/${id}"]`) });
  await expect(row).toContainText("$77.00");

  await row.getByRole("link").click();
  await page.getByRole("button", { name: "Name of the set Old name: edit" }).click();
  await page.getByRole("textbox", { name: "Name of the set Old name" }).fill("New name");
  await page.keyboard.press("Enter");
  await expect(heading(page, "New name")).toBeVisible();
  await page.getByRole("link", { name: "Campaigns" }).first().click();
  await expect(row).toContainText("New name");
});
