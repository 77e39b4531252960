import { describe, expect, test } from "vitest";
import { editCampaign } from "../campaigns/edit-campaign";
import { db } from "../db/client";
import type { ConflictView } from "../domain/views/conflicts";
import { makePlan } from "../sync/make-plan";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk } from "../testing/reddit-desk";
import { createSyncWorld, pull, push } from "../testing/sync-world";
import { listConflicts } from "./list-conflicts";
import { resolveConflict } from "./resolve-conflict";
import { undoResolution } from "./undo-resolution";

/** A campaign renamed, and given another budget, on both sides. */
async function disagreement() {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 1, ads: 1 } });
  const { actor, campaignSetId } = world;
  const desk = createDesk(world);
  await push(world);
  await clock.sleep(60_000);
  const campaign = () => db.campaign.findFirstOrThrow({ where: { campaignSetId } });
  const { id } = await campaign();
  const there = () => desk.of("campaign", id);
  const link = () => db.link.findFirstOrThrow({ where: { recordId: id } });
  const edit = (data: Parameters<typeof db.campaign.update>[0]["data"]) =>
    db.campaign.update({ where: { id }, data: { ...data, version: { increment: 1 }, editedById: actor.userId } });
  desk.change("campaign", (await there()).id, { name: "Theirs", goal_value: 60_000_000 });
  await edit({ name: "Ours", budgetAmountMicros: 70_000_000n });
  await pull(world);
  const open = async () => (await listConflicts({ actor, limit: 50, cursor: null, status: "open" })).items;
  const [conflict] = await open();
  if (!conflict) throw new Error("no conflict was opened");
  const plan = () => makePlan({ actor, campaignSetId });
  return { clock, world, actor, desk, campaign, id, there, link, edit, open, plan, conflictId: conflict.id };
}

describe("keeping what the platform has", () => {
  test("takes it over and is in step; nothing is sent", async () => {
    const { world, actor, desk, campaign, link, open, plan, conflictId } = await disagreement();
    desk.forgetCalls();
    const settled = await resolveConflict({ actor, conflictId, decision: { choice: "platform" } });
    expect(settled).toMatchObject({
      status: "resolved",
      resolution: { by: "person", name: "Ada", choices: { name: "platform", budgetAmountMicros: "platform" } },
    });
    expect(await campaign()).toMatchObject({ name: "Theirs", budgetAmountMicros: 60_000_000n });
    expect(await link()).toMatchObject({ syncStatus: "synced" });
    expect(await open()).toEqual([]);
    expect((await plan()).operations).toEqual([]);
    await pull(world);
    expect(await open()).toEqual([]);
    expect(desk.writes()).toEqual([]);
  });

  test("can be undone: both values stand again, and the next pull does not bring theirs back", async () => {
    const { world, actor, campaign, open, conflictId } = await disagreement();
    await resolveConflict({ actor, conflictId, decision: { choice: "platform" } });
    await undoResolution({ actor, conflictId });
    expect(await campaign()).toMatchObject({ name: "Ours", budgetAmountMicros: 70_000_000n });
    await pull(world);
    expect(await campaign()).toMatchObject({ name: "Ours", budgetAmountMicros: 70_000_000n });
    expect(await open()).toMatchObject([
      { id: conflictId, fields: [{ name: "name", local: "Ours", platform: "Theirs" }, { name: "budgetAmountMicros" }] },
    ]);
  });
});

describe("keeping ours", () => {
  test("is sent with the next push, and only then", async () => {
    const { world, actor, there, link, conflictId } = await disagreement();
    await resolveConflict({ actor, conflictId, decision: { choice: "local" } });
    expect(await link()).toMatchObject({ syncStatus: "pending" });
    expect(await there()).toMatchObject({ goal_value: 60_000_000 });
    expect(await push(world)).toMatchObject({ status: "completed" });
    expect(await there()).toMatchObject({ name: expect.stringMatching(/^Ours/), goal_value: 70_000_000 });
    expect(await link()).toMatchObject({ syncStatus: "synced" });
  });

  test("cannot be undone once it was pushed", async () => {
    const { world, actor, conflictId } = await disagreement();
    await resolveConflict({ actor, conflictId, decision: { choice: "local" } });
    await push(world);
    await expect(undoResolution({ actor, conflictId })).rejects.toMatchObject({ code: "precondition" });
  });
});

describe("field by field", () => {
  test("each is settled by itself; the conflict stays open for the rest", async () => {
    const { world, actor, campaign, link, open, there, conflictId } = await disagreement();
    await resolveConflict({ actor, conflictId, decision: { fields: { name: "platform" } } });
    expect(await campaign()).toMatchObject({ name: "Theirs", budgetAmountMicros: 70_000_000n });
    expect(await link()).toMatchObject({ syncStatus: "conflict" });
    expect(await open()).toMatchObject([{ fields: [{ name: "budgetAmountMicros" }] }]);
    await pull(world);
    expect(await open()).toMatchObject([{ fields: [{ name: "budgetAmountMicros" }] }]);
    await resolveConflict({ actor, conflictId, decision: { fields: { budgetAmountMicros: "local" } } });
    expect(await open()).toEqual([]);
    await push(world);
    expect(await there()).toMatchObject({ name: expect.stringMatching(/^Theirs/), goal_value: 70_000_000 });
  });

  test("going back leads to before the first step", async () => {
    const { actor, campaign, conflictId } = await disagreement();
    await resolveConflict({ actor, conflictId, decision: { fields: { name: "platform" } } });
    await resolveConflict({ actor, conflictId, decision: { choice: "platform" } });
    expect((await undoResolution({ actor, conflictId })).fields.map(({ name }) => name)).toEqual([
      "name",
      "budgetAmountMicros",
    ]);
    expect(await campaign()).toMatchObject({ name: "Ours", budgetAmountMicros: 70_000_000n });
  });

  test("what was settled so far can be taken back while the rest is open", async () => {
    const { world, actor, campaign, link, open, conflictId } = await disagreement();
    await resolveConflict({ actor, conflictId, decision: { fields: { name: "platform" } } });
    await pull(world);
    const { fields, status, resolution } = await undoResolution({ actor, conflictId });
    expect({ status, resolution, names: fields.map(({ name }) => name) }).toEqual({
      status: "open",
      resolution: null,
      names: ["name", "budgetAmountMicros"],
    });
    expect(await campaign()).toMatchObject({ name: "Ours", budgetAmountMicros: 70_000_000n });
    await pull(world);
    expect(await open()).toMatchObject([
      { id: conflictId, fields: [{ name: "name" }, { name: "budgetAmountMicros" }] },
    ]);
    expect(await link()).toMatchObject({ syncStatus: "conflict" });
    await expect(undoResolution({ actor, conflictId })).rejects.toMatchObject({ code: "precondition" });
  });

  test("but not once the record was edited since", async () => {
    const { actor, campaign, edit, conflictId } = await disagreement();
    await resolveConflict({ actor, conflictId, decision: { fields: { name: "platform" } } });
    await edit({ name: "Edited since" });
    await expect(undoResolution({ actor, conflictId })).rejects.toMatchObject({ code: "precondition" });
    expect(await campaign()).toMatchObject({ name: "Edited since" });
  });

  test("the rest may be decided with the version that this answers", async () => {
    const { actor, conflictId } = await disagreement();
    const { version } = await resolveConflict({ actor, conflictId, decision: { fields: { name: "platform" } } });
    const decision = { fields: { budgetAmountMicros: "platform" as const }, version };
    expect(await resolveConflict({ actor, conflictId, decision })).toMatchObject({ status: "resolved" });
  });

  test("the budget may be called by its short name", async () => {
    const { actor, campaign, open, conflictId } = await disagreement();
    await resolveConflict({ actor, conflictId, decision: { fields: { name: "local", budget: "platform" } } });
    expect(await campaign()).toMatchObject({ name: "Ours", budgetAmountMicros: 60_000_000n });
    expect(await open()).toEqual([]);
  });

  test("a field that is not in conflict is refused by name", async () => {
    const { actor, conflictId } = await disagreement();
    await expect(
      resolveConflict({ actor, conflictId, decision: { fields: { objective: "local" } } }),
    ).rejects.toMatchObject({ code: "invalid", errors: [{ path: "fields.objective" }] });
  });
});

test("a conflict is settled once: of two people who decide at once one is told", async () => {
  const { actor, conflictId } = await disagreement();
  const results = await Promise.allSettled([
    resolveConflict({ actor, conflictId, decision: { choice: "platform" } }),
    resolveConflict({ actor, conflictId, decision: { choice: "local" } }),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(results.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "precondition" } });
});

test("what was edited since is not lost by going back", async () => {
  const { actor, edit, campaign, conflictId } = await disagreement();
  await resolveConflict({ actor, conflictId, decision: { choice: "platform" } });
  await edit({ name: "A third name" });
  await expect(undoResolution({ actor, conflictId })).rejects.toMatchObject({ code: "precondition" });
  expect(await campaign()).toMatchObject({ name: "A third name" });
});

test("an edit while the conflict is open shows in it with the next pull", async () => {
  const { world, edit, open } = await disagreement();
  await edit({ name: "Ours, again" });
  await pull(world);
  expect(await open()).toMatchObject([{ fields: [{ name: "name", local: "Ours, again" }, {}] }]);
});

test("nobody settles what belongs to another organisation", async () => {
  const { world, conflictId } = await disagreement();
  const other = await createSyncWorld({ clock: world.clock, host: world.host });
  const decision = { choice: "platform" } as const;
  await expect(resolveConflict({ actor: other.actor, conflictId, decision })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(undoResolution({ actor: other.actor, conflictId })).rejects.toMatchObject({ code: "not_found" });
});

describe("one side took the record away", () => {
  const deleted = async () => {
    const room = await disagreement();
    await room.edit({ deletedAt: new Date(), name: "Ours", budgetAmountMicros: 70_000_000n });
    await pull(room.world);
    const [conflict] = await room.open();
    return { ...room, conflict };
  };

  test("deleting wins: it is taken off there", async () => {
    const { world, actor, conflict, there } = await deleted();
    expect(conflict).toMatchObject({ fields: [{ name: "record", local: "deleted", platform: "edited" }] });
    await resolveConflict({ actor, conflictId: conflict?.id ?? "", decision: { choice: "local" } });
    expect(await push(world)).toMatchObject({ status: "completed" });
    expect(await there()).toMatchObject({ configured_status: "ARCHIVED" });
  });

  test("their edits win: it is back here, with them", async () => {
    const { world, actor, conflict, campaign, plan } = await deleted();
    await resolveConflict({ actor, conflictId: conflict?.id ?? "", decision: { choice: "platform" } });
    expect(await campaign()).toMatchObject({ deletedAt: null, name: "Theirs", budgetAmountMicros: 60_000_000n });
    expect((await plan()).operations).toEqual([]);
    expect(await pull(world)).toMatchObject({ findings: { conflicts: 0 } });
  });
});

describe("whoever decides says which values they saw", () => {
  test("what was edited here since shows in the conflict, and a decision about the old value is refused", async () => {
    const { actor, campaign, id, open, conflictId } = await disagreement();
    const [seen] = await open();
    const { version } = await campaign();
    const budget = { type: "daily" as const, currency: "USD" as const, amountMicros: "240000000" };
    await editCampaign({ actor, id, patch: { version, budget } });
    const [now] = await open();
    expect(now?.fields).toMatchObject([{ name: "name" }, { name: "budgetAmountMicros", local: "240000000" }]);
    const decide = (conflict: ConflictView | undefined) =>
      resolveConflict({ actor, conflictId, decision: { choice: "local", version: conflict?.version ?? 0 } });
    await expect(decide(seen)).rejects.toMatchObject({ code: "stale_version", errors: [{ path: "version" }] });
    expect(await open()).toHaveLength(1);
    expect(await decide(now)).toMatchObject({ status: "resolved" });
  });

  test("also where nobody compared since: it is compared then", async () => {
    const { actor, campaign, edit, open, conflictId } = await disagreement();
    const [seen] = await open();
    await edit({ budgetAmountMicros: 240_000_000n });
    const decision = { choice: "platform" as const, version: seen?.version ?? 0 };
    await expect(resolveConflict({ actor, conflictId, decision })).rejects.toMatchObject({ code: "stale_version" });
    expect(await campaign()).toMatchObject({ budgetAmountMicros: 240_000_000n });
    expect(await open()).toMatchObject([{ fields: [{ name: "name" }, { local: "240000000" }] }]);
  });

  test("also where what the platform shows was read since, and nobody compared that yet", async () => {
    const { actor, campaign, link, open, conflictId } = await disagreement();
    const [seen] = await open();
    const { id, observed } = await link();
    await db.link.update({
      where: { id },
      data: { observed: { ...(observed as object), budgetAmountMicros: "300000000" } },
    });
    const decision = { choice: "platform" as const, version: seen?.version ?? 0 };
    await expect(resolveConflict({ actor, conflictId, decision })).rejects.toMatchObject({ code: "stale_version" });
    expect(await campaign()).toMatchObject({ budgetAmountMicros: 70_000_000n });
    expect(await open()).toMatchObject([{ fields: [{ name: "name" }, { platform: "300000000" }] }]);
  });

  test("an edit of something else is no reason to refuse", async () => {
    const { actor, edit, open, conflictId } = await disagreement();
    const [seen] = await open();
    await edit({ startAt: new Date("2026-12-01T00:00:00Z") });
    const decision = { choice: "platform" as const, version: seen?.version ?? 0 };
    expect(await resolveConflict({ actor, conflictId, decision })).toMatchObject({ status: "resolved" });
  });

  test("an edit that comes to their values leaves no conflict", async () => {
    const { actor, campaign, id, open } = await disagreement();
    const { version } = await campaign();
    const budget = { type: "daily" as const, currency: "USD" as const, amountMicros: "60000000" };
    await editCampaign({ actor, id, patch: { version, name: "Theirs", budget } });
    expect(await open()).toEqual([]);
  });

  test("a decision that is taken back can be taken again", async () => {
    const { actor, conflictId } = await disagreement();
    await resolveConflict({ actor, conflictId, decision: { choice: "platform" } });
    const { version } = await undoResolution({ actor, conflictId });
    const decision = { choice: "platform" as const, version };
    expect(await resolveConflict({ actor, conflictId, decision })).toMatchObject({ status: "resolved" });
  });
});
