import { expect, test } from "vitest";
import { createPushedWorld } from "../testing/pushed-world";
import { resolveConflict } from "./resolve-conflict";
import { undoResolution } from "./undo-resolution";

/** Deleted here, renamed there, and back by keeping theirs. */
async function cameBack() {
  const room = await createPushedWorld();
  await room.edit({ deletedAt: new Date() });
  await room.editThere({ name: "Theirs" });
  await room.pull();
  const [conflict] = await room.conflicts();
  const conflictId = conflict?.id ?? "";
  await resolveConflict({ actor: room.actor, conflictId, decision: { choice: "platform" } });
  expect(await room.campaign()).toMatchObject({ deletedAt: null, name: "Theirs" });
  return { ...room, undo: () => undoResolution({ actor: room.actor, conflictId }) };
}

test.each([false, true])(
  "what came back with a decision and was edited since does not go away with it (pushed: %s)",
  async (pushed) => {
    const { edit, push, undo, campaign } = await cameBack();
    await edit({ budgetAmountMicros: 60_000_000n });
    if (pushed) await push();
    await expect(undo()).rejects.toMatchObject({ code: "precondition" });
    expect(await campaign()).toMatchObject({ deletedAt: null });
  },
);

test("what nobody has edited since goes away again with its decision", async () => {
  const { undo, campaign } = await cameBack();
  await undo();
  expect(await campaign()).toMatchObject({ deletedAt: expect.any(Date) });
});
