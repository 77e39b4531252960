import { expect, test } from "vitest";
import { canArchive, describeChildren, describeRecords } from "./found-words";

test("records are counted by kind, parents first", () => {
  expect(describeRecords([{ recordKind: "ad" }, { recordKind: "campaign" }, { recordKind: "campaign" }])).toBe(
    "2 campaigns and 1 ad",
  );
});

test("what hangs below is told, and nothing where nothing does", () => {
  expect(describeChildren({ adGroups: 1, ads: 6, keywords: 2 })).toBe("1 ad group, 6 ads and 2 keywords");
  expect(describeChildren({ adGroups: 0, ads: 0, keywords: 0 })).toBe("");
});

test("only a paused second copy may be archived", () => {
  const copyOf = {
    recordKind: "campaign" as const,
    recordId: "1",
    name: "A",
    campaignSetId: "2",
    campaignSetName: "B",
  };
  expect(canArchive({ copyOf, status: "paused" })).toBe(true);
  expect(canArchive({ copyOf, status: "active" })).toBe(false);
  expect(canArchive({ copyOf: null, status: "paused" })).toBe(false);
});
