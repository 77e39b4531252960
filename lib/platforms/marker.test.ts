import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newMarker, splitName, withMarker } from "./marker";

const LIMIT = 500;
const name = fc.string({ unit: "grapheme", minLength: 3, maxLength: 492 }).filter((text) => text.length <= 492);

describe("a marked name", () => {
  test("gives back the name and the marker, whatever the name is", () => {
    fc.assert(
      fc.property(name, (text) => {
        const marker = newMarker();
        const pushed = withMarker(text, marker, LIMIT);
        expect(pushed.length).toBeLessThanOrEqual(LIMIT);
        expect(splitName(pushed)).toEqual({ name: text, marker });
      }),
    );
  });
  test("keeps its marker when the name leaves no room for it", () => {
    for (const length of [491, 492, 493, 499, 500]) {
      const pushed = withMarker("n".repeat(length), "k3f9wq", LIMIT);
      expect(pushed.length).toBeLessThanOrEqual(LIMIT);
      expect(splitName(pushed)).toEqual({ name: "n".repeat(Math.min(length, 492)), marker: "k3f9wq" });
    }
  });
  test("is never cut through the middle of a character", () => {
    for (const lead of ["", "n"]) {
      const pushed = withMarker(`${lead}${"\u{1F389}".repeat(250)}`, "k3f9wq", LIMIT);
      expect(pushed.isWellFormed()).toBe(true);
      expect(splitName(pushed).marker).toBe("k3f9wq");
    }
  });
  test("may itself look marked", () => {
    expect(splitName(withMarker("Sneakers ·abcdef", "k3f9wq", LIMIT))).toEqual({
      name: "Sneakers ·abcdef",
      marker: "k3f9wq",
    });
  });
});

test("a name without a marker is left alone", () => {
  expect(splitName(withMarker("Sneakers", "", LIMIT))).toEqual({ name: "Sneakers", marker: null });
  expect(withMarker("n".repeat(600), "", LIMIT)).toHaveLength(LIMIT);
});

test("markers differ, and hold only letters that cannot be mistaken for each other", () => {
  const markers = Array.from({ length: 2_000 }, () => newMarker());
  expect(new Set(markers).size).toBeGreaterThan(1_990);
  expect(markers.every((marker) => /^[a-z2-9]{6}$/.test(marker) && !/[ilo01]/.test(marker))).toBe(true);
});
