import type { Page, Request, Route } from "@playwright/test";
import type { FoundPage, FoundView } from "../lib/domain/views/found";
import type { Api } from "./support/api";
import { expect, test } from "./support/fixtures";
import { heading } from "./support/pages";
import { lookAt } from "./support/pictures";
import { refuse } from "./support/refusals";
import { campaignSet } from "./support/sets";

const row = (page: Page, name: string) => page.getByRole("row", { name: new RegExp(`Choose ${name}`) });
const found = (connectionId: string, query = "") => `/connections/${connectionId}/found${query}`;

const isAction = (request: Request) => request.method() === "POST" && /\/found(\?|$)/.test(request.url());

/** The writes that the page asks for from now on. */
function countActions(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (isAction(request)) asked.push(request.url());
  });
  return asked;
}

/** Lets writes wait on their way until they are released. */
async function holdActions(page: Page) {
  const held: Route[] = [];
  let isHolding = true;
  await page.route(/\/found(\?|$)/, (route) =>
    isHolding && isAction(route.request()) ? void held.push(route) : route.fallback(),
  );
  return {
    release: async () => {
      await expect.poll(() => held.length).toBeGreaterThan(0);
      isHolding = false;
      await Promise.all(held.map((route) => route.continue()));
    },
  };
}

/** The connection of "Demo" to Reddit, by way of a set that is never pushed. */
async function unpushed(demo: Api, name: string, campaign: string) {
  const { id, campaigns } = await demo.createSet(campaignSet({ name, campaigns: [campaign] }));
  return { id, connectionId: campaigns[0]?.connectionId ?? "" };
}

test("what somebody made over there is imported, adopted, or said to be not ours", async ({ page, demo, reddit }) => {
  test.slow();
  const shelf = await unpushed(demo, "Shelf", "Winter boots");
  const { connectionId } = shelf;
  const made = await reddit.makeCampaigns(["Autumn shoes", "Autumn hats", "Winter boots", "Somebody else's"], 41);
  expect(await demo.pullToTheEnd(connectionId)).toMatchObject({ status: "completed" });

  await test.step("the connection's page leads there", async () => {
    await page.goto(`/connections/${connectionId}`);
    const card = page.getByRole("region", { name: "Found on Reddit" });
    await expect(card).toContainText(/\d+ records? unknown here/);
    await card.getByRole("link", { name: "Found on Reddit" }).click();
    await expect(heading(page, "Found on Reddit")).toBeVisible();
    await expect(row(page, "Autumn shoes")).toContainText("Paused");
    await lookAt(page, "found-list");
  });

  await test.step("not ours, taken back, and not ours again", async () => {
    await page.getByRole("button", { name: "Not ours: Somebody else's" }).click();
    await expect(row(page, "Somebody else's")).toHaveCount(0);
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await expect(row(page, "Somebody else's")).toBeVisible();
    await page.getByRole("button", { name: "Not ours: Somebody else's" }).click();
    await expect(row(page, "Somebody else's")).toHaveCount(0);
    await page.getByRole("button", { name: /^Not ours ?\d+$/ }).click();
    await expect(row(page, "Somebody else's")).toBeVisible();
    await expect(row(page, "Somebody else's").getByRole("button", { name: "Put it back" })).toBeVisible();
    await lookAt(page, "found-not-ours");
    await page.getByRole("button", { name: /^To decide/ }).click();
  });

  const setId = await test.step("two are imported into a new set, in step, and nothing was sent", async () => {
    await reddit.forgetRequests();
    await row(page, "Autumn shoes").getByRole("checkbox").check();
    await row(page, "Autumn hats").getByRole("checkbox").check();
    await lookAt(page, "found-chosen");
    await page.getByRole("button", { name: "Import 2 campaigns into…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name of the new set").fill("Autumn");
    await lookAt(page, "found-import");
    await dialog.getByRole("button", { name: "Import 2 campaigns into a new set" }).click();
    await expect(page.getByText("Imported 2 campaigns")).toBeVisible();
    await expect(row(page, "Autumn shoes")).toHaveCount(0);
    await lookAt(page, "found-imported");
    await page.getByRole("link", { name: "Open the campaign set" }).click();
    await expect(page.getByRole("treegrid", { name: "Records of Autumn" })).toBeVisible();
    const { id } = await demo.findSet("Autumn");
    expect((await demo.plan(id)).operations).toEqual([]);
    expect(
      (await reddit.requests()).filter(({ method, path }) => method !== "GET" && !path.includes("/oauth/")),
    ).toEqual([]);
    return id;
  });

  await test.step("a campaign that was never pushed becomes one with its namesake", async () => {
    await page.goto(found(connectionId));
    await row(page, "Winter boots").getByRole("button", { name: "Adopt as “Winter boots”" }).click();
    await lookAt(page, "found-adopt");
    await page.getByRole("dialog").getByRole("button", { name: "Adopt it" }).click();
    await expect(page.getByText("Winter boots is one with ours now.")).toBeVisible();
    await expect(row(page, "Winter boots")).toHaveCount(0);
    const [campaign] = (await demo.getSet(shelf.id)).campaigns;
    expect(campaign?.sync).toMatchObject({ platformId: made[2], status: "conflict" });
  });

  await test.step("edited here, an imported campaign is pushed as any other; the next reading finds nothing new", async () => {
    const set = await demo.getSet(setId);
    const [campaign] = set.campaigns;
    await demo.answer("PATCH", `campaign-sets/${setId}/campaigns/${campaign?.id}`, {
      name: "Autumn, renamed",
      version: campaign?.version,
    });
    expect(await demo.pushToTheEnd(setId)).toMatchObject({ status: "completed", progress: { synced: 1 } });
    const there = (await reddit.list("campaign")).find(({ id }) => id === campaign?.sync.platformId);
    expect(there).toMatchObject({ name: "Autumn, renamed", configured_status: "PAUSED" });
    await demo.pullToTheEnd(connectionId);
    await page.goto(found(connectionId, "?q=autumn"));
    await expect(row(page, "Autumn")).toHaveCount(0);
  });
});

test("a second copy of a record of ours is named, and archived over there", async ({ page, demo, reddit }) => {
  const { id, campaigns } = await demo.createSet(campaignSet({ name: "Made twice", campaigns: ["Echo"] }));
  await demo.pushToTheEnd(id);
  const connectionId = campaigns[0]?.connectionId ?? "";
  const original = (await reddit.list("campaign")).find(({ name }) => name.startsWith("Echo "));
  const [copy] = await reddit.makeCampaigns([original?.name ?? ""], 42);
  await demo.pullToTheEnd(connectionId);
  await page.goto(found(connectionId, "?tab=copies"));
  await expect(row(page, "Echo")).toContainText("A second copy of Echo");
  const tick = row(page, "Echo").getByRole("checkbox");
  await tick.check();
  const bar = page.getByRole("region", { name: "What to do with those chosen" });
  await expect(bar.getByRole("button", { name: "Archive 1 copy on Reddit" })).toBeVisible();
  await expect(bar.getByRole("button", { name: /^Import/ })).toHaveCount(0);
  await tick.uncheck();
  await lookAt(page, "found-copies");
  const asked = countActions(page);
  await row(page, "Echo").getByRole("button", { name: "Archive the copy over there" }).click();
  const dialog = page.getByRole("dialog", { name: "Archive 1 second copy on Reddit?" });
  await expect(dialog).toContainText("Echo");
  await dialog.getByRole("button", { name: "Archive 1 copy on Reddit" }).dblclick();
  await expect(page.getByText("Archived the copy of Echo.")).toBeVisible();
  const there = await reddit.list("campaign");
  expect(there.find(({ id: remote }) => remote === copy)).toMatchObject({ configured_status: "ARCHIVED" });
  expect(there.find(({ id: remote }) => remote === original?.id)).toMatchObject({ configured_status: "ACTIVE" });
  expect(asked.length, "a double click asks once").toBe(1);

  await test.step("without a copy the tab says so, and leads to the rest", async () => {
    await expect(page.getByRole("heading", { name: "No second copies" })).toBeVisible();
    await lookAt(page, "found-no-copies");
    await page.getByRole("button", { name: "Show what is to decide" }).click();
    await expect(page.getByRole("button", { name: /^To decide/, pressed: true })).toBeVisible();
  });
});

test("an import of many is stopped after the present portion, and the rest stays to decide", async ({
  page,
  demo,
  reddit,
}) => {
  test.slow();
  const { connectionId } = await unpushed(demo, "Beside a heap", "Any");
  const names = Array.from({ length: 53 }, (_, at) => `Heap ${at + 1}`);
  await reddit.makeCampaigns(names, 43);
  await demo.pullToTheEnd(connectionId);
  await page.goto(found(connectionId, "?q=heap"));
  await page.getByRole("checkbox", { name: "Choose all 53" }).check();
  await page.getByRole("button", { name: "Import 53 campaigns into…" }).click();
  const asked = countActions(page);
  const held = await holdActions(page);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name of the new set").fill("Half a heap");
  await dialog.getByRole("button", { name: "Import 53 campaigns into a new set" }).click();
  await expect(dialog.getByRole("button", { name: "Import none" })).toHaveCount(0);
  await dialog.getByRole("button", { name: "Stop after these" }).click();
  await lookAt(page, "found-import-stopping");
  await held.release();
  await expect(page.getByText("Imported 50 campaigns")).toBeVisible({ timeout: 30_000 });
  await expect(dialog).toHaveCount(0);
  await expect(row(page, "Heap")).toHaveCount(3);
  expect(asked).toHaveLength(1);
});

test("while one record is put aside the other rows wait, and say so", async ({ page, demo }) => {
  const { connectionId } = await unpushed(demo, "For its connection, waiting", "Any");
  await page.route(READ, (route) => route.fulfill({ json: answer(gallery(3)) }));
  await page.goto(found(connectionId));
  const held = await holdActions(page);
  await page.getByRole("button", { name: /^Not ours: Found 0/ }).click();
  await expect(page.getByRole("button", { name: /^Import Found 0/ })).toBeDisabled();
  await expect(page.getByRole("button", { name: /^Import Found 1/ })).toBeDisabled();
  await expect(page.getByRole("button", { name: /^Not ours: Found 1/ })).toBeDisabled();
  await lookAt(page, "found-waiting");
  await held.release();
  await expect(page.getByRole("button", { name: /^Import Found 1/ })).toBeEnabled();
});

test("a search among the second copies counts those, and shows them all again", async ({ page, demo }) => {
  const { connectionId } = await unpushed(demo, "For its connection, searching", "Any");
  await page.route(READ, (route) => route.fulfill({ json: answer(gallery(9)) }));
  await page.goto(found(connectionId, "?tab=copies&q=nothing-has-this-name"));
  await page.getByRole("button", { name: "Show all 2" }).click();
  await expect(row(page, "Found 4")).toBeVisible();
  await expect(row(page, "Found 6")).toBeVisible();
});

test("Enter imports a second copy only where its row offers that", async ({ page, demo }) => {
  const { connectionId } = await unpushed(demo, "For its connection, by keys", "Any");
  // As on a busy machine: what waits for "at once" waits, and a closed dialog gives the focus back late.
  await page.addInitScript(() => {
    const { setTimeout } = window;
    window.setTimeout = ((act: TimerHandler, ms?: number, ...more: unknown[]) =>
      setTimeout(act, ms || 400, ...more)) as typeof window.setTimeout;
  });
  await page.route(READ, (route) => route.fulfill({ json: answer(gallery(9)) }));
  await page.goto(found(connectionId, "?tab=copies"));
  const dialog = page.getByRole("dialog", { name: "Import 1 campaign" });
  await page.getByRole("button", { name: /^Import Found 6/ }).click();
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await page.keyboard.press("j");
  await page.evaluate(() => new Promise((after) => setTimeout(after, 0)));
  await expect(row(page, "Found 4")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await page.keyboard.press("j");
  await expect(row(page, "Found 6")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
});

const READ = /\/api\/v1\/connections\/[^/]+\/found\?.*state=/;

test("loading, failed, loaded again, and nothing unknown", async ({ page, demo }) => {
  const { connectionId } = await unpushed(demo, "For its connection", "Any");
  const held: Route[] = [];
  await page.route(READ, (route) => {
    held.push(route);
  });
  await page.goto(found(connectionId));
  await expect(page.getByRole("status").filter({ hasText: "Loading what was found" })).toBeVisible();
  await lookAt(page, "found-loading");
  await page.route(READ, refuse);
  await Promise.all(held.map(refuse));
  await expect(page.getByRole("heading", { name: "Could not load what was found" })).toBeVisible();
  await lookAt(page, "found-failed");
  await page.unroute(READ);
  await page.route(READ, (route) => route.fulfill({ json: answer([]) }));
  await page.getByRole("button", { name: "Load again" }).click();
  await expect(page.getByRole("heading", { name: "Nothing is unknown" })).toBeVisible();
  await lookAt(page, "found-empty");
});

test("10,000 found: only those in view are drawn, keys reach them, and all can be chosen", async ({ page, demo }) => {
  const { connectionId } = await unpushed(demo, "For its connection again", "Any");
  const all = gallery(10_000);
  await page.route(READ, (route) => {
    const cursor = new URL(route.request().url()).searchParams.get("cursor");
    const from = cursor ? Number(cursor.slice(-6)) + 1 : 0;
    const items = all.slice(from, from + 500);
    const isLast = from + 500 >= all.length;
    return route.fulfill({ json: { ...answer(items, all.length), nextCursor: isLast ? null : items.at(-1)?.id } });
  });
  await page.goto(found(connectionId));
  await expect(row(page, "Found 0 ")).toBeVisible();
  expect(await page.getByRole("row").count()).toBeLessThan(60);
  await lookAt(page, "found-many");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByText("1 chosen")).toBeVisible();
  await page.getByRole("searchbox", { name: "Search what was found by name" }).fill("Found 9999");
  await expect(row(page, "Found 9999 ")).toBeVisible({ timeout: 30_000 });
  await page.getByRole("checkbox", { name: "Choose all 1" }).check();
  await expect(page.getByText("1 chosen")).toBeVisible();
  await page.getByRole("searchbox", { name: "Search what was found by name" }).fill("");
  await expect(page.getByRole("checkbox", { name: "Choose all 10,000" })).toBeVisible();
  await page.getByRole("checkbox", { name: "Choose all 10,000" }).check();
  await expect(page.getByText("10,000 chosen")).toBeVisible();
  await expect(
    page.getByRole("button", { name: /^Import [\d,]+ campaigns and [\d,]+ ad groups into…$/ }),
  ).toBeVisible();
});

const answer = (items: FoundView[], open = items.length): FoundPage => ({
  platform: "reddit",
  connectionName: "Reddit",
  readAt: new Date(Date.now() - 4 * 60_000).toISOString(),
  counts: { open, copies: items.filter(({ copyOf }) => copyOf).length, dismissed: 0 },
  items,
  nextCursor: null,
});

/** Records of every shape. */
function gallery(amount: number): FoundView[] {
  const uuid = (at: number) => `019a0000-0000-7000-8000-${String(at).padStart(12, "0")}`;
  const ours = (name: string) => ({
    recordKind: "campaign" as const,
    recordId: uuid(1),
    name,
    campaignSetId: uuid(2),
    campaignSetName: "Summer launch",
  });
  return Array.from({ length: amount }, (_, at): FoundView => {
    const isGroup = at % 5 === 3;
    const name = `Found ${at} ${at % 4 === 1 ? "with a name as long as somebody in a hurry would leave it behind, and then some" : "over there"}`;
    return {
      id: uuid(at),
      recordKind: isGroup ? "ad_group" : "campaign",
      platformId: String(100_000 + at),
      name,
      status: at % 3 === 0 ? "active" : at % 3 === 1 ? "paused" : null,
      budget: isGroup ? null : { perDayMicros: String((at + 1) * 1_000_000), currency: "USD" },
      firstSeenAt: new Date(Date.now() - at * 60_000).toISOString(),
      dismissedAt: null,
      children: isGroup ? { adGroups: 0, ads: 2, keywords: 0 } : { adGroups: at % 4, ads: (at % 4) * 3, keywords: 0 },
      parent: isGroup ? ours("Beach shoes, feed") : null,
      copyOf: at === 4 || at === 6 ? ours("Sneaker fans") : null,
      suggestion: at === 2 ? ours("Found 2 over there") : null,
    };
  });
}
