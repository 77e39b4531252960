import { expect, test } from "vitest";
import { redditCapabilities } from "../platforms/reddit/capabilities";
import { overwrittenByUs, type Pair } from "./pairs";

const pair = (kind: "ad_group" | "campaign", theirs: Pair["found"]["fields"], ours: Pair["record"]["desired"]): Pair =>
  ({ found: { kind, fields: theirs }, record: { kind, desired: ours } }) as unknown as Pair;

test.each([
  [
    "another share of the budget",
    { budgetAmountMicros: "80000000" },
    { budgetAmountMicros: "50000000" },
    ["budgetAmountMicros"],
  ],
  ["an end that ours has not", { endAt: "2026-12-31T00:00:00.000Z" }, { endAt: null }, ["endAt"]],
  ["the same", { budgetAmountMicros: "50000000", endAt: null }, { budgetAmountMicros: "50000000", endAt: null }, []],
  ["nothing that was read", {}, { budgetAmountMicros: "50000000" }, []],
  ["another name, which becomes a conflict", { name: "Theirs" }, { name: "Ours" }, []],
])("of an ad group with %s", (_what, theirs, ours, fields) => {
  expect(overwrittenByUs(pair("ad_group", theirs, ours), redditCapabilities)).toEqual(fields);
});

test("a label of ours is ours to put right", () => {
  const labels = pair("campaign", { "settings.invoiceLabel": "Theirs" }, { "settings.invoiceLabel": "Ours" });
  expect(overwrittenByUs(labels, redditCapabilities)).toEqual([]);
});
