import { expect, test } from "vitest";
import { resolveConflict } from "../conflicts/resolve-conflict";
import { createPushedWorld } from "../testing/pushed-world";
import { makePlan } from "./make-plan";

/** A budget of 50 is edited, the campaign archived over there, and ours kept: it is to be made again. */
async function madeAgain(budgetAmountMicros: bigint) {
  const room = await createPushedWorld();
  await room.edit({ budgetAmountMicros });
  await room.push();
  await room.editThere({ configured_status: "ARCHIVED" });
  await room.edit({ name: "Still wanted" });
  await room.pull();
  const [conflict] = await room.conflicts();
  await resolveConflict({ actor: room.actor, conflictId: conflict?.id ?? "", decision: { choice: "local" } });
  const amounts = async () => (await room.desk.list("campaign")).map(({ goal_value }) => Number(goal_value) / 1e6);
  return { ...room, amounts };
}

test("keeping ours does not carry a held budget past its guardrail", async () => {
  const { push, amounts, actor, world } = await madeAgain(5_000_000_000n);
  expect((await makePlan({ actor, campaignSetId: world.campaignSetId })).held).toMatchObject([
    { kind: "create", recordKind: "campaign", guard: "change" },
  ]);
  await push();
  expect(await amounts()).toEqual([50]);
});

test("what goes no further than its guardrail is made again", async () => {
  const { push, amounts } = await madeAgain(60_000_000n);
  await push();
  expect(await amounts()).toEqual([60, 60]);
});
