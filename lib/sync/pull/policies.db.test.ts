import { beforeEach, describe, expect, test } from "vitest";
import { editConnection } from "../../connections/edit-connection";
import { db } from "../../db/client";
import type { ConflictPolicies } from "../../domain/connection";
import { createFakeClock } from "../../testing/fake-clock";
import { createDesk, type Desk } from "../../testing/reddit-desk";
import { createSyncWorld, pull, push, type SyncWorld } from "../../testing/sync-world";

let world: SyncWorld;
let desk: Desk;
let id: string;

const choose = (policies: ConflictPolicies) =>
  editConnection({ actor: world.actor, id: world.connectionId, patch: { policies } });
const here = () => db.campaign.findUniqueOrThrow({ where: { id } });
const link = () => db.link.findFirstOrThrow({ where: { recordId: id } });

beforeEach(async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 1, ads: 1 } });
  desk = createDesk(world);
  await push(world);
  await clock.sleep(60_000);
  ({ id } = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } }));
});

/** Name and budget changed on both sides, each differently. */
async function bothChange() {
  const there = await desk.of("campaign", id);
  desk.change("campaign", there.id, { name: "Theirs", goal_value: 60_000_000 });
  await db.campaign.update({
    where: { id },
    data: { name: "Ours", budgetAmountMicros: 55_000_000n, version: { increment: 1 } },
  });
  await pull(world);
}

describe("where both sides changed a field", () => {
  test("theirs wins where that was chosen, ours stands in the history, and the other field is asked about", async () => {
    await choose({ campaign: { name: "theirs" } });
    await bothChange();
    expect(await here()).toMatchObject({ name: "Theirs", budgetAmountMicros: 55_000_000n });
    expect(await db.conflict.findMany({ where: { recordId: id } })).toMatchObject([
      { status: "open", fields: [{ name: "budgetAmountMicros" }] },
    ]);
    expect(await db.auditEntry.findFirst({ where: { subjectId: id, action: "campaign.pull" } })).toMatchObject({
      before: { name: "Ours" },
      after: { name: "Theirs" },
    });
  });

  test("ours wins where that was chosen: nobody is asked, and the next push sends it", async () => {
    await choose({ campaign: { name: "ours", budgetAmountMicros: "ours" } });
    await bothChange();
    expect(await db.conflict.count({ where: { recordId: id } })).toBe(0);
    expect(await link()).toMatchObject({ syncStatus: "pending" });
    expect(await push(world)).toMatchObject({ status: "completed", synced: 1 });
    expect(await desk.of("campaign", id)).toMatchObject({ goal_value: 55_000_000 });
    expect(await link()).toMatchObject({ syncStatus: "synced" });
  });

  test("a choice settles what is asked about already", async () => {
    await bothChange();
    expect(await link()).toMatchObject({ syncStatus: "conflict" });
    await choose({ campaign: { name: "theirs", budgetAmountMicros: "theirs" } });
    await pull(world);
    expect(await db.conflict.findMany({ where: { recordId: id } })).toMatchObject([{ status: "resolved" }]);
    expect(await here()).toMatchObject({ name: "Theirs", budgetAmountMicros: 60_000_000n });
  });
});

test("a choice is kept with the ones before it, written down, and refused for a field that is not theirs to change", async () => {
  await choose({ campaign: { name: "ours" } });
  const { policies } = await choose({ ad: { status: "theirs" } });
  expect(policies.filter(({ choice }) => choice !== "ask")).toEqual([
    { recordKind: "campaign", field: "name", choice: "ours" },
    { recordKind: "ad", field: "status", choice: "theirs" },
  ]);
  expect(policies.map(({ field }) => field)).not.toContain("objective");
  await expect(choose({ campaign: { objective: "ours" } })).rejects.toMatchObject({
    code: "invalid",
    errors: [{ path: "policies.campaign.objective" }],
  });
  expect(await db.auditEntry.count({ where: { action: "connection.policies", subjectId: world.connectionId } })).toBe(
    2,
  );
});
