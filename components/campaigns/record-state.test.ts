import { describe, expect, it } from "vitest";
import { ad, adGroup, campaign, keyword, sync } from "./fixtures";
import { countPushable, holdOf, recordState, setState, summaryState, tallyStates } from "./record-state";

const edited = [{ field: "name", from: "a", to: "b" }];

describe("recordState", () => {
  it.each([
    [sync(), "waiting"],
    [sync({ status: "synced", platformId: "1" }), "in_step"],
    [sync({ status: "synced", platformId: "1", unsynced: edited }), "differs"],
    [sync({ status: "pending", platformId: "1" }), "differs"],
    [sync({ status: "failed" }), "failed"],
    [sync({ status: "conflict", platformId: "1" }), "conflict"],
  ])("of %j is %s", (given, state) => {
    expect(recordState(given)).toBe(state);
  });
});

it("tells what is held of a record that waits, and of no other", () => {
  const held = { reason: "+400 % is above the +50 % guardrail of this connection.", planId: "p" };
  expect(holdOf(sync({ held }))).toBe(held);
  expect(holdOf(sync({ held, status: "pending", platformId: "1" }))).toBe(held);
  for (const status of ["synced", "syncing", "failed", "conflict"] as const)
    expect(holdOf(sync({ held, status, platformId: "1" })), status).toBeNull();
});

describe("tallyStates", () => {
  it("counts every record a platform has a place for", () => {
    const tally = tallyStates([
      campaign("c", {
        sync: sync({ status: "synced", platformId: "1" }),
        adGroups: [adGroup("g", { ads: [ad("a", { sync: sync({ status: "failed" }) })], keywords: [keyword("k")] })],
      }),
    ]);
    expect(tally).toMatchObject({ total: 3, in_step: 1, waiting: 1, failed: 1 });
    expect(countPushable(tally)).toBe(2);
  });
});

describe("setState", () => {
  const tally = { total: 10, in_step: 10, syncing: 0, waiting: 0, differs: 0, conflict: 0, failed: 0 };

  it("is green only when every record is in step", () => {
    expect(setState(tally, { running: false }).state).toBe("in_step");
    expect(setState({ ...tally, in_step: 9, waiting: 1 }, { running: false }).state).toBe("differs");
    expect(setState({ ...tally, in_step: 9, conflict: 1 }, { running: false }).state).toBe("conflict");
    expect(setState({ ...tally, in_step: 8, conflict: 1, failed: 1 }, { running: false })).toEqual({
      state: "failed",
      detail: "1 of 10",
    });
  });

  it("says waiting for a set that was never pushed", () => {
    expect(setState({ ...tally, in_step: 0, waiting: 10 }, { running: false })).toEqual({
      state: "waiting",
      detail: null,
    });
  });

  it("says syncing while a run is under way, whatever else is wrong", () => {
    expect(setState({ ...tally, in_step: 4, failed: 2 }, { running: true })).toEqual({
      state: "syncing",
      detail: "4/10",
    });
  });
});

it("reads the same state from the counts of a list", () => {
  const counts = { total: 10, synced: 0, pending: 10, failed: 0, conflict: 0 };
  expect(summaryState({ sync: counts, openRunId: null }).state).toBe("waiting");
  expect(summaryState({ sync: { ...counts, synced: 8, pending: 2 }, openRunId: null })).toEqual({
    state: "differs",
    detail: "2 of 10",
  });
  expect(summaryState({ sync: { ...counts, synced: 10, pending: 0 }, openRunId: "run" }).state).toBe("syncing");
});
