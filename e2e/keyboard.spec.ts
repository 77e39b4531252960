import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { heading, TALL } from "./support/pages";
import { lookAt } from "./support/pictures";
import { refuse } from "./support/refusals";
import { campaignSet } from "./support/sets";

/** From the overview, which can be seen a moment before it listens. */
async function openPalette(page: Page) {
  await page.goto("/");
  await expect(heading(page, "Overview")).toBeVisible();
  const palette = page.getByRole("dialog", { name: "Go anywhere, run any action" });
  await expect(async () => {
    await page.keyboard.press("ControlOrMeta+k");
    await expect(palette).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return palette;
}

test("the palette leads anywhere and runs the actions of the page", async ({ page }) => {
  const palette = await openPalette(page);
  await page.keyboard.type("summer");
  await expect(palette.getByRole("option", { name: "Summer launch", selected: true })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("treegrid", { name: "Records of Summer launch" })).toBeVisible();

  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("plan what a push");
  await page.keyboard.press("Enter");
  await expect(heading(page, "Plan")).toBeVisible();

  await page.keyboard.press("ControlOrMeta+k");
  await expect(palette).toBeVisible();
  await page.keyboard.type("qqqqq");
  await expect(palette.getByText("Nothing has that name")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
});

test("the palette finds a campaign by its name and leads to it in its set", async ({ page, demo }) => {
  await demo.createSet(campaignSet({ name: "Outdoors", campaigns: ["Trail running", "Road running"] }));
  const palette = await openPalette(page);
  await page.keyboard.type("trail");
  await expect(palette.getByRole("option", { name: "Trail running in Outdoors", selected: true })).toBeVisible();
  await expect(palette.getByRole("option", { name: /Road running/ })).toHaveCount(0);
  await lookAt(page, "palette-campaigns");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("treegrid", { name: "Records of Outdoors" })).toBeVisible();
  await expect(page.getByRole("button", { name: "campaign Trail running: edit" })).toBeVisible();
  await expect(page.getByRole("button", { name: "campaign Road running: edit" })).toHaveCount(0);

  await page.route("**/campaigns/named?*", refuse);
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("road");
  await expect(palette.getByText("The campaigns could not be searched: The database is being moved.")).toBeVisible();
});

test("rooms, shortcuts and lists answer to single keys", async ({ page, demo }) => {
  await demo.createSet(campaignSet({ name: "Keyboard lessons", campaigns: ["Scales"] }));
  await page.goto("/");
  await expect(heading(page, "Overview")).toBeVisible();
  const keys = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  // The page can be seen a moment before it listens.
  await expect(async () => {
    await page.keyboard.press("?");
    await expect(keys.getByText("Go anywhere, run any action")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();

  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await expect(heading(page, "Campaigns")).toBeVisible();
  const rows = page.getByRole("table", { name: "Campaign sets" }).getByRole("row");
  await expect(rows.nth(1)).toBeVisible();
  const names = (await rows.allInnerTexts()).slice(1).map((text) => text.split("\n")[0]);
  await page.keyboard.press("j");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("j");
  await expect(rows.nth(2)).toBeFocused();
  await page.keyboard.press("k");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("treegrid", { name: `Records of ${names[0]}` })).toBeVisible();
});

test("a tree folds and opens by keys, and Esc leaves a record as it was", async ({ page, demo }) => {
  const set = await demo.createSet(campaignSet({ name: "Arrow practice", campaigns: ["Left", "Right"] }));
  await page.goto(`/campaigns/${set.id}`);
  const row = page.getByRole("row", { name: /Left/ }).first();
  await expect(row).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("j");
  await expect(row).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(row).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("ArrowRight");
  await expect(row).toHaveAttribute("aria-expanded", "true");

  await page.keyboard.press("Enter");
  const sheet = page.getByRole("dialog", { name: "Left" });
  await sheet.getByLabel("Name").fill("Somewhere else");
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await expect(row).toBeFocused();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(row).toBeFocused();
  expect((await demo.getSet(set.id)).campaigns[0]?.name).toBe("Left");

  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search in this set" })).toBeFocused();
});

test("every stop of the Tab key can be seen", async ({ page }) => {
  // The list draws only what fits, and other journeys made sets above this one.
  await page.setViewportSize(TALL);
  await page.goto("/campaigns");
  await expect(page.getByRole("link", { name: "Summer launch" })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeInViewport();
  const stops = new Set<string>();
  for (let stop = 0; stop < 14; stop++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const name = element.getAttribute("aria-label") ?? element.textContent ?? "";
      const outlined = outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0;
      return { name, shown: outlined || boxShadow !== "none" };
    });
    if (!focused) break;
    expect(focused.shown, `focus on “${focused.name}”`).toBe(true);
    stops.add(focused.name);
  }
  expect(stops.size).toBeGreaterThan(8);
});
