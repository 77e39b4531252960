import { describe, expect, test } from "vitest";
import { guardDeletes, guardMoneyChange, DEFAULT_GUARDRAILS as limits } from "./guards";

describe("guardMoneyChange", () => {
  test("lets a budget grow by exactly half and not by a micro more", () => {
    expect(guardMoneyChange("50000000", "75000000", limits).answer).toBe("pass");
    expect(guardMoneyChange("50000000", "75001000", limits).answer).toBe("hold");
  });
  test("lets a budget fall to a fifth and not below", () => {
    expect(guardMoneyChange("50000000", "10000000", limits).answer).toBe("pass");
    expect(guardMoneyChange("50000000", "9000000", limits).answer).toBe("hold");
  });
  test("says by how much, and what is allowed", () => {
    expect(guardMoneyChange("20000000", "200000000", limits)).toEqual({
      answer: "hold",
      reason: "+900 % is above the +50 % guardrail of this connection.",
    });
  });
  test("has nothing to say about a first amount", () => {
    expect(guardMoneyChange(null, "200000000", limits).answer).toBe("pass");
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
