import { expect, it } from "vitest";
import { listChanges } from "./list-changes";

it("names what came and what went since both sides last agreed", () => {
  expect(listChanges(["travel", "food"], ["books", "travel"])).toEqual([
    { entry: "books", change: "added" },
    { entry: "travel", change: "kept" },
    { entry: "food", change: "removed" },
  ]);
});

it("takes a missing list for an empty one", () => {
  expect(listChanges(null, ["travel"])).toEqual([{ entry: "travel", change: "added" }]);
  expect(listChanges(["travel"], [])).toEqual([{ entry: "travel", change: "removed" }]);
});
