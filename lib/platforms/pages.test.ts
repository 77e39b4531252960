import { describe, expect, test } from "vitest";
import { nextPage, type Page, type PagedList, pagesOf, readAll } from "./pages";

/** A list that answers by cursor, the first page under "". */
function scripted(pages: Record<string, Page<number>>): PagedList<number> & { asked: (string | null)[] } {
  const asked: (string | null)[] = [];
  return {
    asked,
    platformName: "Reddit",
    of: "campaigns",
    read: async (cursor) => {
      asked.push(cursor);
      return pages[cursor ?? ""] ?? { items: [], next: null };
    },
  };
}

const ENDLESS = { code: "contract_violation", sentence: expect.stringContaining("Reddit's list does not end") };

test("reads every page to the end", async () => {
  const list = scripted({
    "": { items: [1, 2], next: "a" },
    a: { items: [3], next: "b" },
    b: { items: [4], next: null },
  });
  expect(await readAll(list)).toEqual([1, 2, 3, 4]);
  expect(list.asked).toEqual([null, "a", "b"]);
});

test("an empty address of the next page is the end", async () => {
  const list = scripted({ "": { items: [1], next: "" } });
  expect(await readAll(list)).toEqual([1]);
  expect(await nextPage(list, null)).toEqual({ items: [1], next: null });
});

test("goes no further than it is asked to", async () => {
  const list = scripted({ "": { items: [1], next: "a" }, a: { items: [2], next: null } });
  for await (const items of pagesOf(list)) {
    expect(items).toEqual([1]);
    break;
  }
  expect(list.asked).toEqual([null]);
});

describe("a page of nothing in between", () => {
  test("is passed over", async () => {
    const list = scripted({ "": { items: [], next: "a" }, a: { items: [1], next: null } });
    expect(await nextPage(list, null)).toEqual({ items: [1], next: null });
  });
  test("is asked for once more where it leads to itself", async () => {
    let tries = 0;
    const read = async () => (tries++ < 2 ? { items: [], next: "a" } : { items: [1], next: null });
    expect(await readAll({ platformName: "Reddit", of: "ads", read })).toEqual([1]);
  });
});

test("a page that leads to itself once is read again, and named once", async () => {
  let tries = 0;
  const read = async (cursor: string | null) => {
    if (cursor === null) return { items: [1], next: "a" };
    return { items: [2], next: tries++ === 0 ? "a" : null };
  };
  expect(await readAll({ platformName: "Reddit", of: "ads", read })).toEqual([1, 2]);
});

describe("a list that does not end is given up", () => {
  test("when it only goes on with empty pages", async () => {
    let calls = 0;
    const read = async () => ({ items: [], next: `page ${++calls}` });
    await expect(nextPage({ platformName: "Reddit", of: "ads", read }, null)).rejects.toMatchObject(ENDLESS);
    expect(calls).toBe(6);
  });
  test("when a page leads to itself", async () => {
    const list = scripted({ "": { items: [1], next: "a" }, a: { items: [1], next: "a" } });
    expect(await nextPage(list, null)).toEqual({ items: [1], next: "a" });
    await expect(nextPage(list, "a")).rejects.toMatchObject(ENDLESS);
    await expect(readAll(list)).rejects.toMatchObject(ENDLESS);
  });
  test("when it goes round in a circle", async () => {
    const list = scripted({
      "": { items: [1], next: "a" },
      a: { items: [2], next: "b" },
      b: { items: [3], next: "a" },
    });
    await expect(readAll(list)).rejects.toMatchObject(ENDLESS);
    expect(list.asked).toEqual([null, "a", "b"]);
  });
});
