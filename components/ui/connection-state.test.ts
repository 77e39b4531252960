import { expect, it } from "vitest";
import type { OverviewView } from "@/lib/domain/views/organization";
import { connectionState } from "./connection-state";

type OverviewConnection = OverviewView["connections"][number];

const now = Date.parse("2026-11-21T12:00:00Z");

const connection = (over: Partial<OverviewConnection>): OverviewConnection => ({
  id: "connection",
  platform: "reddit",
  name: "Demo ad account",
  status: "active",
  statusReason: null,
  mode: "simulator",
  lastPullAt: "2026-11-21T11:58:00Z",
  breaker: { state: "closed", until: null },
  quota: [],
  tokenExpiresAt: null,
  account: { adAccountId: "a2_demo", name: "Demo ads", currency: "USD" },
  missing: [],
  campaigns: 12,
  openConflicts: 0,
  held: 0,
  failing: 0,
  unlisted: 0,
  ...over,
});

it("is in step only when it was read lately and nothing is wrong", () => {
  expect(connectionState(connection({}), now).state).toBe("in_step");
  expect(connectionState(connection({ lastPullAt: "2026-11-21T11:20:00Z" }), now).state).toBe("stale");
  expect(connectionState(connection({ lastPullAt: null }), now).state).toBe("waiting");
});

it.each([
  [{ openConflicts: 1 }, "conflict"],
  [{ held: 2 }, "held"],
  [{ unlisted: 2 }, "differs"],
  [{ failing: 3, openConflicts: 1, held: 2 }, "failed"],
  [{ breaker: { state: "open" as const, until: null }, failing: 3, held: 2 }, "waiting"],
  [{ status: "reauthorize" as const, failing: 3 }, "failed"],
  [{ status: "paused" as const }, "paused"],
  [{ status: "paused" as const, missing: ["adAccount" as const] }, "waiting"],
  [{ status: "disconnected" as const, missing: ["adAccount" as const] }, "paused"],
])("shows the worst of %j as %s", (over, state) => {
  expect(connectionState(connection(over), now).state).toBe(state);
});

it("says until when calls are stopped, in the reader's time", () => {
  // Without a zone it is meant in the reader's own.
  const until = new Date("2026-11-21T10:42:30").toISOString();
  const stopped = (breaker: OverviewConnection["breaker"]) => connectionState(connection({ breaker }), now).detail;
  expect(stopped({ state: "open", until })).toBe("· calls stopped until 10:42");
  expect(stopped({ state: "open", until: null })).toBe("· calls stopped");
  expect(stopped({ state: "half_open", until })).toBe("· one call on trial");
});
