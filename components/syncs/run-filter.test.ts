import { describe, expect, it } from "vitest";
import { idFrom } from "@/components/ui/address-id";
import { type ChosenFilter, exportAddress, toRunFilter } from "./run-filter";

const nothing: ChosenFilter = {
  status: "all",
  kind: "all",
  platform: null,
  person: null,
  campaignSetId: null,
  connectionId: null,
};
const SOMEONE = "019a0000-0000-7000-8000-000000000001";

describe("the filter of the history", () => {
  it("asks for everything when nothing is chosen, in the list and in the file", () => {
    expect(toRunFilter(nothing)).toEqual({});
    expect(exportAddress({})).toBe("/api/v1/sync-runs.csv");
  });

  it("asks for each thing chosen, and the file for the same", () => {
    const filter = toRunFilter({ ...nothing, kind: "pull", status: "failed", platform: "reddit", person: SOMEONE });
    expect(filter).toEqual({ kind: "pull", status: "failed", platform: "reddit", person: SOMEONE });
    expect(Object.fromEntries(new URL(exportAddress(filter), "http://x").searchParams)).toEqual(filter);
  });

  it("takes only what can be an id from the address", () => {
    expect(idFrom(SOMEONE)).toBe(SOMEONE);
    expect(idFrom("everyone")).toBeNull();
    expect(idFrom(null)).toBeNull();
  });
});
