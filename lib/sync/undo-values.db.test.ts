import { expect, test, vi } from "vitest";
import { editAd } from "../campaigns/edit-ad";
import { db } from "../db/client";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk } from "../testing/reddit-desk";
import { carryOutRun, createSyncWorld, push, type SyncWorld, type TreeSize } from "../testing/sync-world";
import { undoRun } from "./undo-run";

// Runs are carried out here, step by step; nobody has to be told.
vi.mock("./send-run", () => ({ sendRun: () => Promise.resolve() }));

type Prepare = (ofWorld: { organizationId: string }) => PromiseLike<unknown>;

/** A world after its first push, its rows prepared before; `pushEdit` is a second push, which the tests take back. */
async function pushed(size: TreeSize, prepare: Prepare = () => Promise.resolve()) {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world: SyncWorld = await createSyncWorld({ clock, size });
  const { actor, campaignSetId } = world;
  await prepare({ organizationId: actor.organizationId });
  const desk = createDesk(world);
  const pushNow = async () => {
    await clock.sleep(60_000);
    return (await push(world))?.id ?? "";
  };
  await pushNow();
  const undo = async (runId: string) => {
    await clock.sleep(60_000);
    const { run, report } = await undoRun({ actor, runId });
    await carryOutRun(world, run.id);
    return { report, run: await db.syncRun.findUniqueOrThrow({ where: { id: run.id } }) };
  };
  const campaign = () => db.campaign.findFirstOrThrow({ where: { campaignSetId } });
  const ad = () => db.ad.findFirstOrThrow({ where: { organizationId: actor.organizationId } });
  return {
    actor,
    clock,
    desk,
    pushNow,
    undo,
    campaign,
    ad,
    /** A change of the campaign's row that leaves no trace of what it was. */
    setCampaign: async (data: Parameters<typeof db.campaign.update>[0]["data"]) =>
      db.campaign.update({ where: { id: (await campaign()).id }, data: { ...data, version: { increment: 1 } } }),
    setAd: async (data: Parameters<typeof db.ad.update>[0]["data"]) =>
      db.ad.update({ where: { id: (await ad()).id }, data: { ...data, version: { increment: 1 } } }),
    /** Ada edits the ad, as its form does. */
    async editHeadlines(headlines: string[]) {
      const { id, version } = await ad();
      await editAd({ actor, id, patch: { version, headlines } });
    },
  };
}

const OF_THREE = ["One", "Two", "Three"];
const withThreeHeadlines: Prepare = (where) => db.ad.updateMany({ where, data: { headlines: OF_THREE } });

test("headlines of which nobody wrote down what they were are left as they are", async () => {
  const { actor, ad, setAd, pushNow } = await pushed({ campaigns: 1, adGroups: 1, ads: 1 }, withThreeHeadlines);
  await setAd({ headlines: ["Eins", "Two", "Three"] });
  const second = await pushNow();
  await expect(undoRun({ actor, runId: second })).rejects.toMatchObject({
    code: "precondition",
    message: expect.stringContaining("not known"),
  });
  expect(await ad()).toMatchObject({ headlines: ["Eins", "Two", "Three"] });
});

test("an ad gets all its headlines back, not only the one that the platform holds", async () => {
  const { desk, ad, editHeadlines, pushNow, undo } = await pushed(
    { campaigns: 1, adGroups: 1, ads: 1 },
    withThreeHeadlines,
  );
  await editHeadlines(["Uno", "Two"]);
  await editHeadlines(["Eins", "Two"]);
  const second = await pushNow();
  const { run, report } = await undo(second);
  expect(report).toMatchObject({ reverted: [{ fields: ["headlines"] }], left: [] });
  expect(await ad()).toMatchObject({ headlines: OF_THREE });
  expect((await desk.list("post")).at(-1)).toMatchObject({ creative: { headline: "One" } });
  await undo(run.id);
  expect(await ad()).toMatchObject({ headlines: ["Eins", "Two"] });
});

test("headlines that were edited since are left, though the platform holds nothing of that edit", async () => {
  const { actor, ad, editHeadlines, pushNow } = await pushed({ campaigns: 1, adGroups: 1, ads: 1 }, withThreeHeadlines);
  await editHeadlines(["Eins", "Two", "Three"]);
  const second = await pushNow();
  await editHeadlines(["Eins", "Two", "Four"]);
  await expect(undoRun({ actor, runId: second })).rejects.toMatchObject({
    message: expect.stringContaining("Changed here since"),
  });
  expect(await ad()).toMatchObject({ headlines: ["Eins", "Two", "Four"] });
});

test("a start that was never set is none again, not the moment the platform filled in", async () => {
  const { clock, campaign, setCampaign, pushNow, undo } = await pushed({ campaigns: 1, adGroups: 1, ads: 0 });
  expect((await campaign()).startAt).toBeNull();
  await setCampaign({ startAt: new Date(clock.now().getTime() + 5 * 86_400_000) });
  const second = await pushNow();
  const { run, report } = await undo(second);
  expect(report).toMatchObject({ reverted: [{ fields: ["startAt"] }], left: [] });
  expect(run).toMatchObject({ status: "completed" });
  expect((await campaign()).startAt).toBeNull();
});

const onAdGroups: Prepare = (where) =>
  db.adGroup.updateMany({ where, data: { bidStrategy: "manual_cpc", bidAmountMicros: 1_000_000n } });

test("a budget that ad groups share goes back as a whole, here and on each of them", async () => {
  const { desk, campaign, setCampaign, pushNow, undo } = await pushed(
    { campaigns: 1, adGroups: 2, ads: 0 },
    onAdGroups,
  );
  const shares = async () => (await desk.list("ad-group")).map(({ goal_value }) => goal_value);
  await setCampaign({ budgetAmountMicros: 70_000_000n });
  const second = await pushNow();
  expect(await shares()).toEqual([35_000_000, 35_000_000]);
  const { run, report } = await undo(second);
  expect(report).toMatchObject({ reverted: [{ recordKind: "campaign", fields: ["budgetAmountMicros"] }], left: [] });
  expect(run).toMatchObject({ status: "completed", synced: 2 });
  expect(await campaign()).toMatchObject({ budgetAmountMicros: 50_000_000n });
  expect(await shares()).toEqual([25_000_000, 25_000_000]);
});

test("a budget that ad groups share stays whole when a guardrail would hold what they are to spend", async () => {
  const { actor, desk, campaign, setCampaign, pushNow } = await pushed(
    { campaigns: 1, adGroups: 2, ads: 0 },
    onAdGroups,
  );
  await setCampaign({ budgetAmountMicros: 20_000_000n });
  const second = await pushNow();
  desk.forgetCalls();
  // Back up again is more than the guardrail lets a budget grow.
  await expect(undoRun({ actor, runId: second })).rejects.toMatchObject({
    message: expect.stringContaining("guardrail"),
  });
  expect(await campaign()).toMatchObject({ budgetAmountMicros: 20_000_000n });
  expect(desk.writes()).toEqual([]);
});
