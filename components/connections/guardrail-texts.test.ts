import { describe, expect, it } from "vitest";
import { savedValue, textOf, type Unit } from "./guardrail-texts";

describe("a guardrail", () => {
  it.each<[string, Unit, string | number | null]>([
    ["50", "%", 0.5],
    ["12,5", "%", 0.125],
    ["1,000", "%", 10],
    ["1,000", "records", 1000],
    ["25,000.50", "money", "25000500000"],
    [" ", "money", null],
  ])("typed as %j in %s is %j", (text, unit, saved) => {
    expect(savedValue(text, unit)).toBe(saved);
  });

  it.each(["", "many", "1e3", "-5", "1,20,0"])("of %j is for the check to refuse", (text) => {
    expect(savedValue(text, "records")).toBeNaN();
    expect(savedValue(text, "%")).toBeNaN();
  });

  it("of an unreadable amount is for the check to refuse, not without a limit", () => {
    expect(savedValue("1.200,50", "money")).toBe("");
  });

  it.each<[string | number, Unit]>([
    [0.5, "%"],
    [0.025, "%"],
    [0.01125, "%"],
    [1000, "records"],
    ["300000000", "money"],
    ["1234567", "money"],
  ])("that is %j is shown so that it is read back as it was, in %s", (value, unit) => {
    expect(savedValue(textOf(value, unit), unit)).toBe(value);
  });
});
