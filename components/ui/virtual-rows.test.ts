import { describe, expect, it } from "vitest";
import { rowsToDraw } from "./virtual-rows";

const range = { startIndex: 500, endIndex: 502, overscan: 1, count: 1_000 };
const inView = [499, 500, 501, 502, 503];

describe("rowsToDraw", () => {
  it("keeps the row that is worked in, in its place among the others", () => {
    expect(rowsToDraw(range, 3)).toEqual([3, ...inView]);
    expect(rowsToDraw(range, 999)).toEqual([...inView, 999]);
  });

  it("draws nothing twice and nothing that is not there", () => {
    expect(rowsToDraw(range, 501)).toEqual(inView);
    expect(rowsToDraw(range, 1_000)).toEqual(inView);
    expect(rowsToDraw(range, null)).toEqual(inView);
  });
});
