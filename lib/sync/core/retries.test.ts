import { describe, expect, test } from "vitest";
import { retryWaitMs } from "./retries";

const MINUTE = 60_000;

describe("retryWaitMs", () => {
  test("waits twice as long after each try, three times, and then leaves it to people", () => {
    const waits = [1, 2, 3, 4].map((tries) => retryWaitMs("unavailable", tries, () => 1));
    expect(waits).toEqual([5 * MINUTE, 10 * MINUTE, 20 * MINUTE, null]);
  });

  test("spreads the tries of many records", () => {
    expect(retryWaitMs("unavailable", 1, () => 0)).toBe(2.5 * MINUTE);
  });

  test.each(["rejected", "contract_violation", "gone", "auth_expired"])("does not repeat what was %s", (code) => {
    expect(retryWaitMs(code, 1, () => 1)).toBeNull();
  });
});
