import fc from "fast-check";
import { expect, test } from "vitest";
import { db } from "../../db/client";
import { AppError } from "../../errors";
import { createPushedWorld } from "../../testing/pushed-world";
import { carryOutRun, insertRunRow } from "../../testing/sync-world";
import { requestSync } from "../request-sync";
import { after, history } from "./histories";
import { carryOut, kept, pull, sentOf } from "./two-sides";

test("law 12, plan equals apply: what is carried out is what was planned, field by field, and nothing else moves", () => {
  fc.assert(
    fc.property(history, (steps) => {
      const before = pull(after(steps));
      const planned = sentOf(before);
      const now = planned.reduce(carryOut, before);
      const changes = planned.flatMap((operation) => operation.changes);
      const shown = Object.fromEntries(changes.map(({ field, to }) => [field, kept(field, to)]));
      expect(now.there).toEqual({ ...before.there, ...shown });
      expect(now.here).toEqual(before.here);
    }),
    { numRuns: 2_000 },
  );
});

test("law 12, plan equals apply: an approved plan sends exactly the fields it showed", async () => {
  const { world, desk, edit, editThere, there, plan, push, pull } = await createPushedWorld();
  await edit({ platformSettings: { invoiceLabel: "Ours" } });
  await push();
  await edit({ name: "Ours", budgetAmountMicros: 60_000_000n, status: "paused" });
  editThere({ invoice_label: "Theirs" });
  await pull();
  const { planId, operations } = await plan();
  desk.forgetCalls();
  const runId = await insertRunRow(world, { approvedPlanId: planId });
  await carryOutRun(world, runId);

  expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({ status: "completed", planId });
  const applied = await db.operation.findMany({
    where: { syncRunId: runId, state: "applied" },
    orderBy: { seq: "asc" },
  });
  const shown = (list: { id: string; changes: unknown }[]) => list.map(({ id, changes }) => ({ id, changes }));
  expect(shown(applied)).toEqual(shown(operations));
  const [write, ...more] = desk.writes();
  expect(more).toEqual([]);
  expect(write?.body).toEqual({
    data: {
      name: expect.stringMatching(/^Ours/),
      goal_value: 60_000_000,
      configured_status: "PAUSED",
      invoice_label: "Ours",
    },
  });
  expect(await there()).toMatchObject({ name: "Ours", goal_value: 60_000_000, configured_status: "PAUSED" });
});

test.each(["here", "there"])(
  "law 12, plan equals apply: a plan is refused when something changed %s since",
  async (side) => {
    const { world, actor, desk, edit, editThere, plan, pull } = await createPushedWorld();
    await edit({ name: "Ours" });
    const { planId } = await plan();
    if (side === "here") await edit({ status: "paused" });
    else editThere({ configured_status: "PAUSED" });

    // Known already when it is asked for, or found by the run itself: nothing is sent either way.
    const runId = await insertRunRow(world, { approvedPlanId: planId });
    await carryOutRun(world, runId);
    expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({
      status: "failed",
      error: { code: "plan_stale" },
    });
    await pull();
    const asked = requestSync({ actor, campaignSetId: world.campaignSetId, planId });
    await expect(asked).rejects.toSatisfy((error) => error instanceof AppError && error.code === "plan_stale");
    expect(desk.writes()).toEqual([]);
  },
);
