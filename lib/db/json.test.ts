import fc from "fast-check";
import { expect, test } from "vitest";
import { toDatabaseJson } from "./json";

test("keeps every value that PostgreSQL can keep as it is", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "grapheme" }), (value) => {
      const hasNul = JSON.stringify(value).includes("\\u0000");
      if (!hasNul) expect(JSON.parse(toDatabaseJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("takes out what it cannot keep, in values and in keys, and nothing else", () => {
  const pair = "\u{1F389}";
  expect(
    JSON.parse(toDatabaseJson({ "k\u0000ey": [`a\u0000b`, `${pair.charAt(0)}!`, pair, "\\u0000", "\\ud83d"] })),
  ).toEqual({
    key: ["ab", "\ufffd!", pair, "\\u0000", "\\ud83d"],
  });
});

test("writes amounts beyond 2^53 exactly", () => {
  expect(toDatabaseJson({ micros: 9_007_199_254_740_993n })).toBe('{"micros":"9007199254740993"}');
});
