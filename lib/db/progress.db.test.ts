import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { sql } from "../testing/db";
import { createSyncWorld, insertRunRow, type SyncWorld } from "../testing/sync-world";
import { db } from "./client";
import { appendLive, readLive, setTopic } from "./live";
import { type LinkPatch, type OperationPatch, type Progress, saveProgress } from "./progress";
import { claimRun } from "./sync-runs";

let world: SyncWorld;
let runId: string;
let campaignId: string;
let linkId: string;
let operationId: string;

beforeEach(async () => {
  world = await createSyncWorld({ size: { campaigns: 1, adGroups: 0, ads: 0 } });
  runId = await insertRunRow(world);
  campaignId = (await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } })).id;
  linkId = uuidv7();
  operationId = uuidv7();
  const { organizationId } = world.actor;
  const { campaignSetId, connectionId } = world;
  const plan = await db.plan.create({
    data: { id: uuidv7(), organizationId, campaignSetId, digest: "", basis: "", summary: {} },
  });
  await db.operation.create({
    data: {
      id: operationId,
      organizationId,
      planId: plan.id,
      syncRunId: runId,
      seq: 0,
      kind: "create",
      recordKind: "campaign",
      recordId: campaignId,
      recordName: "Campaign",
      connectionId,
      campaignId,
      platform: "reddit",
      changes: [],
      desired: {},
      recordVersion: 1,
    },
  });
});

const link = (patch: Partial<LinkPatch> = {}): LinkPatch => ({
  id: linkId,
  connectionId: world.connectionId,
  campaignId,
  recordKind: "campaign",
  recordId: campaignId,
  ...patch,
});

const save = (generation: number, given: Partial<Progress> = {}) =>
  saveProgress({
    organizationId: world.actor.organizationId,
    campaignSetId: world.campaignSetId,
    syncRunId: runId,
    generation,
    links: [],
    operations: [],
    counts: { synced: 0, failed: 0, skipped: 0 },
    messages: [],
    leaseMs: 0,
    ...given,
  });

const message = (number: number, topic = setTopic(world.campaignSetId)) => ({
  topic,
  type: "operation",
  data: { number },
});
const events = (topic = setTopic(world.campaignSetId)) => readLive(topic, 0n, 10_000);
const claim = async () => (await claimRun(runId, 0))?.generation ?? 0;

describe("a bunch of results", () => {
  test("is there as a whole: link, operation, counts and events", async () => {
    const generation = await claim();
    expect(
      await save(generation, {
        links: [link({ platformId: "17", syncStatus: "synced", observed: { name: "A" } })],
        operations: [{ id: operationId, state: "applied", platformId: "17" }],
        counts: { synced: 1, failed: 2, skipped: 3 },
        messages: [message(1), message(2)],
      }),
    ).toBe("saved");
    expect(await db.link.findUnique({ where: { id: linkId } })).toMatchObject({
      platformId: "17",
      observed: { name: "A" },
    });
    expect(await db.operation.findUnique({ where: { id: operationId } })).toMatchObject({
      state: "applied",
      platformId: "17",
    });
    expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({ synced: 1, failed: 2, skipped: 3 });
    expect(await events()).toEqual([
      { id: 1n, type: "operation", data: { number: 1 } },
      { id: 2n, type: "operation", data: { number: 2 } },
    ]);
  });

  test("of a worker whose run was taken over leaves no trace at all", async () => {
    const old = await claim();
    await save(old, { links: [link({ platformId: "17" })] });
    await claim();
    const before = await snapshot();
    expect(
      await save(old, {
        links: [link({ platformId: "18", syncStatus: "failed" }), link({ id: uuidv7(), recordId: uuidv7() })],
        operations: [{ id: operationId, state: "failed" }],
        counts: { synced: 9, failed: 9, skipped: 9 },
        messages: [message(1)],
      }),
    ).toBe("taken_over");
    expect(await snapshot()).toEqual(before);
  });

  test("of a run that was closed leaves no trace either", async () => {
    const generation = await claim();
    await db.syncRun.update({ where: { id: runId }, data: { status: "cancelled" } });
    expect(await save(generation, { links: [link()], messages: [message(1)] })).toBe("taken_over");
    expect(await db.link.count({ where: { id: linkId } })).toBe(0);
    expect(await events()).toEqual([]);
  });

  test("and a take-over at the same moment exclude each other", async () => {
    for (let round = 0; round < 20; round++) {
      const mine = await claim();
      const [outcome] = await Promise.all([save(mine, { counts: { synced: 1, failed: 0, skipped: 0 } }), claim()]);
      const row = await db.syncRun.findUniqueOrThrow({ where: { id: runId } });
      expect(row.synced).toBe(outcome === "saved" ? 1 : 0);
      await db.syncRun.update({ where: { id: runId }, data: { synced: 0 } });
    }
  });

  test("does not touch an operation of another run", async () => {
    const generation = await claim();
    const other = await createSyncWorld({ size: { campaigns: 0, adGroups: 0, ads: 0 } });
    await db.operation.update({ where: { id: operationId }, data: { syncRunId: await insertRunRow(other) } });
    await save(generation, { operations: [{ id: operationId, state: "applied" }] });
    expect(await db.operation.findUnique({ where: { id: operationId } })).toMatchObject({ state: "planned" });
  });

  test("says that a person asked to stop, and is saved all the same", async () => {
    const generation = await claim();
    await db.syncRun.update({ where: { id: runId }, data: { cancelRequestedAt: new Date() } });
    expect(await save(generation, { links: [link({ platformId: "17" })] })).toBe("saved_stop_requested");
    expect(await db.link.findUnique({ where: { id: linkId } })).toMatchObject({ platformId: "17" });
  });

  test("renews the lease", async () => {
    const generation = await claim();
    await save(generation, { leaseMs: 60_000 });
    expect(await claimRun(runId, 0)).toBeNull();
  });
});

describe("a field of a link", () => {
  const full: Partial<LinkPatch> = {
    platformId: "17",
    marker: "abcdef",
    intentAt: "2026-01-01T00:00:00.000Z",
    intent: { name: "Sent" },
    parts: { post: { digest: "d", platformId: "t3_1" } },
    shadowDesired: { name: "A" },
    shadowObserved: { name: "A" },
    observed: { name: "A" },
    syncStatus: "syncing",
    errorLog: { code: "rejected", message: "No.", at: "2026-01-01T00:00:00.000Z" },
  };

  test("that a patch leaves out stays as it was", async () => {
    const generation = await claim();
    await save(generation, { links: [link(full)] });
    const before = await db.link.findUniqueOrThrow({ where: { id: linkId } });
    await save(generation, { links: [link()] });
    expect(await db.link.findUnique({ where: { id: linkId } })).toEqual(before);
    // What is there but undefined was left out as well.
    await save(generation, {
      links: [link({ intentAt: undefined, parts: undefined, syncStatus: undefined, errorLog: undefined })],
    });
    expect(await db.link.findUnique({ where: { id: linkId } })).toEqual(before);
  });

  test("that a patch sets to null is emptied, as the database's null and not as JSON's", async () => {
    const generation = await claim();
    await save(generation, { links: [link(full)] });
    await save(generation, { links: [link({ intentAt: null, intent: null, errorLog: null })] });
    expect(await db.link.findUnique({ where: { id: linkId } })).toMatchObject({
      intentAt: null,
      intent: null,
      errorLog: null,
      platformId: "17",
      parts: full.parts,
    });
    const [row] = await sql(
      `select "intent" is null as intent, "errorLog" is null as error from "Link" where "id" = $1`,
      [linkId],
    );
    expect(row).toEqual({ intent: true, error: true });
  });

  test("is laid over an existing link whatever id the worker made up for it", async () => {
    const generation = await claim();
    await save(generation, { links: [link(full)] });
    await save(generation, { links: [link({ id: uuidv7(), intentAt: null, syncStatus: "synced", errorLog: null })] });
    expect(await db.link.findMany({ where: { recordId: campaignId } })).toMatchObject([
      { id: linkId, intentAt: null, syncStatus: "synced", errorLog: null, platformId: "17" },
    ]);
  });

  test("keeps tries and the time of the next one until it is told otherwise", async () => {
    const generation = await claim();
    const counted = async (patch: Partial<LinkPatch>) => {
      await save(generation, { links: [link(patch)] });
      const { retryCount, nextAttemptAt } = await db.link.findUniqueOrThrow({ where: { id: linkId } });
      return [retryCount, nextAttemptAt?.toISOString() ?? null];
    };
    const next = "2026-01-01T00:05:00.000Z";
    expect(await counted({ retryCount: 1, nextAttemptAt: next })).toEqual([1, next]);
    expect(await counted({ syncStatus: "pending" })).toEqual([1, next]);
    expect(await counted({ retryCount: 0, nextAttemptAt: null })).toEqual([0, null]);
  });

  test("takes any text a platform may send", async () => {
    const generation = await claim();
    const odd = 'nul \u0000, half an emoji \ud83d, a backslash \\u0000 and "quotes"';
    await save(generation, {
      links: [link({ observed: { name: odd, [`key ${odd}`]: [odd] } })],
      operations: [{ id: operationId, reason: odd, error: { code: "rejected", message: odd, at: "" } }],
      messages: [{ topic: setTopic(world.campaignSetId), type: "operation", data: { odd } }],
    });
    const kept = 'nul , half an emoji \ufffd, a backslash \\u0000 and "quotes"';
    expect(await db.link.findUnique({ where: { id: linkId } })).toMatchObject({
      observed: { name: kept, [`key ${kept}`]: [kept] },
    });
    expect(await db.operation.findUnique({ where: { id: operationId } })).toMatchObject({ reason: kept });
    expect(await events()).toMatchObject([{ data: { odd: kept } }]);
  });
});

describe("a field of an operation", () => {
  test("that is null is emptied, and that is left out stays", async () => {
    const generation = await claim();
    const set = (patch: Partial<OperationPatch>) => save(generation, { operations: [{ id: operationId, ...patch }] });
    const error = { code: "rejected", message: "No.", at: "" };
    await set({ error, endedAt: "2026-01-01T00:00:00.000Z", startedAt: "2026-01-01T00:00:00.000Z", reason: "Why" });
    await set({ attempts: 2, startedAt: "2027-01-01T00:00:00.000Z" });
    expect(await db.operation.findUnique({ where: { id: operationId } })).toMatchObject({
      error,
      attempts: 2,
      reason: "Why",
      startedAt: new Date("2026-01-01T00:00:00.000Z"),
    });
    await set({ error: null, endedAt: null });
    expect(await db.operation.findUnique({ where: { id: operationId } })).toMatchObject({ error: null, endedAt: null });
  });
});

describe("live events", () => {
  test("of one topic have ids without gaps, in the order their writers committed, whoever writes at once", async () => {
    const generation = await claim();
    const topic = setTopic(world.campaignSetId);
    const seen: bigint[] = [];
    let isDone = false;
    // Whoever reads while others write never sees an id after which a smaller one appears.
    const reader = (async () => {
      while (!isDone) {
        const rows = await readLive(topic, seen.at(-1) ?? 0n, 1_000);
        seen.push(...rows.map((row) => row.id));
      }
    })();
    await Promise.all([
      ...Array.from({ length: 60 }, (_, index) => save(generation, { messages: [message(index), message(index)] })),
      ...Array.from({ length: 60 }, (_, index) => appendLive([message(index), message(index, "org:elsewhere")])),
    ]);
    isDone = true;
    await reader;
    const rows = await events();
    expect(rows.map((row) => row.id)).toEqual(Array.from({ length: 180 }, (_, index) => BigInt(index + 1)));
    seen.push(...(await readLive(topic, seen.at(-1) ?? 0n, 1_000)).map((row) => row.id));
    expect(seen).toEqual(rows.map((row) => row.id));
  });

  test("of several topics each count for themselves", async () => {
    await appendLive([message(1), message(2, "org:one"), message(3), message(4, "org:one"), message(5)]);
    expect((await events()).map(({ id, data }) => ({ id, data }))).toEqual([
      { id: 1n, data: { number: 1 } },
      { id: 2n, data: { number: 3 } },
      { id: 3n, data: { number: 5 } },
    ]);
  });
});

async function snapshot() {
  return {
    links: await db.link.findMany({ orderBy: { id: "asc" } }),
    operations: await db.operation.findMany({ orderBy: { id: "asc" } }),
    runs: await db.syncRun.findMany({ orderBy: { id: "asc" } }),
    events: await events(),
  };
}
