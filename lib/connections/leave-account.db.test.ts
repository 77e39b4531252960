import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { deleteCampaign } from "../campaigns/delete-campaign";
import { db, noTransaction } from "../db/client";
import { findTies, leaveBehind } from "../db/connection-changes";
import { createPushedWorld } from "../testing/pushed-world";

async function room() {
  const world = await createPushedWorld();
  const scope = { organizationId: world.actor.organizationId, connectionId: world.world.connectionId };
  const linked = async () => (await findTies(noTransaction, scope)).linked;
  return { ...world, scope, linked };
}

test("what was taken off there does not tie a connection to its account: one can choose another, as the refusal says", async () => {
  const { actor, id, push, linked } = await room();
  expect(await linked()).toBe(3);
  await deleteCampaign({ actor, id });
  expect(await linked(), "still there until it is pushed").toBe(3);
  expect(await push()).toMatchObject({ status: "completed" });
  expect(await linked()).toBe(0);
});

test("what was archived over there and is read so does not either", async () => {
  const { editThere, pull, linked } = await room();
  editThere({ configured_status: "ARCHIVED" });
  await pull();
  expect(await linked()).toBe(0);
});

test("what stays behind in the account is gone for this connection, until a listing names it again", async () => {
  const { editThere, pull, scope, clock, link } = await room();
  editThere({ configured_status: "ARCHIVED" });
  await pull();
  const { organizationId, connectionId } = scope;
  const now = clock.now();
  const found = { recordKind: "campaign", platformId: "theirs", name: "Theirs", value: {} } as const;
  await db.remoteRecord.create({
    data: { id: uuidv7(), organizationId, connectionId, ...found, firstSeenAt: now, seenAt: now },
  });
  await leaveBehind(noTransaction, scope, clock.now());
  // What was found in the one account is nothing to import into the other.
  expect(await db.remoteRecord.count({ where: { connectionId } })).toBe(0);
  expect(await db.connection.findUnique({ where: { id: connectionId } })).toMatchObject({ lastPullAt: null });
  expect(await db.link.count({ where: { connectionId: scope.connectionId, goneAt: null } })).toBe(0);
  await pull();
  expect(await link()).toMatchObject({ goneAt: null });
});
