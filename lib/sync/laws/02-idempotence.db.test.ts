import fc from "fast-check";
import { expect, test } from "vitest";
import { createPushedWorld } from "../../testing/pushed-world";
import { after, history } from "./histories";
import { push, sentOf } from "./two-sides";

test("law 2, idempotence: after a push, planning again is empty, whatever people did before", () => {
  fc.assert(
    fc.property(history, (steps) => {
      const once = push(after(steps));
      expect(sentOf(once)).toEqual([]);
      expect(push(once)).toEqual(once);
    }),
    { numRuns: 2_000 },
  );
});

test("law 2, idempotence: a second run at once writes nothing, there and here, and opens no second conflict", async () => {
  const { world, desk, edit, editThere, campaign, conflicts, link, pull, push, plan } = await createPushedWorld();
  editThere({ configured_status: "PAUSED", name: "Named there" });
  await edit({ name: "Named here", budgetAmountMicros: 60_400_000n });
  // Reddit keeps another amount than it is sent.
  world.host.setFaults("reddit", [{ kind: "coerce", field: "goal_value", match: { method: "PATCH" }, times: 1 }]);
  await pull();
  await push();
  const before = [await campaign(), await conflicts(), await link()];
  desk.forgetCalls();

  expect(await push()).toMatchObject({ total: 0, synced: 0, failed: 0 });
  expect(await pull()).toMatchObject({ findings: { pulled: 0, agreed: 0, conflicts: 1 } });
  expect(desk.writes()).toEqual([]);
  expect([await campaign(), await conflicts(), await link()]).toEqual(before);
  expect((await plan()).operations).toEqual([]);
});
