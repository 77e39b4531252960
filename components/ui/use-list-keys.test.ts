import { describe, expect, it } from "vitest";
import { followRow } from "./use-list-keys";

const follow = (mark: { key: string; index: number }, rows: string) =>
  followRow(mark, rows.length, (index) => rows[index] ?? "");

describe("followRow", () => {
  it("goes where its row went when others came to stand above or left", () => {
    expect(follow({ key: "a", index: 0 }, "xya")).toEqual({ key: "a", index: 2 });
    expect(follow({ key: "c", index: 2 }, "ac")).toEqual({ key: "c", index: 1 });
  });

  it("goes to the row that took its place when its own has left, and stays with that one", () => {
    const next = follow({ key: "b", index: 1 }, "acd");
    expect(next).toEqual({ key: "c", index: 1 });
    expect(follow(next, "xacd")).toEqual({ key: "c", index: 2 });
  });

  it("goes to the last row when its own was the last and has left", () => {
    expect(follow({ key: "c", index: 2 }, "ab")).toEqual({ key: "b", index: 1 });
  });

  it("is the same mark as long as nothing moved, and while the list is empty", () => {
    const mark = { key: "b", index: 1 };
    expect(follow(mark, "abc")).toBe(mark);
    expect(follow(mark, "")).toBe(mark);
  });
});
