import { expect, type Locator, type Page } from "@playwright/test";

/** What several journeys do on the same screens, in a person's words. */

export const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });

export async function openSet(page: Page, name: string) {
  // The list draws only what fits, and other journeys made sets above this one.
  const size = page.viewportSize();
  await page.setViewportSize(TALL);
  await page.goto("/campaigns");
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("treegrid", { name: `Records of ${name}` })).toBeVisible();
  if (size) await page.setViewportSize(size);
}

/** From a set's page to its plan. */
export async function planSet(page: Page) {
  await page.getByRole("button", { name: "Plan", exact: true }).click();
  await expect(heading(page, "Plan")).toBeVisible();
}

/** From a plan's page to the run it starts. */
export async function pushPlan(page: Page, label: string | RegExp) {
  await page.getByRole("button", { name: label }).click();
  await expect(heading(page, /^Push of /)).toBeVisible();
}

/** The state beside a page's title. */
export const titleState = (page: Page, word: string | RegExp) =>
  page.getByRole("main").locator("header").getByText(word);

/** A run ended well: its title says so. */
export const untilInStep = (page: Page) => expect(titleState(page, /^In step$/)).toBeVisible({ timeout: 30_000 });

/** So tall that a list draws every row of it: the rows below the fold of a list are not drawn before someone scrolls. */
export const TALL = { width: 1440, height: 8_000 };

/** The records of a run or a plan, one row each. */
export const records = (page: Page): Locator => page.getByRole("main").getByRole("listitem");

export type RunRow = { seq: number; state: string; platformId: string };

/** What the run page shows, row by row, from top to bottom. */
export const readRunRows = (page: Page): Promise<RunRow[]> =>
  records(page).evaluateAll((rows) =>
    rows.map((row) => ({
      seq: Number(row.getAttribute("data-seq")),
      state: /In step|Syncing|Waiting|Failed|Held/.exec(row.textContent ?? "")?.[0] ?? "",
      platformId: row.querySelector("[title^='Id on']")?.textContent ?? "",
    })),
  );
