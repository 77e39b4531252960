import { describe, expect, it } from "vitest";
import { runFixture as run } from "@/components/live/fixtures";
import { endSentence, resultOf, runState, runTitle } from "@/components/live/run-words";
import type { PullFindings, SyncRunView } from "@/lib/domain/views/sync-runs";
import { findingLines } from "./finding-lines";
import { retryLabel, runChoices } from "./run-choices";

const findings = (over: Partial<PullFindings> = {}): PullFindings => ({
  listed: 1204,
  pulled: 0,
  agreed: 0,
  conflicts: 0,
  missing: 0,
  gone: 0,
  unknown: 0,
  copies: 0,
  ...over,
});
const NOTHING = { synced: 0, failed: 0, skipped: 0, total: 0, etaSeconds: null };
const pull = (over: Partial<SyncRunView> = {}): SyncRunView =>
  run({
    kind: "pull",
    campaignSetId: null,
    campaignSetName: null,
    connectionId: "c",
    connectionName: "Reddit US",
    progress: NOTHING,
    findings: findings(),
    ...over,
  });

const offered = (one: SyncRunView) =>
  Object.entries(runChoices(one)).flatMap(([choice, isOffered]) => (isOffered ? [choice] : []));

describe("what can be done with a run", () => {
  it("is to cancel it while it is open, and to undo it once it has landed something", () => {
    expect(offered(run({ status: "running", endedAt: null }))).toEqual(["cancel"]);
    expect(offered(run())).toEqual(["undo"]);
    expect(offered(run({ kind: "undo" }))).toEqual(["undo"]);
  });

  it("is to retry what failed, and to undo what had landed before", () => {
    const progress = { ...NOTHING, synced: 1, failed: 2, total: 3 };
    expect(offered(run({ status: "partial", progress }))).toEqual(["retry", "undo"]);
    expect(offered(run({ status: "failed", progress: NOTHING }))).toEqual(["retry"]);
  });

  it("is to plan again where the plan was refused, because trying it as it was can only fail", () => {
    const error = { code: "plan_stale", message: "Something changed since this plan was approved." };
    const refused = run({ status: "failed", progress: NOTHING, error });
    expect(offered(refused)).toEqual(["replan"]);
    expect(offered(run({ status: "cancelled", progress: NOTHING, left: { failed: 0, waiting: 0 } }))).toEqual([
      "replan",
    ]);
  });

  it("is to retry as many as no later run has brought over", () => {
    const progress = { ...NOTHING, synced: 1, failed: 2, total: 3 };
    const partial = (left: SyncRunView["left"]) => run({ status: "partial", progress, ...(left ? { left } : {}) });
    expect(retryLabel(partial(undefined))).toBe("Retry 2 failed records");
    expect(retryLabel(partial({ failed: 1, waiting: 1 }))).toBe("Retry 1 failed record");
    expect(retryLabel(partial({ failed: 0, waiting: 1 }))).toBe("Push what is left");
    expect(offered(partial({ failed: 0, waiting: 1 }))).toEqual(["retry", "undo"]);
    expect(offered(partial({ failed: 0, waiting: 0 }))).toEqual(["undo"]);
  });

  it("is to plan again for a trial that failed, never a retry that would send something", () => {
    expect(offered(run({ dryRun: true, status: "failed", progress: NOTHING }))).toEqual(["replan"]);
  });

  it("is nothing for a trial, or for a run that found everything in step", () => {
    expect(offered(run({ dryRun: true }))).toEqual([]);
    expect(offered(run({ progress: NOTHING }))).toEqual([]);
  });

  it("is to read again for a pull, whatever became of it, once it has ended", () => {
    expect(offered(pull({ status: "running", endedAt: null }))).toEqual([]);
    expect(offered(pull())).toEqual(["pull"]);
    expect(offered(pull({ status: "failed", findings: null }))).toEqual(["pull"]);
  });
});

describe("a trial run in words", () => {
  const trial = (planned: SyncRunView["planned"], over: Partial<SyncRunView> = {}) =>
    run({ dryRun: true, planId: "plan", progress: NOTHING, planned, ...over });
  const planned = (over = {}) => ({ added: 0, changed: 0, removed: 0, held: 0, ...over });

  it("is what a push would change, and never in step while that is something", () => {
    const creates = trial(planned({ added: 80, changed: 3, removed: 1, held: 2 }));
    expect(runState(creates)).toEqual({ state: "differs", detail: "· 84 to push" });
    expect(resultOf(creates)).toBe("would change 84");
    expect(endSentence(creates)).toBe(
      "The trial run of Summer launch is done: a push would change 84 records, and 2 would be held until somebody decides.",
    );
    expect(runState(trial(planned({ held: 2 })))).toEqual({ state: "held", detail: "· 2" });
  });

  it("is in step where a push would change nothing", () => {
    expect(runState(trial(planned()))).toEqual({ state: "in_step", detail: null });
    expect(resultOf(trial(planned()))).toBe("would change 0");
  });

  it("claims nothing where what it planned was not kept, and nothing of a plan where it failed", () => {
    expect(runState(trial(null))).toEqual({ state: "waiting", detail: "· only planned" });
    expect(resultOf(trial(null))).toBeNull();
    const error = { code: "gone", message: "Reconnect Reddit." };
    expect(endSentence(trial(null, { status: "failed", planId: null, error }))).toBe(
      "The trial run of Summer launch failed. Reconnect Reddit.",
    );
  });
});

describe("a pull in words", () => {
  it("is titled by its connection and tells what came over, else what was read", () => {
    expect(runTitle(pull())).toBe("Pull from Reddit US");
    expect(resultOf(pull())).toBe("1,204 read");
    expect(resultOf(pull({ findings: findings({ pulled: 2 }) }))).toBe("2 taken over");
    expect(resultOf(pull({ findings: null }))).toBeNull();
    expect(resultOf(run())).toBe("3 of 3");
  });

  it("is not called in step when it found conflicts", () => {
    expect(runState(pull())).toEqual({ state: "in_step", detail: null });
    expect(runState(pull({ findings: findings({ conflicts: 2 }) }))).toEqual({
      state: "conflict",
      detail: "· 2 found",
    });
  });

  it("interrupts nobody when the schedule found nothing new", () => {
    expect(endSentence(pull({ trigger: "schedule" }))).toBeNull();
    expect(endSentence(pull())).toBe("Reddit US was read: nothing had changed there.");
    expect(endSentence(pull({ trigger: "schedule", findings: findings({ pulled: 1, conflicts: 2 }) }))).toBe(
      "Reddit US was read: 1 change taken over, 2 to decide.",
    );
    expect(
      endSentence(pull({ status: "failed", findings: null, error: { code: "gone", message: "Reconnect Reddit." } })),
    ).toBe("Reading Reddit US failed. Reconnect Reddit.");
  });

  it("lists what needs a person first, one and many in their own words", () => {
    const lines = findingLines(findings({ conflicts: 1, unknown: 2 }), "Reddit");
    expect(lines[0]).toMatchObject({ key: "conflicts", amount: 1, sentence: expect.stringMatching(/^record was/) });
    expect(lines.find(({ key }) => key === "unknown")?.sentence).toMatch(/^records on Reddit/);
    expect(lines.map(({ key }) => key).sort()).toEqual(Object.keys(findings()).sort());
  });
});
