import { expect, test } from "vitest";
import type { FaultKind } from "../../platforms/simulators/faults";
import { createFakeClock } from "../../testing/fake-clock";
import { createMortalWorker } from "../../testing/mortal-worker";
import { createDesk, type RemoteKind } from "../../testing/reddit-desk";
import { carryOutRun, createSyncWorld, insertRunRow, push } from "../../testing/sync-world";

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
  return { world, clock, expectOneOfEach };
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
