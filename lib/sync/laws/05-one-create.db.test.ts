import { describe, expect, test } from "vitest";
import { db } from "../../db/client";
import type { FaultKind } from "../../platforms/simulators/faults";
import { createFakeClock } from "../../testing/fake-clock";
import { createMortalWorker } from "../../testing/mortal-worker";
import { createDesk, type RemoteKind } from "../../testing/reddit-desk";
import { carryOutRun, createSyncWorld, insertRunRow, pull, push } from "../../testing/sync-world";

const KINDS: RemoteKind[] = ["campaign", "ad-group", "ad", "post"];
const CREATES = { campaign: "/campaigns", "ad group": "/ad_groups", ad: "/ads", post: "/structured_posts/jobs" };
const LOSSES: FaultKind[] = ["drop_before", "drop_after", "cut_body"];

async function newWorld() {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 1, ads: 1 } });
  const desk = createDesk(world);
  const expectOneOfEach = async () => {
    for (const kind of KINDS) expect(await desk.list(kind), kind).toHaveLength(1);
  };
  return { world, clock, desk, expectOneOfEach };
}

test.each(Object.entries(CREATES).flatMap(([what, path]) => LOSSES.map((kind) => ({ what, path, kind }))))(
  "law 5, at most one create: of the $what whose create met $kind there is one",
  async ({ path, kind }) => {
    const { world, expectOneOfEach } = await newWorld();
    world.host.setFaults("reddit", [{ kind, match: { method: "POST", path }, times: 1 }]);
    expect(await push(world)).toMatchObject({ status: "completed", failed: 0 });
    await expectOneOfEach();
  },
);

test("law 5, at most one create: whatever dies whenever, there is one of each", { timeout: 120_000 }, async () => {
  for (let dieAt = 1, died = true; died; dieAt++) {
    const { world, clock, expectOneOfEach } = await newWorld();
    const worker = createMortalWorker(world, { dieAt });
    const runId = await insertRunRow(world);
    await carryOutRun(world, runId, worker).catch(async () => {
      worker.revive();
      await clock.sleep(60_000);
      await carryOutRun(world, runId, worker);
    });
    await expectOneOfEach();
    died = worker.died();
    if (!died) expect(dieAt, "moments at which it died").toBeGreaterThan(20);
  }
});

describe("law 5, at most one create: a lost answer and a listing that lies", () => {
  const LISTS = { campaign: "/campaigns?", "ad-group": "/ad_groups?", ad: "/ads?" } as const;
  type Kind = keyof typeof LISTS;

  /** The first create of a kind loses its answer, and then no listing shows what it made. */
  async function doubled(kind: Kind) {
    const { world, clock, desk } = await newWorld();
    world.host.setFaults("reddit", [
      { kind: "drop_after", match: { method: "POST", path: LISTS[kind].replace("?", "") }, times: 1 },
      { kind: "stale_list", delayMs: 3_600_000, match: { method: "GET", path: LISTS[kind] } },
    ]);
    expect(await push(world)).toMatchObject({ status: "completed", failed: 0 });
    world.host.setFaults("reddit", []);
    const [copy, ours] = await desk.list(kind);
    const link = await db.link.findFirstOrThrow({ where: { connectionId: world.connectionId, platformId: ours?.id } });
    await clock.sleep(120_000);
    desk.forgetCalls();
    const statuses = async () => (await desk.list(kind)).map(({ configured_status }) => configured_status);
    return { world, desk, copyId: copy?.id ?? "", link, statuses };
  }

  test.each(Object.keys(LISTS) as Kind[])("make a second %s, which the next full listing archives", async (kind) => {
    const { world, desk, copyId, link, statuses } = await doubled(kind);
    expect(await pull(world)).toMatchObject({ status: "completed", findings: { copies: 1, unknown: 0 } });
    expect(desk.writes()).toMatchObject([
      { path: expect.stringContaining(copyId), body: { data: { configured_status: "ARCHIVED" } } },
    ]);
    expect(await statuses()).toEqual(["ARCHIVED", "ACTIVE"]);
    expect(
      await db.auditEntry.findFirst({ where: { action: "found.archive_copy" }, orderBy: { id: "desc" } }),
    ).toMatchObject({
      organizationId: world.actor.organizationId,
      actorKind: "system",
      after: { platformId: copyId, copyOf: link.platformId, recordId: link.recordId },
    });
    desk.forgetCalls();
    expect(await pull(world)).toMatchObject({ findings: { copies: 0, unknown: 0, pulled: 0, conflicts: 0 } });
    expect(desk.writes()).toEqual([]);
  });

  test("a copy that somebody has enabled is left to people", async () => {
    const { world, desk, copyId } = await doubled("campaign");
    desk.change("campaign", copyId, { configured_status: "ACTIVE" });
    expect(await pull(world)).toMatchObject({ findings: { copies: 0, unknown: 1 } });
    expect(desk.writes()).toEqual([]);
  });

  test("a copy that is left to people is not asked about at every poll for ever", async () => {
    const { world, desk, copyId } = await doubled("campaign");
    desk.change("campaign", copyId, { configured_status: "ACTIVE" });
    const asked = () => desk.calls().filter(({ path }) => path.endsWith(`/campaigns/${copyId}`)).length;
    for (const minutes of [0, 30, 60]) {
      desk.forgetCalls();
      await pull(world);
      expect(asked(), `${minutes} minutes after it was found`).toBe(minutes < 60 ? 1 : 0);
      await world.clock.sleep(30 * 60_000 + 1);
    }
  });

  test("a copy that is younger than ours may be somebody's own, and is left to people", async () => {
    const { world, desk, copyId, link } = await doubled("ad");
    await db.link.update({ where: { id: link.id }, data: { platformId: copyId } });
    expect(await pull(world)).toMatchObject({ findings: { copies: 0, unknown: 1 } });
    expect(desk.writes()).toEqual([]);
  });

  test("a copy in which somebody has begun to build is left to people", async () => {
    const { world, desk, copyId } = await doubled("campaign");
    const [campaign] = await desk.list("campaign");
    // Of two campaigns each gets one.
    world.host.platform("reddit").platform.control.bulk({
      kind: "ad-group",
      count: 2,
      seed: 1,
      options: { adAccountId: campaign?.ad_account_id },
    });
    expect((await desk.list("ad-group")).some(({ campaign_id }) => campaign_id === copyId)).toBe(true);
    expect(await pull(world)).toMatchObject({ findings: { copies: 0 } });
    expect(desk.writes()).toEqual([]);
  });

  test("a copy that cannot be archived now does not stop the reading, and is archived by the next", async () => {
    const { world, statuses } = await doubled("ad-group");
    world.host.setFaults("reddit", [{ kind: "status", status: 500, match: { method: "PATCH" }, times: 1 }]);
    expect(await pull(world)).toMatchObject({ status: "completed", findings: { copies: 0, unknown: 1 } });
    expect(await pull(world)).toMatchObject({ status: "completed", findings: { copies: 1, unknown: 0 } });
    expect(await statuses()).toEqual(["ARCHIVED", "ACTIVE"]);
  });
});
