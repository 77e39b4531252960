import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { runFixture } from "./fixtures";
import { type RunFilter, runQueries } from "./run-queries";
import { withOpenRun, writeRuns } from "./write-runs";

const run = (id: string, over: Partial<SyncRunView> = {}): SyncRunView =>
  runFixture({
    id,
    status: "running",
    progress: { synced: 1, failed: 0, skipped: 0, total: 10, etaSeconds: null },
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

describe("writeRuns", () => {
  it("writes a reading into every list that holds the run, and keeps the place its stream started from", () => {
    const client = new QueryClient();
    client.setQueryData(runQueries.detail("a").queryKey, { run: run("a"), lastEventId: "7" });
    client.setQueryData(runQueries.list({}).queryKey, {
      pages: [{ items: [run("a")], nextCursor: null }],
      pageParams: [null],
    });
    client.setQueryData(runQueries.open().queryKey, [run("a")]);
    writeRuns(client, [run("a", { status: "completed" })]);
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
    writeRuns(client, [run("a")]);
    expect(client.getQueryData(runQueries.detail("a").queryKey)?.run.status).toBe("completed");
  });

  it("keeps what is left of a run that has ended, which its event does not tell", () => {
    const client = new QueryClient();
    const ended = run("a", { status: "partial", left: { failed: 1, waiting: 0 } });
    client.setQueryData(runQueries.detail("a").queryKey, { run: ended, lastEventId: "7" });
    writeRuns(client, [run("a", { status: "partial" })]);
    expect(client.getQueryData(runQueries.detail("a").queryKey)?.run.left).toEqual({ failed: 1, waiting: 0 });
  });

  it("leaves alone what was never read", () => {
    const client = new QueryClient();
    writeRuns(client, [run("a")]);
    expect(client.getQueryData(runQueries.open().queryKey)).toBeUndefined();
    expect(client.getQueryData(runQueries.detail("a").queryKey)).toBeUndefined();
  });

  describe("a list with a filter", () => {
    const listed = (client: QueryClient, filter: RunFilter) =>
      client.getQueryData(runQueries.list(filter).queryKey)?.pages.flatMap((page) => page.items.map(({ id }) => id));
    const isOutdated = (client: QueryClient, filter: RunFilter) =>
      client.getQueryState(runQueries.list(filter).queryKey)?.isInvalidated;
    const hold = (client: QueryClient, filter: RunFilter, items: SyncRunView[], nextCursor: string | null = null) =>
      client.setQueryData(runQueries.list(filter).queryKey, {
        pages: [{ items, nextCursor }],
        pageParams: [null],
      });

    it("is read again for a run that came to fit it, and loses one that fits no more", () => {
      const client = new QueryClient();
      hold(client, {}, [run("a")]);
      hold(client, { status: "running" }, [run("a"), run("b")]);
      hold(client, { status: "failed" }, []);
      writeRuns(client, [run("a", { status: "failed" })]);
      expect(listed(client, {})).toEqual(["a"]);
      expect(listed(client, { status: "running" })).toEqual(["b"]);
      expect(isOutdated(client, { status: "failed" })).toBe(true);
      expect(isOutdated(client, { status: "running" })).toBe(false);
      expect(isOutdated(client, {})).toBe(false);
    });

    it("stays as it is when a run it cannot hold moves", () => {
      const client = new QueryClient();
      const filters: RunFilter[] = [
        { status: "failed" },
        { kind: "pull" },
        { platform: "meta" },
        { campaignSetId: "other" },
        { connectionId: "other" },
      ];
      for (const filter of filters) hold(client, filter, []);
      writeRuns(client, [run("a")]);
      for (const filter of filters) expect(isOutdated(client, filter), JSON.stringify(filter)).toBe(false);
    });

    it("is read again once for a run of which the event does not say whether it fits, not with each of its events", () => {
      const client = new QueryClient();
      const filters: RunFilter[] = [{ person: "p" }, { platform: "meta" }];
      for (const filter of filters) hold(client, filter, []);
      writeRuns(client, [run("a", { platforms: [] })]);
      for (const filter of filters) expect(isOutdated(client, filter)).toBe(true);
      for (const filter of filters) hold(client, filter, []);
      writeRuns(client, [run("a", { platforms: [], progress: { ...run("a").progress, synced: 2 } })]);
      for (const filter of filters) expect(isOutdated(client, filter)).toBe(false);
      writeRuns(client, [run("b", { platforms: [] })]);
      for (const filter of filters) expect(isOutdated(client, filter)).toBe(true);
    });

    it("keeps a run whose event leaves out the person and the platforms it was listed by", () => {
      const client = new QueryClient();
      hold(client, { person: "p", platform: "reddit" }, [run("a", { requestedBy: "Ada" })]);
      writeRuns(client, [run("a", { platforms: [], stalled: true })]);
      expect(listed(client, { person: "p", platform: "reddit" })).toEqual(["a"]);
    });

    it("is not read again for a run that stands further down than anyone has read", () => {
      const client = new QueryClient();
      hold(client, {}, [run("c"), run("b")], "b");
      writeRuns(client, [run("a")]);
      expect(isOutdated(client, {})).toBe(false);
      writeRuns(client, [run("d")]);
      expect(isOutdated(client, {})).toBe(true);
    });

    it("is read again when the last run of what was read has left it and there is more", () => {
      const client = new QueryClient();
      hold(client, { status: "running" }, [run("b")], "b");
      writeRuns(client, [run("b", { status: "completed" })]);
      expect(isOutdated(client, { status: "running" })).toBe(true);
    });
  });
});
