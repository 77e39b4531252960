import { describe, expect, it } from "vitest";
import { describeAge, describeDuration } from "./age";

const now = Date.parse("2026-11-21T12:00:00Z");
const before = (ms: number) => new Date(now - ms).toISOString();

describe("describeAge", () => {
  it.each([
    [2_000, "just now"],
    [12_000, "12 s ago"],
    [59_999, "59 s ago"],
    [4 * 60_000, "4 min ago"],
    [3 * 3_600_000, "3 h ago"],
    [2 * 86_400_000, "2 d ago"],
    [-4 * 60_000, "in 4 min"],
  ])("says %d ms before as %s", (ms, text) => {
    expect(describeAge(before(ms), now)).toBe(text);
  });

  it("names the day once a week has passed, and the year once it is another", () => {
    expect(describeAge("2026-11-02T12:00:00Z", now)).toBe("2 Nov");
    expect(describeAge("2025-11-02T12:00:00Z", now)).toBe("2 Nov 2025");
  });
});

describe("describeDuration", () => {
  it.each([
    [800, "1 s"],
    [59_000, "59 s"],
    [250_000, "4 min 10 s"],
    [240_000, "4 min"],
    [7_500_000, "2 h 5 min"],
    [-10, "0 s"],
  ])("says %d ms as %s", (ms, text) => {
    expect(describeDuration(ms)).toBe(text);
  });
});
