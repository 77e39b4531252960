import { describe, expect, it } from "vitest";
import { runFixture } from "@/components/live/fixtures";
import type { OperationView } from "@/lib/domain/views/plans";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { describePace, recordsPerSecond } from "./run-pace";

const start = Date.parse("2026-11-21T10:00:00Z");

const run = (over: Partial<SyncRunView>): SyncRunView =>
  runFixture({
    status: "running",
    progress: { synced: 60, failed: 0, skipped: 0, total: 100, etaSeconds: null },
    createdAt: new Date(start).toISOString(),
    startedAt: new Date(start).toISOString(),
    endedAt: null,
    ...over,
  });

const endedAt = (ms: number) => ({ endedAt: new Date(ms).toISOString() }) as OperationView;

describe("recordsPerSecond", () => {
  it("counts the last half minute while the run is under way", () => {
    const now = start + 120_000;
    const old = Array.from({ length: 30 }, () => endedAt(start + 10_000));
    const recent = Array.from({ length: 60 }, (_, index) => endedAt(now - 100 * index));
    expect(recordsPerSecond(run({}), [...old, ...recent], now)).toBe(2);
  });

  it("is the average once the run has ended", () => {
    const ended = run({ status: "completed", endedAt: new Date(start + 30_000).toISOString() });
    expect(recordsPerSecond(ended, [], start + 9_000_000)).toBe(2);
  });

  it("is not known before anything has landed", () => {
    const nothing = { synced: 0, failed: 0, skipped: 0, total: 100, etaSeconds: null };
    expect(recordsPerSecond(run({ progress: nothing }), [], start + 5_000)).toBeNull();
  });
});

it("speaks of minutes when less than one lands in a second", () => {
  expect(describePace(4.24)).toBe("4.2 a second");
  expect(describePace(0.05)).toBe("3 a minute");
  expect(describePace(null)).toBe("–");
});
