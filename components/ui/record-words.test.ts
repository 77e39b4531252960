import { describe, expect, it } from "vitest";
import { fieldWord } from "@/lib/domain/field-words";
import { count, fieldText } from "./record-words";

describe("fieldText", () => {
  it("shows money in its currency, and plain when the currency is not known", () => {
    expect(fieldText("budgetAmountMicros", "52000000", "USD")).toBe("$52.00");
    expect(fieldText("budgetAmountMicros", "52500000", null)).toBe("52.5");
  });

  it("says none for what is not set", () => {
    expect(fieldText("endAt", null, "USD")).toBe("none");
    expect(fieldText("targeting.communities", [], "USD")).toBe("none");
  });

  it("gives choices their words and leaves names as they were typed", () => {
    expect(fieldText("bidStrategy", "manual_cpc", null)).toBe("manual, per click");
    expect(fieldText("name", "summer_sale_2026", null)).toBe("summer_sale_2026");
  });

  it("tells a part in per cent, as the guardrails are set", () => {
    expect(fieldText("maxIncrease", 0.5, null)).toBe("50 %");
    expect(fieldText("maxDeleteShare", 0.025, null)).toBe("2.5 %");
    expect(fieldText("maxDeletes", 12, null)).toBe("12");
  });

  it("joins lists", () => {
    expect(fieldText("targeting.communities", ["running", "sneakers"], null)).toBe("running, sneakers");
  });
});

it("names a field nobody has named yet by itself", () => {
  expect(fieldWord("budgetAmountMicros")).toBe("budget");
  expect(fieldWord("somethingNew")).toBe("somethingNew");
});

it("counts in words", () => {
  expect(count(1, "change")).toBe("1 change");
  expect(count(1204, "change")).toBe("1,204 changes");
});
