import { describe, expect, it } from "vitest";
import { readSchedule } from "./cron";
import { readDueTime, readDuration } from "./durations";
import { readRetryAfter, standardRetryDelay } from "./retry";

const at = (text: string) => Date.parse(text);

describe("time texts of the SDK", () => {
  it("reads durations of every unit", () => {
    expect(readDuration("1w2d3h4m5s")).toBe(((((7 + 2) * 24 + 3) * 60 + 4) * 60 + 5) * 1000);
    expect(readDuration("10 minutes")).toBeUndefined();
  });

  it("takes no time at all for now, and a date for itself", () => {
    expect(readDueTime("", 5)).toBe(5);
    expect(readDueTime("2026-11-21T00:00:00.250Z", 5)).toBe(at("2026-11-21T00:00:00.250Z"));
    expect(readDueTime("soon", 5)).toBeUndefined();
  });
});

describe("retries", () => {
  it("waits by the table, with up to 30 s more", () => {
    const firstWaits = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200, 7200];
    firstWaits.forEach((seconds, attempt) => {
      const extraMs = standardRetryDelay(attempt, { answered: true }) - seconds * 1000;
      expect(extraMs).toBeGreaterThanOrEqual(0);
      expect(extraMs).toBeLessThanOrEqual(30_000);
    });
  });

  it("waits but seconds for an application that did not answer, as long as that may be a restart", () => {
    const unanswered = (attempt: number) => standardRetryDelay(attempt, { answered: false }) / 1000;
    [1, 2, 4].forEach((seconds, attempt) => {
      expect(unanswered(attempt)).toBeGreaterThanOrEqual(seconds);
      expect(unanswered(attempt)).toBeLessThanOrEqual(1.5 * seconds);
    });
    expect(unanswered(3)).toBeGreaterThanOrEqual(15);
    expect(unanswered(3)).toBeLessThanOrEqual(45);
    expect(unanswered(13)).toBeGreaterThanOrEqual(7200);
  });

  it("holds retry-after between a second and a day", () => {
    expect(readRetryAfter("3", 0)).toBe(3_000);
    expect(readRetryAfter("0", 0)).toBe(1_000);
    expect(readRetryAfter("1970-01-03T00:00:00.000Z", 0)).toBe(24 * 3_600_000);
    expect(readRetryAfter("later", 0)).toBeUndefined();
    expect(readRetryAfter(undefined, 0)).toBeUndefined();
  });
});

describe("cron", () => {
  it("finds the ticks around an instant, a tick itself being the latest", () => {
    const quarter = readSchedule("*/15 * * * *");
    const noon = at("2026-11-21T12:00:00Z");
    expect(quarter.latestUpTo(noon)).toBe(noon);
    expect(quarter.latestUpTo(noon - 1)).toBe(at("2026-11-21T11:45:00Z"));
    expect(quarter.nextAfter(noon)).toBe(at("2026-11-21T12:15:00Z"));
  });

  it("reads the time zone in front", () => {
    const midnight = readSchedule("TZ=Asia/Tokyo 0 0 * * *");
    expect(midnight.nextAfter(at("2026-11-21T12:00:00Z"))).toBe(at("2026-11-21T15:00:00Z"));
  });

  it.each(["@daily", "* * * * * *", "61 * * * *", "0 0 L * *", "TZ=Nowhere/Atlantis 0 0 * * *", ""])(
    "refuses %s",
    (text) => {
      expect(() => readSchedule(text)).toThrow();
    },
  );
});
