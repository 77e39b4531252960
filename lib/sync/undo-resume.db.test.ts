import { expect, test, vi } from "vitest";
import { createPushedWorld } from "../testing/pushed-world";
import { carryOutRun } from "../testing/sync-world";
import { setRunning } from "./set-running";
import { undoRun } from "./undo-run";

vi.mock("./send-run", () => ({ sendRun: () => Promise.resolve() }));

test("resuming after a resume was undone leaves what a person paused by itself paused", async () => {
  const room = await createPushedWorld({ campaigns: 2, adGroups: 0, ads: 0 });
  const { world, clock, actor } = room;
  const { campaignSetId } = world;
  const finish = async (runId: string) => {
    await carryOutRun(world, runId);
    await clock.sleep(60_000);
  };
  const running = async () =>
    (await room.desk.list("campaign")).filter(({ configured_status }) => configured_status === "ACTIVE").length;
  // By itself.
  await room.edit({ status: "paused" });
  await room.push();
  await finish((await setRunning({ actor, campaignSetId, running: false })).run.id);
  const resumed = (await setRunning({ actor, campaignSetId, running: true })).run.id;
  await finish(resumed);
  expect(await room.campaign()).toMatchObject({ status: "paused" });
  await finish((await undoRun({ actor, runId: resumed })).run.id);
  expect(await running()).toBe(0);
  await finish((await setRunning({ actor, campaignSetId, running: true })).run.id);
  expect(await running(), "the other one").toBe(1);
  expect(await room.campaign()).toMatchObject({ status: "paused" });
  expect(await room.there()).toMatchObject({ configured_status: "PAUSED" });
});
