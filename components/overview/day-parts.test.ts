import { describe, expect, it } from "vitest";
import { daySummary, endedIn, type Hour } from "./day-parts";

const hour = (over: Partial<Hour> = {}): Hour => ({
  at: "2026-11-21T10:00:00.000Z",
  completed: 0,
  held: 0,
  partial: 0,
  failed: 0,
  ...over,
});

describe("the last day in words", () => {
  it("tells what is held from what failed in part", () => {
    expect(daySummary([hour({ completed: 2, held: 1 }), hour({ held: 1, failed: 1 })])).toBe(
      "5 runs ended: 2 in step, 2 held, 0 partly failed, 1 failed.",
    );
    expect(endedIn(hour({ held: 1, partial: 2 }))).toBe(3);
  });

  it("says so when no run ended", () => {
    expect(daySummary([hour(), hour()])).toBe("No run ended in the last 24 hours.");
  });
});
