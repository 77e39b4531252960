import { uuidv7 } from "uuidv7";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Prisma } from "../../prisma/generated/client";
import { db } from "../db/client";
import { listPeople } from "../organization/list-people";
import { createOrganization } from "../testing/factories";
import { createSyncWorld, insertRunRow, type SyncWorld } from "../testing/sync-world";
import { exportRuns } from "./export-runs";
import { RUN_COLUMN_NAMES } from "./run-columns";

vi.mock("../sync/send-run", () => ({ sendRun: () => Promise.resolve() }));

let world: SyncWorld;
const ids: Record<"push" | "trial" | "pull" | "undo", string> = { push: "", trial: "", pull: "", undo: "" };

type Filter = Omit<Parameters<typeof exportRuns>[0], "actor">;
type Row = Prisma.SyncRunUncheckedCreateInput;

const ended = { status: "completed", openKey: null } as const;
const insert = (data: Partial<Row>) => insertRunRow(world, { ...ended, requestedById: null, ...data });

async function rowsOf(filter: Filter = {}, most?: number, actor = world.actor): Promise<string[][]> {
  const parts: string[] = [];
  for await (const part of exportRuns({ actor, ...filter }, most)) parts.push(part);
  const [head, ...rows] = parts.join("").trimEnd().split("\r\n");
  expect(head).toBe(RUN_COLUMN_NAMES.join(","));
  return rows.map((row) => row.split(","));
}
const idsOf = async (filter?: Filter) => (await rowsOf(filter)).map(([id]) => id);

beforeAll(async () => {
  world = await createSyncWorld({ size: { campaigns: 1, adGroups: 0, ads: 0 } });
  const { userId } = world.actor;
  const { id: connectionId } = await db.connection.findFirstOrThrow({
    where: { organizationId: world.actor.organizationId },
  });
  ids.push = await insert({ requestedById: userId, total: 3, synced: 3 });
  ids.trial = await insert({ status: "failed", dryRun: true, error: { code: "internal", message: "=1, it broke" } });
  const findings = { listed: 12, pulled: 2, agreed: 0, conflicts: 1, missing: 0, gone: 0, unknown: 4 };
  ids.pull = await insert({ kind: "pull", campaignSetId: null, connectionId, trigger: "schedule", findings });
  ids.undo = await insert({ kind: "undo", undoOfId: ids.push, findings: { reverted: [], left: [] } });
});

describe("the exported history", () => {
  test("holds every run of the organisation, newest first, and nobody else's", async () => {
    expect(await idsOf()).toEqual([ids.undo, ids.pull, ids.trial, ids.push]);
    const other = await createOrganization();
    expect(await rowsOf({}, undefined, other.actor)).toEqual([]);
  });

  test("is narrowed by kind, state, platform, person, set and connection", async () => {
    expect(await idsOf({ kind: "pull" })).toEqual([ids.pull]);
    expect(await idsOf({ kind: "undo" })).toEqual([ids.undo]);
    expect(await idsOf({ status: "failed" })).toEqual([ids.trial]);
    expect(await idsOf({ platform: "reddit" })).toEqual([ids.undo, ids.pull, ids.trial, ids.push]);
    expect(await idsOf({ platform: "meta" })).toEqual([]);
    expect(await idsOf({ person: world.actor.userId ?? "" })).toEqual([ids.push]);
    expect(await idsOf({ campaignSetId: world.campaignSetId })).toEqual([ids.undo, ids.trial, ids.push]);
    const { connectionId } = await db.syncRun.findUniqueOrThrow({ where: { id: ids.pull } });
    const onIt = { connectionId: connectionId ?? "" };
    expect(await idsOf(onIt), "its own, and those of sets on it").toEqual([ids.undo, ids.pull, ids.trial, ids.push]);
    expect(await idsOf({ ...onIt, kind: "pull" })).toEqual([ids.pull]);
    expect(await idsOf({ connectionId: uuidv7() })).toEqual([]);
    expect(await idsOf({ kind: "push", status: "completed" })).toEqual([ids.push]);
  });

  test("says what a pull found and what a run failed of, and computes nothing in a spreadsheet", async () => {
    const at = (name: string) => RUN_COLUMN_NAMES.indexOf(name);
    const [pull = []] = await rowsOf({ kind: "pull" });
    expect([pull[at("read")], pull[at("taken_over")], pull[at("in_conflict")]]).toEqual(["12", "2", "1"]);
    const [trial = []] = await rowsOf({ status: "failed" });
    expect(trial.slice(at("error")).join(",")).toBe(`"'=1, it broke"`);
    expect((await rowsOf({ kind: "undo" }))[0]?.[at("undoes_run_id")]).toBe(ids.push);
  });

  test("goes on from page to page and stops at its most rows", async () => {
    expect((await rowsOf({}, 3)).map(([id]) => id)).toEqual([ids.undo, ids.pull, ids.trial]);
    await db.syncRun.createMany({
      data: Array.from({ length: 1_100 }, () => ({
        id: crypto.randomUUID(),
        organizationId: world.actor.organizationId,
        campaignSetId: world.campaignSetId,
        trigger: "api" as const,
        status: "cancelled" as const,
      })),
    });
    const cancelled = await idsOf({ status: "cancelled" });
    expect(cancelled).toHaveLength(1_100);
    expect(new Set(cancelled).size).toBe(1_100);
    expect(await rowsOf({ status: "cancelled" }, 700)).toHaveLength(700);
  });
});

test("people of the organisation are named, and nobody else's", async () => {
  const mine = await createOrganization({ name: "Mine" });
  await createOrganization({ name: "Theirs" });
  expect(await listPeople({ actor: mine.actor, limit: 10, cursor: null })).toEqual({
    items: [{ id: mine.userId, name: "Owner of Mine" }],
    nextCursor: null,
  });
});
