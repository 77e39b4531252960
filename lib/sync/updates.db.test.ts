import { beforeEach, describe, expect, test } from "vitest";
import { db } from "../db/client";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk, type Desk } from "../testing/reddit-desk";
import { createSyncWorld, insertRunRow, carryOutRun, plantTree, push, type SyncWorld } from "../testing/sync-world";
import { makePlan } from "./make-plan";

let world: SyncWorld;
let desk: Desk;
const clock = () => createFakeClock({ at: new Date(), auto: true });

beforeEach(async () => {
  world = await createSyncWorld({ clock: clock(), size: { campaigns: 1, adGroups: 2, ads: 1 } });
  desk = createDesk(world);
  expect(await push(world)).toMatchObject({ status: "completed" });
  desk.forgetCalls();
});

const plan = () => makePlan({ actor: world.actor, campaignSetId: world.campaignSetId });
const campaign = () => db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
const firstAdGroup = async () =>
  db.adGroup.findFirstOrThrow({ where: { campaignId: (await campaign()).id }, orderBy: { position: "asc" } });
const firstAd = async () => db.ad.findFirstOrThrow({ where: { adGroupId: (await firstAdGroup()).id } });
const edited = { version: { increment: 1 } };

describe("an edit", () => {
  test("of one name is one operation with one field, and one PATCH with only that field", async () => {
    const adGroup = await firstAdGroup();
    await db.adGroup.update({ where: { id: adGroup.id }, data: { name: "Another name", ...edited } });

    const { operations } = await plan();
    expect(operations).toMatchObject([{ kind: "update", changes: [{ field: "name", to: "Another name" }] }]);
    expect(operations[0]?.changes).toHaveLength(1);
    expect(await push(world)).toMatchObject({ status: "completed", total: 1, synced: 1 });

    const writes = desk.writes();
    expect(writes).toHaveLength(1);
    expect(writes[0]).toMatchObject({ method: "PATCH", status: 200 });
    expect(writes[0]?.body).toEqual({ data: { name: expect.stringMatching(/^Another name ·\w{6}$/) } });
    expect((await plan()).operations).toEqual([]);
  });

  test("an approved plan can be pushed right after an earlier push", async () => {
    const adGroup = await firstAdGroup();
    await db.adGroup.update({ where: { id: adGroup.id }, data: { name: "Another name", ...edited } });
    const { planId } = await plan();
    await world.clock.sleep(60_000);
    const runId = await insertRunRow(world, { approvedPlanId: planId });
    await carryOutRun(world, runId);
    expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({ status: "completed", synced: 1 });
  });
});
