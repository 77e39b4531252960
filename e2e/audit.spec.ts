import type { Page, Route } from "@playwright/test";
import { expect, signIn, test } from "./support/fixtures";
import { heading } from "./support/pages";
import { lookAt } from "./support/pictures";
import { refuse } from "./support/refusals";
import { campaignSet } from "./support/sets";

const READ = "**/api/v1/audit?*";
const rows = (page: Page) =>
  page
    .getByRole("table", { name: "Audit" })
    .getByRole("row")
    .filter({ has: page.getByRole("button") });

test.describe.configure({ mode: "serial" });

let entryId = "";
let pullId = "";

test("what was changed is told with who, which record, before and after", async ({ page, demo, reddit }) => {
  const { id } = await demo.createSet(campaignSet({ name: "Ledger", campaigns: ["=Entry", "Balance"] }));
  await demo.pushToTheEnd(id);
  const set = await demo.getSet(id);
  const [entry, balance] = set.campaigns;
  await reddit.change("campaign", balance?.sync.platformId ?? "", { name: "Balance on Reddit" });
  pullId = (await demo.pullToTheEnd(balance?.connectionId ?? "")).id;
  entryId = entry?.id ?? "";

  await page.goto("/");
  const budget = { type: "daily", amountMicros: "70000000", currency: "USD" };
  const edited = await page.evaluate(
    async ({ path, body }) =>
      (
        await fetch(path, {
          method: "PATCH",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        })
      ).status,
    { path: `/api/v1/campaign-sets/${id}/campaigns/${entryId}`, body: { budget, version: entry?.version } },
  );
  expect(edited).toBe(200);

  await test.step("its room is in the navigation, newest first", async () => {
    await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Audit" }).click();
    await expect(heading(page, "Audit")).toBeVisible();
    const newest = rows(page).first();
    await expect(newest).toContainText("Demo");
    await expect(newest).toContainText("Edited");
    await expect(newest.getByRole("link", { name: "=Entry" })).toBeVisible();
    await expect(newest).toContainText("budget");
    await expect(newest.locator("del")).toHaveText("$20.00");
    await expect(newest.locator("ins")).toHaveText("$70.00");
    await lookAt(page, "audit");
  });

  await test.step("what a pull took over names the platform, and leads to the run", async () => {
    await page.getByLabel("What", { exact: true }).selectOption("campaign.pull");
    await expect(page).toHaveURL(/action=campaign\.pull/);
    const taken = rows(page).first();
    await expect(taken).toContainText("Reddit");
    await expect(taken.locator("ins")).toHaveText("Balance on Reddit");
    await expect(taken.getByRole("link", { name: "in this run" })).toHaveAttribute("href", `/syncs/${pullId}`);
  });
});

test("it is narrowed to a record and to days, exported as shown, and walked by keyboard", async ({ page }) => {
  await page.goto("/settings/audit");
  await test.step("only one record: it stands in the address, and the file holds the same", async () => {
    await page.getByRole("button", { name: "Show only what happened to =Entry" }).first().click();
    await expect(page).toHaveURL(new RegExp(`record=${entryId}`));
    await expect(rows(page)).toHaveCount(1);
    await page.reload();
    await expect(rows(page)).toHaveCount(1);
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export as CSV" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^lockstep-audit-\d{4}-\d\d-\d\d\.csv$/);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString().trimEnd().split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(",'=Entry,budgetAmountMicros,20000000,70000000,,USD,");
    await lookAt(page, "audit-one-record");
  });

  await test.step("by day: a day without anything says so, and the way back to all", async () => {
    await page.getByLabel("To", { exact: true }).fill("2020-01-31");
    await expect(page).toHaveURL(/until=2020-01-31/);
    await expect(page.getByRole("heading", { name: "Nothing like this was done" })).toBeVisible();
    await lookAt(page, "audit-nothing-like-it");
    await page.getByRole("button", { name: "Show everything", exact: true }).click();
    await expect(page).toHaveURL(/\/settings\/audit$/);
    await expect(rows(page).nth(2)).toBeVisible();
  });

  await test.step("by keyboard: the next row, and what it is about", async () => {
    await page.keyboard.press("j");
    await expect(rows(page).first()).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(heading(page, "Ledger")).toBeVisible();
    await expect(page).toHaveURL(/q=%3DEntry/);
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await expect(heading(page, "Audit")).toBeVisible();
  });
});

test("loading, failed, loaded again, and stale when a second look fails", async ({ page }) => {
  const held: Route[] = [];
  await page.route(READ, (route) => {
    held.push(route);
  });
  await page.goto("/settings/audit");
  await expect(page.getByRole("status").filter({ hasText: "Loading the audit" })).toBeVisible();
  await lookAt(page, "audit-loading");
  await page.route(READ, refuse);
  await Promise.all(held.map(refuse));
  await expect(page.getByRole("heading", { name: "Could not load the audit" })).toBeVisible();
  await expect(page.getByText("The database is being moved.")).toBeVisible();
  await lookAt(page, "audit-failed");
  await page.unroute(READ);
  await page.getByRole("button", { name: "Load again" }).click();
  await expect(rows(page).first()).toBeVisible();

  await page.route(READ, refuse);
  const rooms = page.getByRole("navigation", { name: "Rooms" });
  await rooms.getByRole("link", { name: "Runs" }).click();
  await expect(heading(page, "Runs")).toBeVisible();
  await rooms.getByRole("link", { name: "Audit" }).click();
  await expect(page.getByText("Stale: could not refresh the audit")).toBeVisible();
  await expect(rows(page).first(), "what was read stays").toBeVisible();
  await lookAt(page, "audit-stale");
  await page.unroute(READ);
  await page.route(READ, (route) => route.fulfill({ json: { items: [], nextCursor: null } }));
  await page.getByRole("button", { name: "Refresh now" }).click();
  await expect(page.getByRole("heading", { name: "Nobody has changed anything yet" })).toBeVisible();
  await lookAt(page, "audit-empty");
});

test("an editor is not led there, and is told whom to ask", async ({ browser }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto("/settings/audit");
  await signIn(page, "teammate@lockstep.local");
  await expect(page.getByRole("heading", { name: "The audit is for admins and owners" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Audit" })).toHaveCount(0);
  expect(await page.evaluate(async () => (await fetch("/api/v1/audit")).status)).toBe(403);
  await lookAt(page, "audit-refused");
  await context.close();
});
