import type { Page, Route } from "@playwright/test";
import { EXISTENCE } from "../components/conflicts/conflict-order";
import { conflict, conflictField } from "../components/conflicts/fixtures";
import type { ConflictView } from "../lib/domain/views/conflicts";
import type { Api } from "./support/api";
import { expect, test } from "./support/fixtures";
import { heading } from "./support/pages";
import { lookAt } from "./support/pictures";
import { refuse } from "./support/refusals";
import { campaignSet } from "./support/sets";
import type { RedditControl } from "./support/simulators";

/** A set that was pushed, and each of its campaigns as both sides know it. */
async function pushedSet(demo: Api, name: string, campaigns: readonly string[]) {
  const { id } = await demo.createSet(campaignSet({ name, campaigns }));
  expect(await demo.pushToTheEnd(id)).toMatchObject({ status: "completed" });
  const set = await demo.getSet(id);
  const connectionId = set.campaigns[0]?.connectionId ?? "";
  const named = (campaign: string) => {
    const found = set.campaigns.find((one) => one.name === campaign);
    if (!found) throw new Error(`${name} has no campaign ${campaign}.`);
    return { id: found.id, remoteId: found.sync.platformId ?? "" };
  };
  /** The campaign here, as it is now. */
  const here = async (campaignId: string) => {
    const found = (await demo.getSet(id)).campaigns.find((one) => one.id === campaignId);
    if (!found) throw new Error("The campaign is not in its set any more.");
    return found;
  };
  const edit = async (campaignId: string, patch: Record<string, unknown>) =>
    demo.answer("PATCH", `campaign-sets/${id}/campaigns/${campaignId}`, {
      ...patch,
      version: (await here(campaignId)).version,
    });
  return { id, connectionId, named, here, edit, pull: () => demo.pullToTheEnd(connectionId) };
}

/** Every campaign of a new set renamed, here and on Reddit. */
async function renamedOnBothSides(demo: Api, reddit: RedditControl, name: string, campaigns: readonly string[]) {
  const set = await pushedSet(demo, name, campaigns);
  for (const campaign of campaigns) {
    const { id, remoteId } = set.named(campaign);
    await reddit.change("campaign", remoteId, { name: `${campaign} on Reddit` });
    await set.edit(id, { name: `${campaign} here` });
  }
  return set;
}

const card = (page: Page, name: string) => page.getByRole("article", { name: `${name}, campaign` });
const side = (page: Page, name: string, field: string) => card(page, name).getByRole("region", { name: field });

test("a pause there and a rename here do not meet: a pull keeps both", async ({ page, demo, reddit }) => {
  const set = await pushedSet(demo, "Two hands", ["Left hand"]);
  const { id, remoteId } = set.named("Left hand");
  await reddit.change("campaign", remoteId, { configured_status: "PAUSED" });
  await set.edit(id, { name: "Left hand, renamed" });
  const pull = await set.pull();
  expect(pull).toMatchObject({ kind: "pull", status: "completed" });
  await page.goto(`/syncs/${pull.id}`);
  const taken = page.getByRole("region", { name: "What was taken over" }).getByRole("listitem");
  await expect(taken.filter({ hasText: "Left hand, renamed" })).toContainText(/active\s*→?\s*paused/i);
  await lookAt(page, "pull-taken-over");

  expect(await demo.openConflicts(set.id)).toEqual([]);
  expect(await set.here(id)).toMatchObject({ name: "Left hand, renamed", status: "paused" });
  await page.goto(`/conflicts?set=${set.id}`);
  await expect(page.getByRole("heading", { name: "Nothing to decide in this set" })).toBeVisible();
});

test("renamed on both sides: one conflict with both names, Reddit's is kept, and taken back", async ({
  page,
  demo,
  reddit,
}) => {
  const set = await renamedOnBothSides(demo, reddit, "Two pens", ["Blue pen"]);
  const { id } = set.named("Blue pen");
  await page.goto(`/conflicts?set=${set.id}`);
  await expect(page.getByRole("heading", { name: "Nothing to decide in this set" })).toBeVisible();

  await test.step("the pull ends, and the inbox shows it by itself", async () => {
    await set.pull();
    const name = side(page, "Blue pen here", "Name");
    await expect(name).toContainText("Before");
    await expect(name).toContainText("Blue pen");
    await expect(name).toContainText("Blue pen here");
    await expect(name).toContainText("Blue pen on Reddit");
    await expect(page.getByRole("listitem").filter({ has: page.getByRole("article") })).toHaveCount(1);
    await expect(page.getByRole("link", { name: /^Conflicts \d+ to decide$/ })).toBeVisible();
    await lookAt(page, "conflicts-one");
  });

  await test.step("its record leads here", async () => {
    await page.goto(`/campaigns/${set.id}`);
    await page
      .getByRole("row", { name: /Blue pen here/ })
      .first()
      .getByRole("link", { name: "Conflict" })
      .click();
    await expect(heading(page, "Conflicts")).toBeVisible();
    await expect(card(page, "Blue pen here")).toBeVisible();
  });

  await test.step("Reddit's name is kept: in step, nothing is sent", async () => {
    await card(page, "Blue pen here").getByRole("button", { name: "Keep Reddit's name" }).click();
    await expect(page.getByText("Kept Reddit's name: Blue pen here.")).toBeVisible();
    await expect(page.getByRole("heading", { name: "Nothing to decide in this set" })).toBeVisible();
    expect(await set.here(id)).toMatchObject({ name: "Blue pen on Reddit", sync: { status: "synced" } });
    expect((await demo.plan(set.id)).operations).toEqual([]);
    expect(await set.pull()).toMatchObject({ status: "completed" });
    expect(await demo.openConflicts(set.id)).toEqual([]);
  });

  await test.step("undone: both names stand again, and the next pull does not bring Reddit's back", async () => {
    await page.getByRole("button", { name: "Settled" }).click();
    await expect(page.getByText(/kept Reddit's name/)).toBeVisible();
    await lookAt(page, "conflicts-settled");
    await page.getByRole("button", { name: "Undo: open Blue pen" }).click();
    await expect(page.getByText("Open again: both values stand side by side.")).toBeVisible();
    expect(await set.here(id)).toMatchObject({ name: "Blue pen here", sync: { status: "conflict" } });
    await set.pull();
    expect(await set.here(id)).toMatchObject({ name: "Blue pen here" });
    await page.getByRole("button", { name: /^To decide/ }).click();
    await expect(card(page, "Blue pen here")).toContainText("Blue pen on Reddit");
  });

  await test.step("edited here while the card is open: what it showed is not decided, the new name is shown", async () => {
    await set.edit(id, { name: "Blue pen, later" });
    await card(page, "Blue pen here").getByRole("button", { name: "Keep ours: Blue pen here" }).click();
    await expect(page.getByText(/A value of this conflict changed meanwhile/).first()).toBeVisible();
    await expect(
      card(page, "Blue pen, later").getByRole("button", { name: "Keep ours: Blue pen, later" }),
    ).toBeVisible();
    await set.edit(id, { name: "Blue pen here" });
    await page.reload();
  });

  await test.step("ours is kept: the set differs until the next push, and the toast's Undo is at hand", async () => {
    await card(page, "Blue pen here").getByRole("button", { name: "Keep ours: Blue pen here" }).click();
    await expect(page.getByText("Kept our name: Blue pen here.")).toBeVisible();
    await expect(page.getByText("The next push sends it to Reddit.")).toBeVisible();
    expect((await demo.plan(set.id)).operations).toMatchObject([
      { kind: "update", changes: [{ field: "name", to: "Blue pen here" }] },
    ]);
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await expect(card(page, "Blue pen here")).toBeVisible();
  });
});

test("field by field and by keys: the money stands first, a choice waits for Enter, the rest stays open", async ({
  page,
  demo,
  reddit,
}) => {
  const set = await pushedSet(demo, "Two purses", ["Small change", "Big notes"]);
  const small = set.named("Small change");
  const big = set.named("Big notes");
  await reddit.change("campaign", small.remoteId, { name: "Small change on Reddit" });
  await set.edit(small.id, { name: "Small change here" });
  await reddit.change("campaign", big.remoteId, { name: "Big notes on Reddit", goal_value: 26_000_000 });
  await set.edit(big.id, {
    name: "Big notes here",
    budget: { type: "daily", amountMicros: "24000000", currency: "USD" },
  });
  await set.pull();

  await page.goto(`/conflicts?set=${set.id}`);
  const cards = page.getByRole("article");
  await expect(cards.first()).toHaveAccessibleName("Big notes here, campaign");
  await expect(cards.first()).toContainText("$2.00 a day at stake");
  await expect(side(page, "Big notes here", "Budget")).toContainText("spends $24.00 a day on Reddit, −$2.00");
  await expect(side(page, "Big notes here", "Budget")).toContainText("spends $26.00 a day, as it does now");

  await page.keyboard.press("j");
  await page.keyboard.press("1");
  await expect(
    side(page, "Big notes here", "Name").getByRole("button", { name: "Keep ours: Big notes here", pressed: true }),
  ).toBeVisible();
  await side(page, "Big notes here", "Name").getByRole("button", { name: "Keep ours: Big notes here" }).click();
  await lookAt(page, "conflicts-by-field");
  await page.getByRole("button", { name: "Keep our budget; decide the rest later" }).click();
  await expect(page.getByText("The rest is still to decide.")).toBeVisible();
  await expect(side(page, "Big notes here", "Budget")).toHaveCount(0);
  expect(await demo.openConflicts(set.id)).toMatchObject([
    { fields: [{ name: "name" }] },
    { fields: [{ name: "name" }] },
  ]);

  await test.step("what was decided is taken back: the budget is to decide again", async () => {
    await lookAt(page, "conflicts-settled-partly");
    await card(page, "Big notes here").getByRole("button", { name: /^Undo/ }).click();
    await expect(page.getByText("Open again: both values stand side by side.")).toBeVisible();
    await expect(side(page, "Big notes here", "Budget")).toBeVisible();
  });

  await test.step("1 and Enter settle a whole card", async () => {
    await page.reload();
    await expect(cards).toHaveCount(2);
    const first = (await cards.first().getAttribute("aria-label")) ?? "";
    await page.keyboard.press("j");
    await page.keyboard.press("2");
    await page.keyboard.press("Enter");
    await expect(cards).toHaveCount(1);
    await expect(cards.first()).not.toHaveAccessibleName(first);
  });
});

test("all like this: settled together, taken back together, and one that was settled meanwhile is named", async ({
  page,
  demo,
  reddit,
}) => {
  const names = ["Oak", "Elm", "Ash"];
  const set = await renamedOnBothSides(demo, reddit, "Three trees", names);
  await set.pull();
  await page.goto(`/conflicts?set=${set.id}`);
  await card(page, "Oak here").getByRole("button", { name: "All 3 like this…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Each of them is about the name and nothing else.");
  for (const name of names) await expect(dialog).toContainText(`keeps ${name} on Reddit and drops ${name} here`);
  await lookAt(page, "conflicts-alike");

  // Someone else decides one of them while the question stands.
  const elm = (await demo.openConflicts(set.id)).find(({ recordName }) => recordName === "Elm here");
  await demo.answer("POST", `conflicts/${elm?.id}/resolve`, { choice: "local" });
  await dialog.getByRole("button", { name: "Keep Reddit's in 3 conflicts" }).click();
  const note = page.getByRole("status").filter({ hasText: "Settled 2 of 3; 1 was not" });
  await expect(note).toContainText("Elm here: This conflict was settled already.");
  await expect(page.getByText("Kept Reddit's name in 2 of 3.")).toBeVisible();
  await lookAt(page, "conflicts-partly-settled");
  for (const name of ["Oak", "Ash"]) {
    expect(await set.here(set.named(name).id)).toMatchObject({ name: `${name} on Reddit` });
  }
  expect(await set.here(set.named("Elm").id)).toMatchObject({ name: "Elm here" });

  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByText("2 are open again.")).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(2);
});

test("what someone else settled meanwhile is told, and the list is read again", async ({ page, demo, reddit }) => {
  const set = await renamedOnBothSides(demo, reddit, "Two cooks", ["Soup"]);
  await set.pull();
  await page.goto(`/conflicts?set=${set.id}`);
  await expect(card(page, "Soup here")).toBeVisible();
  const [open] = await demo.openConflicts(set.id);
  await demo.answer("POST", `conflicts/${open?.id}/resolve`, { choice: "local" });
  await card(page, "Soup here").getByRole("button", { name: "Keep Reddit's name" }).click();
  await expect(page.getByText("Soup here: This conflict was settled already.")).toBeVisible();
  await expect(card(page, "Soup here")).toHaveCount(0);
  expect(await set.here(set.named("Soup").id)).toMatchObject({ name: "Soup here" });
});

/** The list of open conflicts, not the count in the navigation. */
const READ = /\/api\/v1\/conflicts\?status=open.*limit=500/;

test("loading, failed and loaded again", async ({ page }) => {
  const held: Route[] = [];
  await page.route(READ, (route) => {
    held.push(route);
  });
  await page.goto("/conflicts");
  await expect(page.getByRole("status").filter({ hasText: "Loading the conflicts" })).toBeVisible();
  await lookAt(page, "conflicts-loading");
  await page.route(READ, refuse);
  await Promise.all(held.map(refuse));
  await expect(page.getByRole("heading", { name: "Could not load the conflicts" })).toBeVisible();
  await expect(page.getByText("The database is being moved.")).toBeVisible();
  await lookAt(page, "conflicts-failed");
  await page.unroute(READ);
  await page.route(READ, (route) => route.fulfill({ json: { items: [], nextCursor: null } }));
  await page.getByRole("button", { name: "Load again" }).click();
  await expect(page.getByRole("heading", { name: "Nothing to decide" })).toBeVisible();
  await lookAt(page, "conflicts-empty");
});

test("stale when a refresh fails after a pull: what was read stays", async ({ page, demo, reddit }) => {
  const set = await renamedOnBothSides(demo, reddit, "Two clocks", ["Noon"]);
  await set.pull();
  await page.goto(`/conflicts?set=${set.id}`);
  await expect(card(page, "Noon here")).toBeVisible();
  await page.route(READ, refuse);
  await set.pull();
  await expect(page.getByText("Stale: could not refresh the conflicts")).toBeVisible();
  await expect(card(page, "Noon here")).toBeVisible();
  await lookAt(page, "conflicts-stale");
});

test("500 conflicts: only those in view are drawn, and the last is one key away", async ({ page }) => {
  const conflicts = Array.from({ length: 500 }, (_, at) =>
    conflict(`c${at}`, {
      recordName: `Campaign ${at}`,
      detectedAt: new Date(Date.now() - at * 60_000).toISOString(),
      fields: at % 3 === 0 ? [conflictField(), conflictField({ name: "status" })] : [conflictField()],
    }),
  );
  await page.route(READ, (route) => route.fulfill({ json: { items: conflicts, nextCursor: null } }));
  await page.goto("/conflicts");
  await expect(card(page, "Campaign 0")).toBeVisible();
  expect(await page.getByRole("article").count()).toBeLessThan(40);
  await page.keyboard.press("k");
  await expect(page.getByRole("listitem").filter({ has: card(page, "Campaign 499") })).toBeFocused();
  expect(await page.getByRole("article").count()).toBeLessThan(40);
});

test("conflicts of every shape", async ({ page }) => {
  await page.route(READ, (route) => route.fulfill({ json: { items: gallery(), nextCursor: null } }));
  await page.goto("/conflicts");
  await expect(page.getByRole("article").first()).toBeVisible();
  await lookAt(page, "conflicts-gallery");
});

/** Conflicts of every shape. */
function gallery(): ConflictView[] {
  const now = Date.now();
  const at = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
  const edited = { localAt: at(25), localBy: "Demo Owner" };
  const money = (local: string, platform: string) => ({
    moneyEffect: { currency: "USD", localPerDayMicros: local, platformPerDayMicros: platform },
  });
  const of = (id: string, minutes: number, over: Partial<ConflictView>) =>
    conflict(id, { detectedAt: at(minutes), ...over });
  return [
    of("1", 12, {
      recordName: "Beach shoes, feed",
      fields: [
        conflictField({
          ...edited,
          name: "budgetAmountMicros",
          base: "50000000",
          local: "60000000",
          platform: "45000000",
          ...money("60000000", "45000000"),
        }),
      ],
    }),
    of("2", 31, {
      recordKind: "ad_group",
      recordName: "Sneaker fans, a name as long as somebody in a hurry would leave it behind",
      fields: [
        conflictField({
          ...edited,
          name: "targeting.communities",
          base: ["travel", "sneakers", "running"],
          local: ["travel", "sneakers", "hiking", "ultralight"],
          platform: ["travel", "running", "streetwear"],
        }),
        conflictField({ ...edited, name: "bidAmountMicros", base: "1200000", local: "1500000", platform: "900000" }),
        conflictField({ ...edited, name: "endAt", base: null, local: "2026-12-24T18:00:00Z", platform: null }),
      ],
      resolution: { by: "person", name: "Demo Owner", at: null, choices: { name: "platform" }, canUndo: false },
    }),
    of("3", 200, {
      recordName: "Winter leftovers",
      fields: [conflictField({ ...edited, name: EXISTENCE, base: "there", local: "deleted", platform: "edited" })],
    }),
    of("4", 4_000, {
      recordKind: "ad",
      recordName: "Sandals",
      fields: [conflictField({ ...edited, name: EXISTENCE, base: "there", local: "edited", platform: "gone" })],
    }),
  ];
}
