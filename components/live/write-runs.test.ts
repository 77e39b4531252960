import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { runQueries } from "./run-queries";
import { withOpenRun, writeRun } from "./write-runs";

const run = (id: string, over: Partial<SyncRunView> = {}): SyncRunView => ({
  id,
  kind: "push",
  campaignSetId: "set",
  campaignSetName: "Summer launch",
  connectionId: null,
  connectionName: null,
  findings: null,
  undo: null,
  status: "running",
  trigger: "person",
  dryRun: false,
  planId: null,
  requestedBy: null,
  platforms: ["reddit"],
  progress: { synced: 1, failed: 0, skipped: 0, total: 10, etaSeconds: null },
  error: null,
  waiting: null,
  stalled: false,
  createdAt: "2026-11-21T10:00:00.000Z",
  startedAt: null,
  endedAt: null,
  ...over,
});

describe("withOpenRun", () => {
  it("adds a new run at the end, replaces a known one in its place and drops one that ended", () => {
    const open = [run("a"), run("b")];
    expect(withOpenRun(open, run("c")).map((item) => item.id)).toEqual(["a", "b", "c"]);
    expect(withOpenRun(open, run("a", { stalled: true }))[0]?.stalled).toBe(true);
    expect(withOpenRun(open, run("a", { status: "completed" })).map((item) => item.id)).toEqual(["b"]);
  });
});

describe("writeRun", () => {
  it("writes a reading into every list that holds the run, and keeps the place its stream started from", () => {
    const client = new QueryClient();
    client.setQueryData(runQueries.detail("a").queryKey, { run: run("a"), lastEventId: "7" });
    client.setQueryData(runQueries.list({}).queryKey, {
      pages: [{ items: [run("a")], nextCursor: null }],
      pageParams: [null],
    });
    client.setQueryData(runQueries.open().queryKey, [run("a")]);
    writeRun(client, run("a", { status: "completed" }));
    expect(client.getQueryData(runQueries.detail("a").queryKey)).toMatchObject({
      run: { status: "completed" },
      lastEventId: "7",
    });
    expect(client.getQueryData(runQueries.list({}).queryKey)?.pages[0]?.items[0]?.status).toBe("completed");
    expect(client.getQueryData(runQueries.open().queryKey)).toEqual([]);
  });

  it("leaves a run that has ended as it is when an older event is told again", () => {
    const client = new QueryClient();
    client.setQueryData(runQueries.detail("a").queryKey, { run: run("a", { status: "completed" }), lastEventId: "7" });
    writeRun(client, run("a"));
    expect(client.getQueryData(runQueries.detail("a").queryKey)?.run.status).toBe("completed");
  });

  it("leaves alone what was never read", () => {
    const client = new QueryClient();
    writeRun(client, run("a"));
    expect(client.getQueryData(runQueries.open().queryKey)).toBeUndefined();
    expect(client.getQueryData(runQueries.detail("a").queryKey)).toBeUndefined();
  });
});
