import { expect, it } from "vitest";
import { formatTable, keepsTarget } from "./report";

const figure = (value: number, target?: "≤ 100" | "≥ 1.5" | "= 0") => ({ name: "wait", value, unit: "ms", target });

it("holds a figure against its target, the limit itself included", () => {
  expect([99, 100, 101].map((value) => keepsTarget(figure(value, "≤ 100")))).toEqual([true, true, false]);
  expect([1.4, 1.5, 1.6].map((value) => keepsTarget(figure(value, "≥ 1.5")))).toEqual([false, true, true]);
  expect([0, 1].map((value) => keepsTarget(figure(value, "= 0")))).toEqual([true, false]);
  expect(keepsTarget(figure(1_000_000))).toBe(true);
});

it("does not take a figure that could not be computed for a kept one", () => {
  expect(keepsTarget(figure(Number.NaN, "≤ 100"))).toBe(false);
});

it("prints a Markdown table with failures in it", () => {
  const table = formatTable([
    { name: "live", seconds: 1, figures: [figure(12_345.6), figure(120, "≤ 100")] },
    { name: "boot", seconds: 1, figures: [], error: "no port\nat line 3" },
  ]);
  const rows = table.split("\n").map((line) =>
    line
      .split("|")
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  expect(rows[2]).toEqual(["live", "wait", "12,346 ms", "", ""]);
  expect(rows[3]).toEqual(["live", "wait", "120 ms", "≤ 100", "missed"]);
  expect(rows[4]).toEqual(["boot", "failed: no port", "", "", ""]);
  expect(new Set(table.split("\n").map((line) => line.length)).size).toBe(1);
});
