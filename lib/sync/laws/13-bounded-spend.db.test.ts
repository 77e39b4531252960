import { expect, test } from "vitest";
import { resolveConflict } from "../../conflicts/resolve-conflict";
import { db } from "../../db/client";
import { AppError } from "../../errors";
import { createRandom } from "../../platforms/simulators/random";
import { createPushedWorld, openThrough } from "../../testing/pushed-world";
import { carryOutRun, insertRunRow } from "../../testing/sync-world";
import { undoRun } from "../undo-run";

const MOST = 1.5;
const LEAST = 0.2;

type Room = Awaited<ReturnType<typeof createPushedWorld>>;

/** Pushes, and answers every budget that was sent with the one Reddit held until then. */
async function watchedPush({ world, desk, clock }: Room, runId?: string) {
  const moves: { from: number; to: number }[] = [];
  const open = openThrough(world, async (input, init) => {
    const request = new Request(input, init);
    const id = /\/campaigns\/(\d+)$/.exec(new URL(request.url).pathname)?.[1];
    if (request.method === "PATCH" && id) {
      const { data } = (await request.clone().json()) as { data: { goal_value?: number } };
      const held = (await desk.list("campaign")).find((item) => item.id === id)?.goal_value as number;
      if (data.goal_value !== undefined) moves.push({ from: held, to: data.goal_value });
    }
    return world.host.fetch(input, init);
  });
  await clock.sleep(60_000);
  await carryOutRun(world, runId ?? (await insertRunRow(world)), { open });
  for (const { from, to } of moves) {
    expect(to, `from ${from}`).toBeLessThanOrEqual(from * MOST);
    expect(to, `from ${from}`).toBeGreaterThanOrEqual(from * LEAST);
  }
  return moves;
}

const micros = (units: number) => BigInt(units) * 1_000_000n;

test("law 13, bounded spend: an edit beyond the guardrail is held with its numbers, and Reddit keeps what it had", async () => {
  const room = await createPushedWorld();
  await room.edit({ budgetAmountMicros: micros(500), name: "Renamed" });
  expect(await watchedPush(room)).toEqual([]);
  expect(await room.there()).toMatchObject({ goal_value: 50_000_000, name: "Renamed" });
  expect((await room.plan()).held).toMatchObject([{ reason: expect.stringContaining("+900 %") }]);
});

test("law 13, bounded spend: nothing is enabled while the cut that was meant with it is held", async () => {
  const room = await createPushedWorld();
  await room.edit({ status: "paused" });
  await room.push();
  await room.edit({ status: "active", budgetAmountMicros: micros(5) });
  expect(await room.plan()).toMatchObject({ operations: [], held: [{ guard: "change" }] });
  await watchedPush(room);
  expect(await room.there()).toMatchObject({ configured_status: "PAUSED", goal_value: 50_000_000 });
});

test("law 13, bounded spend: nothing is enabled while its amount is in conflict", async () => {
  const room = await createPushedWorld();
  await room.edit({ status: "paused" });
  await room.push();
  await room.edit({ status: "active", budgetAmountMicros: micros(40) });
  room.editThere({ goal_value: 500_000_000 });
  await room.push();
  expect(await room.there()).toMatchObject({ configured_status: "PAUSED", goal_value: 500_000_000 });
});

test("law 13, bounded spend: keeping ours in a conflict is held like any other edit", async () => {
  const room = await createPushedWorld();
  await room.edit({ budgetAmountMicros: micros(500) });
  room.editThere({ goal_value: 60_000_000 });
  await room.pull();
  const [conflict] = await room.conflicts();
  await resolveConflict({ actor: room.actor, conflictId: conflict?.id ?? "", decision: { choice: "local" } });
  expect(await watchedPush(room)).toEqual([]);
  expect(await room.there()).toMatchObject({ goal_value: 60_000_000 });
  expect((await room.plan()).held).toHaveLength(1);
});

test("law 13, bounded spend: an undo that would jump is left, and says why", async () => {
  const room = await createPushedWorld();
  await room.edit({ budgetAmountMicros: micros(15) });
  const fall = await room.push();
  await expect(undoRun({ actor: room.actor, runId: fall?.id ?? "" })).rejects.toMatchObject({
    code: "precondition",
    message: expect.stringContaining("guardrail"),
  });
  expect(await watchedPush(room)).toEqual([]);
  expect(await room.there()).toMatchObject({ goal_value: 15_000_000 });
});

test("law 13, bounded spend: no order of edits, pulls, pushes, decisions and undos sends a jump", {
  timeout: 120_000,
}, async () => {
  let sent = 0;
  for (let seed = 1; seed <= 4; seed++) {
    const room = await createPushedWorld({ campaigns: 1, adGroups: 0, ads: 0 });
    const { actor, world } = room;
    const random = createRandom(seed);
    const amount = () => 30 + Math.floor(random() * 70);
    const actions: (() => Promise<unknown>)[] = [
      async () => {
        await room.edit({ budgetAmountMicros: micros(amount()) });
        sent += (await watchedPush(room)).length;
      },
      () => room.edit({ budgetAmountMicros: micros(amount()) }),
      async () => room.editThere({ goal_value: amount() * 1_000_000 }),
      () => room.pull(),
      async () => {
        sent += (await watchedPush(room)).length;
      },
      async () => {
        const open = await db.conflict.findFirst({ where: { campaignSetId: world.campaignSetId, status: "open" } });
        if (open) await resolveConflict({ actor, conflictId: open.id, decision: { choice: "local" } });
      },
      async () => {
        const last = await db.syncRun.findFirst({
          where: { campaignSetId: world.campaignSetId, endedAt: { not: null } },
          orderBy: { id: "desc" },
        });
        const undone = await undoRun({ actor, runId: last?.id ?? "" }).catch((error: unknown) => {
          // Often nothing is left to take back, and it says so.
          if (!(error instanceof AppError)) throw error;
          return null;
        });
        if (undone) sent += (await watchedPush(room, undone.run.id)).length;
      },
    ];
    for (let step = 0; step < 12; step++) await actions[Math.floor(random() * actions.length)]?.();
  }
  expect(sent, "budgets that were sent").toBeGreaterThan(3);
});
