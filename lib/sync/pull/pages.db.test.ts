import { beforeEach, describe, expect, test } from "vitest";
import { db } from "../../db/client";
import { PlatformError } from "../../errors";
import { createFakeClock } from "../../testing/fake-clock";
import { createDesk } from "../../testing/reddit-desk";
import { createSyncWorld, push, type SyncWorld } from "../../testing/sync-world";
import { pullHere } from "./pull-here";
import { readPages, startReading } from "./read-connection";
import { openPullFor } from "./request-pull";

const CAMPAIGNS = 12;
let world: SyncWorld;
let runId: string;
/** Cursors in the order in which they were asked for, each with how many pages were saved by then. */
let asked: { cursor: string | null; saved: number }[];
/** The answer to this cursor fails. */
let failing: string;

const savedPages = () => db.listingPage.count({ where: { syncRunId: runId, recordKind: "campaign" } });

/** The world's platform with listings of campaigns in pages of two, each cursor the place of its first. */
const byTwos: SyncWorld["open"] = async (options) => {
  const connection = await world.open(options);
  const { adapter } = connection;
  const observe: typeof adapter.observe = async (kind, cursor) => {
    if (kind !== "campaign") return adapter.observe(kind, cursor);
    asked.push({ cursor, saved: await savedPages() });
    if (cursor === failing) throw new PlatformError("unavailable", "503", { sentence: "Reddit is busy." });
    const { records } = await adapter.observe(kind, null);
    const from = Number(cursor ?? 0);
    return { records: records.slice(from, from + 2), nextCursor: from + 2 < records.length ? String(from + 2) : null };
  };
  return { ...connection, adapter: { ...adapter, observe } };
};

beforeEach(async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  world = await createSyncWorld({ clock, size: { campaigns: CAMPAIGNS, adGroups: 0, ads: 0 } });
  await push(world);
  const { row } = await openPullFor({ actor: world.actor, connectionId: world.connectionId });
  runId = row.id;
  asked = [];
  failing = "none";
  await clock.sleep(60_000);
});

const read = async (page: number, cursor: string | null) =>
  readPages({ runId, recordKind: "campaign", page, cursor }, { clock: world.clock, open: byTwos });

describe("a listing of several pages", () => {
  test("is read on while what came is saved, a few pages in one step", async () => {
    await startReading(runId, { clock: world.clock });
    expect(await read(0, null)).toEqual({ cursor: "8", pages: 4, listed: 8 });
    expect(asked.map(({ cursor }) => cursor)).toEqual([null, "2", "4", "6"]);
    expect(asked.at(-1)?.saved, "asked for before the page before it was saved").toBe(2);
    expect(await read(4, "8")).toEqual({ cursor: null, pages: 2, listed: 4 });
    expect(await savedPages()).toBe(6);
  });

  test("keeps what came before a page that fails, and goes on from there", async () => {
    await startReading(runId, { clock: world.clock });
    failing = "4";
    expect(await read(0, null)).toEqual({ cursor: "4", pages: 2, listed: 4 });
    await expect(read(2, "4")).rejects.toMatchObject({ code: "unavailable" });
    failing = "none";
    expect(await read(2, "4")).toEqual({ cursor: null, pages: 4, listed: 8 });
    expect(await savedPages()).toBe(6);
  });

  test("is judged whole: nothing is missing, nothing unknown, nothing changed", async () => {
    const desk = createDesk(world);
    desk.forgetCalls();
    await pullHere(runId, { clock: world.clock, open: byTwos });
    const { findings, status } = await db.syncRun.findUniqueOrThrow({ where: { id: runId } });
    expect(status).toBe("completed");
    expect(findings).toMatchObject({ listed: CAMPAIGNS, missing: 0, unknown: 0, pulled: 0, conflicts: 0 });
    expect(asked).toHaveLength(CAMPAIGNS / 2);
    expect(desk.writes()).toEqual([]);
  });
});
