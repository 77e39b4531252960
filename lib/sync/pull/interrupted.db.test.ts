import { describe, expect, test } from "vitest";
import { db } from "../../db/client";
import { organizationTopic } from "../../db/live";
import { findRunById, listLostRuns } from "../../db/sync-runs";
import { RunEvent } from "../../domain/views/run-events";
import { createPushedWorld } from "../../testing/pushed-world";
import { getSyncRun } from "../get-sync-run";
import { finishPull } from "./finish-pull";
import { pullHere } from "./pull-here";
import { readPages, settleListing, startReading } from "./read-connection";
import { openPullFor } from "./request-pull";
import { takeOver } from "./take-over";

async function openedPull() {
  const room = await createPushedWorld();
  const { world, clock, actor } = room;
  const { connectionId } = world;
  const { row } = await openPullFor({ actor, connectionId });
  const connection = () => db.connection.findUniqueOrThrow({ where: { id: connectionId } });
  return { ...room, runId: row.id, connection, options: { clock, open: world.open } };
}

describe("a connection that is not in use any more when its pull", () => {
  test.each([
    ["paused", "Reddit is paused. Resume it before pulling."],
    ["reauthorize", "Reddit has to be connected again before it can be read."],
    ["disconnected", "Reddit has to be connected again before it can be read."],
  ] as const)("begins, %s, was not read: the run says why, and the connection's age stays", async (status, message) => {
    const { runId, connection, world, options, clock, desk } = await openedPull();
    await db.connection.update({ where: { id: world.connectionId }, data: { status } });
    const { lastPullAt } = await connection();
    await clock.sleep(60_000);
    await pullHere(runId, options);
    expect(await findRunById(runId)).toMatchObject({
      status: "failed",
      findings: null,
      error: { code: "precondition", message },
    });
    expect((await connection()).lastPullAt).toEqual(lastPullAt);
    expect(desk.calls()).toEqual([]);
  });

  test("goes on is not read on", async () => {
    const { runId, connection, world, options, clock } = await openedPull();
    const { lastPullAt } = await connection();
    await clock.sleep(60_000);
    await startReading(runId, options);
    await readPages({ runId, recordKind: "campaign", page: 0, cursor: null }, options);
    await db.connection.update({ where: { id: world.connectionId }, data: { status: "paused" } });
    await settleListing({ runId, recordKind: "campaign" }, options);
    expect(await findRunById(runId)).toMatchObject({ status: "failed", openKey: null });
    await finishPull({ runId, counts: { listed: 1, missing: 0, gone: 0, unknown: 0, copies: 0 } }, { clock });
    expect((await connection()).lastPullAt).toEqual(lastPullAt);
  });
});

test("a pull that begins to read says so at once, and once", async () => {
  const { runId, actor, options } = await openedPull();
  const told = async () => {
    const topic = organizationTopic(actor.organizationId);
    const events = await db.liveEvent.findMany({ where: { topic, type: "run" }, orderBy: { id: "asc" } });
    return events.flatMap(({ data }) => {
      const { run } = RunEvent.parse(data);
      return run.id === runId ? [run.status] : [];
    });
  };
  const before = await told();
  await startReading(runId, options);
  await readPages({ runId, recordKind: "campaign", page: 0, cursor: null }, options);
  expect((await told()).slice(before.length)).toEqual(["running"]);
});

test("a pull that the platform asks to wait says so, and is not taken for lost", async () => {
  const { runId, world, actor, options } = await openedPull();
  const page = { runId, recordKind: "campaign", page: 0, cursor: null } as const;
  await startReading(runId, options);
  world.host.setFaults("reddit", [
    { kind: "rate_limit", delayMs: 600_000, match: { method: "GET", path: "/campaigns" } },
  ]);
  await expect(readPages(page, options)).rejects.toMatchObject({
    code: "rate_limited",
    retryAfterMs: expect.any(Number),
  });
  // The executor sleeps now for as long as the platform said. Two minutes later:
  await db.$executeRaw`update "SyncRun" set "progressAt" = now() - interval '2 minutes', "createdAt" = now() - interval '3 minutes'
    where "id" = ${runId}::uuid`;
  expect(await getSyncRun({ actor, runId })).toMatchObject({ waiting: "Waiting on Reddit.", stalled: false });
  expect((await listLostRuns(60_000, 200)).filter(({ id }) => id === runId)).toEqual([]);

  world.host.setFaults("reddit", []);
  await options.clock.sleep(600_000);
  await readPages(page, options);
  expect(await getSyncRun({ actor, runId })).toMatchObject({ waiting: null, stalled: false });
});

test("what a worker took over before it died is counted by the one that goes on", async () => {
  const { runId, world, actor, editThere, options } = await openedPull();
  editThere({ name: "Theirs", goal_value: 61_000_000 });
  await options.clock.sleep(60_000);
  for (const recordKind of await startReading(runId, options)) {
    await readPages({ runId, recordKind, page: 0, cursor: null }, options);
    await settleListing({ runId, recordKind }, options);
  }
  await takeOver({ organizationId: actor.organizationId, connectionId: world.connectionId, syncRunId: runId });
  await finishPull({ runId, counts: { listed: 3, missing: 0, gone: 0, unknown: 0, copies: 0 } }, options);
  expect(await findRunById(runId)).toMatchObject({ status: "completed", findings: { listed: 3, pulled: 2 } });
});
