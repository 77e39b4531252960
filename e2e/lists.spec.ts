import type { Page } from "@playwright/test";
import { conflict } from "../components/conflicts/fixtures";
import type { FoundPage, FoundView } from "../lib/domain/views/found";
import type { SyncRunView } from "../lib/domain/views/sync-runs";
import type { Api } from "./support/api";
import { expect, test } from "./support/fixtures";
import { heading } from "./support/pages";
import { lookAt } from "./support/pictures";
import { refuse } from "./support/refusals";
import { campaignSet } from "./support/sets";

/** What all long lists have in common: the mark that keys move, the next page, the cells under their headings. */

const FOUND = /\/api\/v1\/connections\/[^/]+\/found\?.*state=/;
/** The history of all runs, not those under way in the header. */
const RUNS = /\/api\/v1\/sync-runs\?(?!.*status=)/;

const row = (page: Page, name: string) => page.getByRole("row", { name: new RegExp(`Choose ${name}`) });
const box = (page: Page, name: string) => page.getByRole("checkbox", { name: `Choose ${name}`, exact: true });

test("the mark stays on its record when others come to stand above it", async ({ page, demo }) => {
  const connectionId = await someConnection(demo);
  let listed = ["Apple", "Pear"];
  await page.route(FOUND, (route) => route.fulfill({ json: foundPage(listed) }));
  await page.goto(`/connections/${connectionId}/found`);
  await expect(row(page, "Apple")).toBeVisible();
  await page.keyboard.press("j");
  await expect(row(page, "Apple")).toBeFocused();

  listed = ["Quince", "Plum", "Apple", "Pear"];
  await demo.pullToTheEnd(connectionId);
  await expect(row(page, "Quince")).toBeVisible();
  await expect(row(page, "Apple")).toBeFocused();
  await page.keyboard.press("x");
  await expect(box(page, "Apple")).toBeChecked();
  await page.keyboard.press("j");
  await expect(row(page, "Pear")).toBeFocused();
});

test("a box that was ticked by hand leaves the keys to the list, and keeps Space", async ({ page, demo }) => {
  const connectionId = await someConnection(demo);
  await page.route(FOUND, (route) => route.fulfill({ json: foundPage(["Apple", "Pear"]) }));
  await page.goto(`/connections/${connectionId}/found`);
  await box(page, "Pear").check();
  await page.keyboard.press("Space");
  await expect(box(page, "Pear")).not.toBeChecked();
  await page.keyboard.press("j");
  await expect(row(page, "Apple")).toBeFocused();
  await page.keyboard.press("x");
  await expect(box(page, "Apple")).toBeChecked();
});

test("what holds a record of a tree is marked and brought into view, however far up", async ({ page, demo }) => {
  const set = await demo.createSet(campaignSet({ name: "Deep roots", campaigns: ["Oak"], adGroups: 70, ads: 0 }));
  await page.goto(`/campaigns/${set.id}`);
  const top = page.getByRole("row", { name: /Oak/, expanded: true });
  await expect(top).toBeVisible();
  await page.keyboard.press("k");
  await expect(top).toHaveCount(0);
  await page.keyboard.press("ArrowLeft");
  await expect(top).toBeFocused();
  await expect(top).toBeInViewport();
});

test("right after g a key leads to a room or nowhere, whatever it does in the list", async ({ page }) => {
  const alike = ["Oak", "Elm", "Ash"].map((name) => conflict(name, { recordName: name }));
  await page.route(/\/api\/v1\/conflicts\?status=open.*limit=500/, (route) =>
    route.fulfill({ json: { items: alike, nextCursor: null } }),
  );
  await page.goto("/conflicts");
  const card = (name: string) =>
    page.getByRole("listitem").filter({ has: page.getByRole("article", { name: `${name}, campaign` }) });
  await expect(card("Oak")).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("a");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await page.keyboard.press("g");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(card("Elm")).toBeFocused();

  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(heading(page, "Audit")).toBeVisible();
});

test("a next page that fails is told at the end of the list, and tried again from there", async ({ page }) => {
  const runs = Array.from({ length: 60 }, (_, at) => completedRun(at));
  const pageOfRuns = (from: number) => ({ items: runs.slice(from, from + 50), nextCursor: from === 0 ? "50" : null });
  await page.route(RUNS, (route) =>
    route.request().url().includes("cursor=") ? refuse(route) : route.fulfill({ json: pageOfRuns(0) }),
  );
  await page.goto("/syncs");
  const table = page.getByRole("table", { name: "Runs" });
  await expect(table).toHaveAttribute("aria-rowcount", "-1");
  await page.keyboard.press("k");
  await expect(page.getByText("Loading more…")).toBeVisible();
  await expect(page.getByText("Could not load more: The database is being moved.")).toBeVisible();
  await expect(page.getByText(/^Stale: could not/)).toHaveCount(0);
  await expect(table.getByRole("status")).toHaveCount(0);
  await lookAt(page, "list-next-page-failed");

  await page.unroute(RUNS);
  await page.route(RUNS, (route) =>
    route.fulfill({ json: pageOfRuns(route.request().url().includes("cursor=") ? 50 : 0) }),
  );
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText(/^Could not load more/)).toHaveCount(0);
  await expect(table).toHaveAttribute("aria-rowcount", "61");
});

test("a search that cannot read to the end says so", async ({ page, demo }) => {
  const connectionId = await someConnection(demo);
  const cursor = "019a0000-0000-7000-8000-000000000001";
  await page.route(FOUND, (route) =>
    route.request().url().includes("cursor=")
      ? refuse(route)
      : route.fulfill({ json: { ...foundPage(["Apple"]), nextCursor: cursor } }),
  );
  await page.goto(`/connections/${connectionId}/found?q=pear`);
  await expect(page.getByRole("heading", { name: "Could not load the rest" })).toBeVisible();
  await page.unroute(FOUND);
  await page.route(FOUND, (route) => route.fulfill({ json: foundPage(["Apple", "Pear"]) }));
  await page.getByRole("button", { name: "Load again" }).click();
  await expect(row(page, "Pear")).toBeVisible();
});

test("the cells of a connection stand in the order of their headings", async ({ page }) => {
  await page.goto("/connections");
  const table = page.getByRole("table", { name: "Connections" });
  await expect(table.getByRole("columnheader")).toHaveText([
    "Connection",
    "State",
    "Last read",
    "Quota used",
    "Access until",
  ]);
  const cells = table.getByRole("row").nth(1).getByRole("cell");
  await expect(cells).toHaveText([/./, /./, /^Last read/, /^Quota used/, /^Access until/]);
  await lookAt(page, "connections");
});

/** The connection of "Demo" to Reddit, by way of a set that is never pushed. */
async function someConnection(demo: Api): Promise<string> {
  const { campaigns } = await demo.createSet(campaignSet({ name: "For its connection", campaigns: ["Any"] }));
  return campaigns[0]?.connectionId ?? "";
}

function foundPage(names: readonly string[]): FoundPage {
  const items = names.map(
    (name): FoundView => ({
      id: `found-${name}`,
      recordKind: "campaign",
      platformId: `there-${name}`,
      name,
      status: "paused",
      budget: null,
      firstSeenAt: "2026-11-21T10:00:00.000Z",
      dismissedAt: null,
      children: { adGroups: 0, ads: 0, keywords: 0 },
      parent: null,
      copyOf: null,
      suggestion: null,
    }),
  );
  return {
    platform: "reddit",
    connectionName: "Reddit",
    readAt: "2026-11-21T10:00:00.000Z",
    counts: { open: items.length, copies: 0, dismissed: 0 },
    items,
    nextCursor: null,
  };
}

const completedRun = (at: number): SyncRunView => ({
  id: `run-${at}`,
  kind: "push",
  campaignSetId: "set",
  campaignSetName: `Set ${at}`,
  connectionId: null,
  connectionName: null,
  status: "completed",
  trigger: "person",
  dryRun: false,
  planId: null,
  requestedBy: "Demo Owner",
  platforms: ["reddit"],
  progress: { synced: 4, failed: 0, skipped: 0, total: 4, etaSeconds: null },
  changes: null,
  unsent: null,
  planned: null,
  findings: null,
  undo: null,
  error: null,
  waiting: null,
  stalled: false,
  createdAt: new Date(Date.now() - at * 60_000).toISOString(),
  startedAt: new Date(Date.now() - at * 60_000).toISOString(),
  endedAt: new Date(Date.now() - at * 60_000 + 5_000).toISOString(),
});
