import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { microsToTyped, typedToMicros, unmistakable } from "./amounts";

describe("a typed amount", () => {
  it.each([
    ["0", "0"],
    ["50", "50000000"],
    [" 1200.50 ", "1200500000"],
    ["49.9", "49900000"],
    ["0.000001", "1"],
    ["0.125", "125000"],
    ["1234.567", "1234567000"],
    ["1.2340", "1234000"],
    ["49,90", "49900000"],
    ["49,9", "49900000"],
    ["0,05", "50000"],
    ["1200,50", "1200500000"],
    ["1,200", "1200000000"],
    ["25,000.50", "25000500000"],
    ["1,234,567", "1234567000000"],
    ["1,200.500", "1200500000"],
    ["9999999999", "9999999999000000"],
  ])("%j is %s micros", (text, micros) => {
    expect(typedToMicros(text)).toBe(micros);
  });

  it.each([
    ["nothing", ["", " ", ".", ",", "ten", "NaN", "Infinity"]],
    ["signs, exponents and currencies", ["-5", "+5", "1e3", "0x10", "$50", "50 USD", "10%"]],
    ["a mark without digits on both sides", [".5", ",5", "5.", "5,", "1,200."]],
    ["commas that group nothing", ["1,20,0", "1,2,3", "12,3456", "1234,567", "1,200,50", "0,500", "01,200", ",200"]],
    ["points as groups", ["1.200", "25.000", "1.200,50", "1.200.000"]],
    ["two decimal marks", ["1.2.3", "1,2.3", "1200,50.5", "1,200,000,5"]],
    ["other groups", ["1 200", "1'200", "1_200", "1\u00a0200", "1٬200"]],
    ["too fine or too large", ["1.2345678", "12345678901", "12,345,678,901"]],
  ])("is refused for %s", (_, texts) => {
    for (const text of texts) expect(typedToMicros(text), text).toBeNull();
  });

  it("is read back as it is shown, to the last micro", () => {
    const micros = fc.bigInt({ min: 0n, max: 9_999_999_999_999_999n }).map(String);
    fc.assert(fc.property(micros, (amount) => typedToMicros(microsToTyped(amount)) === amount));
  });

  it.each([
    ["0", "0.00"],
    ["1200000", "1.20"],
    ["1234000", "1.2340"],
    ["1234567", "1.234567"],
    ["125000", "0.125"],
    ["1234567000", "1234.567"],
  ])("of %s micros is shown as %s", (micros, text) => {
    expect(microsToTyped(micros)).toBe(text);
  });

  it("leaves a decimal with one reading as it is", () => {
    expect(["50", "2.5", "2.125"].map(unmistakable)).toEqual(["50", "2.5", "2.1250"]);
  });
});
