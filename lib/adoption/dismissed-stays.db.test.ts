import { expect, test } from "vitest";
import { db } from "../db/client";
import { createFakeClock } from "../testing/fake-clock";
import { leavingOut } from "../testing/leaving-out";
import { createPushedWorld } from "../testing/pushed-world";
import { createDesk } from "../testing/reddit-desk";
import { createSyncWorld, pull, push } from "../testing/sync-world";
import { dismissFound } from "./dismiss-found";
import { listFound } from "./list-found";

test("what was dismissed stays dismissed when one listing skips it", async () => {
  const room = await createPushedWorld({ campaigns: 2, adGroups: 0, ads: 0 });
  const { world, clock, actor } = room;
  const { connectionId } = world;
  await db.link.deleteMany({ where: { recordId: room.id } });
  await db.campaign.delete({ where: { id: room.id } });
  await clock.sleep(60_000);
  await pull(world);
  const list = async (state: "open" | "dismissed") =>
    (await listFound({ actor, connectionId, limit: 50, cursor: null, state })).items;
  const records = [{ recordKind: "campaign" as const, platformId: room.platformId }];
  expect(await list("open")).toHaveLength(1);
  await dismissFound({ actor, connectionId, input: { records, dismissed: true } });
  await clock.sleep(60_000);
  await pull(world, leavingOut(world, [room.platformId], { directly: "there" }));
  await clock.sleep(60_000);
  await pull(world);
  expect(await list("open")).toEqual([]);
  expect(await list("dismissed")).toHaveLength(1);
});

/** One campaign whose first create was lost and made again: the older copy is nobody's, and Bo runs it. */
async function runCopy() {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 0, ads: 0 } });
  const desk = createDesk(world);
  world.host.setFaults("reddit", [
    { kind: "drop_after", match: { method: "POST", path: "/campaigns" }, times: 1 },
    { kind: "stale_list", delayMs: 3_600_000, match: { method: "GET", path: "/campaigns?" } },
  ]);
  await push(world);
  world.host.setFaults("reddit", []);
  const copyId = (await desk.list("campaign"))[0]?.id ?? "";
  await clock.sleep(120_000);
  desk.change("campaign", copyId, { configured_status: "ACTIVE" });
  await pull(world);
  const ref = [{ recordKind: "campaign" as const, platformId: copyId }];
  await dismissFound({
    actor: world.actor,
    connectionId: world.connectionId,
    input: { records: ref, dismissed: true },
  });
  return { clock, world, desk, copyId, copyThere: async () => (await desk.list("campaign"))[0] };
}

test("a second copy that a person runs and called not ours is not archived because one listing skipped it", async () => {
  const { clock, world, desk, copyId, copyThere } = await runCopy();
  await clock.sleep(86_400_000);
  desk.change("campaign", copyId, { configured_status: "PAUSED" });
  await pull(world);
  expect(await copyThere()).toMatchObject({ configured_status: "PAUSED" });
  await clock.sleep(900_000);
  await pull(world, leavingOut(world, [copyId], { directly: "there" }));
  await clock.sleep(900_000);
  await pull(world);
  expect(await copyThere()).toMatchObject({ id: copyId, configured_status: "PAUSED" });
});

test("nor is it once the decision was forgotten: what is new to us is not new", async () => {
  const { clock, world, desk, copyId, copyThere } = await runCopy();
  await clock.sleep(86_400_000);
  desk.change("campaign", copyId, { configured_status: "PAUSED" });
  await db.remoteRecord.deleteMany({ where: { connectionId: world.connectionId, platformId: copyId } });
  await pull(world);
  expect(await copyThere()).toMatchObject({ id: copyId, configured_status: "PAUSED" });
});
