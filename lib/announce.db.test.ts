import { beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { inngest } from "../inngest/client";
import { systemClock } from "./clock";
import { resolveConflict } from "./conflicts/resolve-conflict";
import { beginAuthorization } from "./connections/begin-authorization";
import { editConnection } from "./connections/edit-connection";
import { finishAuthorization } from "./connections/finish-authorization";
import { db } from "./db/client";
import { demoAccount } from "./platforms/reddit/fixtures";
import { cancelRun } from "./sync/cancel-run";
import { makePlan } from "./sync/make-plan";
import { openFirstPull } from "./sync/pull/request-pull";
import { requestSync } from "./sync/request-sync";
import { decideAt } from "./testing/consent";
import { createFakeClock } from "./testing/fake-clock";
import { createDesk } from "./testing/reddit-desk";
import { createSyncWorld, createTestSimulator, pull, push } from "./testing/sync-world";

let send: MockInstance<typeof inngest.send>;
beforeEach(() => {
  send = vi.spyOn(inngest, "send").mockResolvedValue({ ids: [] });
});
const told = () =>
  send.mock.calls.map(([event]) => {
    const { name, data } = event as { name: string; data: Record<string, unknown> };
    return [name, data];
  });
const ONE = { campaigns: 1, adGroups: 1, ads: 1 };

test("an approved plan and a cancelled run are told, each once", async () => {
  const { actor, campaignSetId } = await createSyncWorld({ size: ONE });
  const { userId } = actor;
  const { planId } = await makePlan({ actor, campaignSetId });
  const { run } = await requestSync({ actor, campaignSetId, planId });
  await requestSync({ actor, campaignSetId });
  await cancelRun({ actor, runId: run.id });
  await cancelRun({ actor, runId: run.id });
  expect(told()).toEqual([
    ["sync/requested", expect.objectContaining({ syncRunId: run.id })],
    ["plan/approved", { planId, syncRunId: run.id, campaignSetId, userId }],
    ["sync/cancelled", { syncRunId: run.id, campaignSetId, userId, cancelledAt: expect.any(String) }],
  ]);
});

test("a conflict that was settled is told, with what was chosen and whether something is left", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: ONE });
  const { actor, campaignSetId } = world;
  const desk = createDesk(world);
  await push(world);
  await clock.sleep(60_000);
  const { id: recordId } = await db.campaign.findFirstOrThrow({ where: { campaignSetId } });
  desk.change("campaign", (await desk.of("campaign", recordId)).id, { name: "Theirs", goal_value: 60_000_000 });
  const ours = { name: "Ours", budgetAmountMicros: 70_000_000n, version: { increment: 1 } };
  await db.campaign.update({ where: { id: recordId }, data: ours });
  await pull(world);
  const { id: conflictId } = await db.conflict.findFirstOrThrow({ where: { recordId } });
  await resolveConflict({ actor, conflictId, decision: { fields: { name: "local" } } });
  await resolveConflict({ actor, conflictId, decision: { choice: "platform" } });
  const of = { conflictId, campaignSetId, recordKind: "campaign", recordId, userId: actor.userId };
  expect(told()).toEqual([
    ["conflict/resolved", { ...of, choices: { name: "local" }, isWhole: false }],
    ["conflict/resolved", { ...of, choices: { budgetAmountMicros: "platform" }, isWhole: true }],
  ]);
});

describe("a connection that has come to work", () => {
  test("is told when its account is chosen and when it is signed in again, and is read at once", async () => {
    const { actor, connectionId: old } = await createSyncWorld({ size: ONE, account: 2 });
    const { userId } = actor;
    const host = createTestSimulator(systemClock, 1);
    host.setLimits("reddit", "off");
    const reach = { clock: systemClock, fetch: host.fetch as typeof fetch };
    const { memberId, adAccountId, profileId, fundingId } = demoAccount(1);
    const signIn = async (input: Parameters<typeof beginAuthorization>[0]["input"]) => {
      const { authorizeUrl } = await beginAuthorization({ actor, input });
      const back = await decideAt(host, authorizeUrl, { member: memberId });
      return finishAuthorization({ actor, platform: "reddit", ...back }, reach);
    };
    const { connectionId } = await signIn({ platform: "reddit" });
    if (!connectionId) throw new Error("not connected");
    expect(told()).toEqual([]);
    const { version } = await db.connection.findUniqueOrThrow({ where: { id: connectionId } });
    const account = { adAccountId, profileId, fundingInstrumentId: fundingId };
    await editConnection({ actor, id: connectionId, patch: { account, version } }, reach);
    const connected = ["connection/connected", { connectionId, platform: "reddit", userId }];
    expect(told()).toEqual([connected]);
    await signIn({ connectionId });
    expect(told()).toEqual([connected, connected]);

    expect(await openFirstPull(connectionId)).toMatchObject([{ connectionId }]);
    expect(await openFirstPull(connectionId)).toEqual([]);
    expect(await db.syncRun.count({ where: { connectionId: old } })).toBe(0);
  });
});

test("who acts does not wait for it, and does not hear of its failure", async () => {
  const { actor, campaignSetId } = await createSyncWorld({ size: ONE });
  const { run } = await requestSync({ actor, campaignSetId });
  send.mockRejectedValue(new Error("nobody is there"));
  expect(await cancelRun({ actor, runId: run.id })).toMatchObject({ run: { status: "cancelled" } });
});
