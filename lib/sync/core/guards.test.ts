import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { guardBidStrategy, guardDeletes, guardMoneyChange, DEFAULT_GUARDRAILS as limits } from "./guards";

const micros = (units: number) => String(Math.round(units * 1_000_000));

describe("guardMoneyChange", () => {
  test("lets a budget grow by exactly half and not by a micro more", () => {
    expect(guardMoneyChange({ from: "50000000", to: "75000000" }, limits).answer).toBe("pass");
    expect(guardMoneyChange({ from: "50000000", to: "75001000" }, limits).answer).toBe("hold");
  });
  test("lets a budget fall to a fifth and not below", () => {
    expect(guardMoneyChange({ from: "50000000", to: "10000000" }, limits).answer).toBe("pass");
    expect(guardMoneyChange({ from: "50000000", to: "9000000" }, limits).answer).toBe("hold");
  });
  test("says by how much, and what is allowed", () => {
    expect(guardMoneyChange({ from: "20000000", to: "200000000" }, limits)).toEqual({
      answer: "hold",
      guard: "change",
      reason: "+900 % is above the +50 % guardrail of this connection.",
    });
  });
  test("has nothing to say about a first amount", () => {
    expect(guardMoneyChange({ from: null, to: "200000000" }, limits).answer).toBe("pass");
  });
});

describe("within 24 hours", () => {
  const step = (from: number, to: number, dayBefore: number) =>
    guardMoneyChange({ from: micros(from), to: micros(to), dayBefore: micros(dayBefore) }, limits);
  test("an amount doubles, whatever the steps, and no more", () => {
    expect(step(150, 200, 100).answer).toBe("pass");
    expect(step(150, 201, 100)).toEqual({
      answer: "hold",
      guard: "day",
      reason: "+101 % within 24 hours is above the +100 % guardrail of this connection.",
    });
  });
  test("a cut is no reason to let it grow less, and nothing a day ago is no measure", () => {
    expect(step(40, 60, 100).answer).toBe("pass");
    expect(step(40, 60, 0).answer).toBe("pass");
  });
});

describe("a connection that goes as far as its limit", () => {
  const clamping = { ...limits, beyond: "clamp" as const };
  const clamp = (from: number, to: number, dayBefore = from) =>
    guardMoneyChange({ from: micros(from), to: micros(to), dayBefore: micros(dayBefore) }, clamping);
  test("raises and cuts by the most that is allowed, in whole hundredths", () => {
    expect(clamp(20, 200)).toMatchObject({ answer: "clamp", to: micros(30) });
    expect(clamp(0.01, 1)).toMatchObject({ answer: "hold" });
    expect(clamp(0.03, 1)).toMatchObject({ answer: "clamp", to: micros(0.04) });
    expect(clamp(100, 1)).toMatchObject({ answer: "clamp", to: micros(20) });
  });
  test("takes the nearer of the two limits, and holds what is at it", () => {
    expect(clamp(150, 400, 100)).toMatchObject({ answer: "clamp", to: micros(200) });
    expect(clamp(200, 400, 100)).toMatchObject({ answer: "hold" });
  });
  test("never leaves its guardrails, whatever the amounts", () => {
    const amount = fc.integer({ min: 1, max: 10 ** 9 }).map((units) => units * 1_000);
    fc.assert(
      fc.property(amount, amount, amount, (from, to, dayBefore) => {
        const change = { from: String(from), to: String(to), dayBefore: String(dayBefore) };
        const answer = guardMoneyChange(change, clamping);
        const sent = answer.answer === "pass" ? to : answer.answer === "clamp" ? Number(answer.to) : from;
        const most = Math.max(from, Math.min(from * 1.5, dayBefore * 2));
        expect(sent).toBeLessThanOrEqual(most);
        expect(sent).toBeGreaterThanOrEqual(from * 0.2);
      }),
    );
  });
});

describe("a bid that pays for something else", () => {
  test("waits for a person, because its amount means another price", () => {
    expect(guardBidStrategy("manual_cpm", "manual_cpc")).toEqual({
      answer: "hold",
      guard: "bid",
      reason: "The bid was the price of 1,000 impressions and becomes the price of a click.",
    });
    expect(guardBidStrategy("automatic", "manual_cpc").answer).toBe("pass");
    expect(guardBidStrategy("manual_cpc", "automatic").answer).toBe("pass");
  });
});

describe("guardDeletes", () => {
  test("holds more than ten removals in one run", () => {
    expect(guardDeletes(10, 1_000, limits).answer).toBe("pass");
    expect(guardDeletes(11, 1_000, limits).answer).toBe("hold");
  });
  test("holds more than one in twenty of a scope of forty or more", () => {
    expect(guardDeletes(3, 39, limits).answer).toBe("pass");
    expect(guardDeletes(2, 40, limits).answer).toBe("pass");
    expect(guardDeletes(3, 40, limits).answer).toBe("hold");
  });
});
