import { describe, expect, it } from "vitest";
import { runFixture } from "@/components/live/fixtures";
import { endSentence, recordsOf, resultOf, runState } from "@/components/live/run-words";
import type { OperationView } from "@/lib/domain/views/plans";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { unsentOf } from "./unsent";

const NOTHING = { synced: 0, failed: 0, skipped: 0, total: 0, etaSeconds: null };
const operation = (state: OperationView["state"], platformId: string | null = null) => ({ state, platformId });

describe("what a run did not send", () => {
  it("is nothing only where everything was sent", () => {
    expect(unsentOf(runFixture({ unsent: 0 }), [])).toEqual({ amount: 0, note: "everything was sent" });
    expect(unsentOf(runFixture({ unsent: 0, progress: NOTHING }), [])).toEqual({
      amount: 0,
      note: "there was nothing to send",
    });
    expect(unsentOf(runFixture({ status: "failed", unsent: 0, progress: NOTHING }), [])).toEqual({
      amount: 0,
      note: "it ended before it had a plan",
    });
  });

  it("is what a guardrail held, though the run had nothing else", () => {
    const held = runFixture({ status: "partial", unsent: 2, progress: NOTHING });
    expect(unsentOf(held, [operation("held"), operation("held")])).toEqual({
      amount: 2,
      note: "held until somebody decides",
    });
    expect(recordsOf(held)).toBe(2);
    expect(resultOf(held)).toBe("0 of 2");
    expect(runState(held)).toEqual({ state: "held", detail: null });
    expect(endSentence(held)).toBe("Nothing of Summer launch was sent: it is held until somebody decides.");
  });

  it("is what was not ticked, and what was held beside it", () => {
    const run = runFixture({ status: "partial", unsent: 3, progress: { ...NOTHING, synced: 1, total: 1 } });
    expect(
      unsentOf(run, [operation("applied", "t3"), operation("skipped"), operation("skipped"), operation("held")]),
    ).toEqual({ amount: 3, note: "1 held, the rest waits for the next push" });
    expect(unsentOf(run, [operation("skipped"), operation("held", "t3")]).note).toBe("wait for the next push");
    expect(recordsOf(run)).toBe(4);
    expect(runState(run)).toEqual({ state: "held", detail: "· in part" });
  });

  it("is the whole plan where that was refused", () => {
    const error = { code: "plan_stale", message: "Something changed." };
    expect(unsentOf(runFixture({ status: "failed", unsent: 84, progress: NOTHING, error }), [])).toEqual({
      amount: 84,
      note: "its plan was refused",
    });
  });

  it("is called nothing to send only where a run that ended well had nothing", () => {
    const without = (status: SyncRunView["status"], unsent: number | null) =>
      resultOf(runFixture({ status, unsent, progress: NOTHING }));
    expect(without("completed", 0)).toBe("nothing to send");
    expect(without("queued", null)).toBeNull();
    expect(without("failed", 0)).toBeNull();
    expect(without("failed", 84)).toBe("0 of 84");
    expect(without("partial", 2)).toBe("0 of 2");
  });

  it("does not make a run in step of which nothing was sent", () => {
    expect(runState(runFixture({ unsent: 1, progress: NOTHING }))).toEqual({ state: "waiting", detail: "· not sent" });
    expect(endSentence(runFixture({ unsent: 1, progress: NOTHING }))).toBe("Nothing of Summer launch was sent.");
    expect(runState(runFixture({ unsent: 0, progress: NOTHING }))).toEqual({ state: "in_step", detail: null });
  });
});
