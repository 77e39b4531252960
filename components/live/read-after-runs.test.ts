import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { readAfterRuns } from "./read-after-runs";
import { MOVED_BY_RUNS, runQueries } from "./run-queries";
import { setQueries } from "./set-queries";

/** A page that shows this query, and how often it was read since it was opened. */
function show(queryClient: QueryClient, queryKey: readonly unknown[], { takesMs = 0, moved = true } = {}) {
  const queryFn = vi.fn(async () => {
    await new Promise((resolve) => setTimeout(resolve, takesMs));
    return "read";
  });
  queryClient.setQueryData(queryKey, "read before");
  const observer = new QueryObserver(queryClient, {
    queryKey,
    queryFn,
    staleTime: Number.POSITIVE_INFINITY,
    ...(moved ? { meta: MOVED_BY_RUNS } : {}),
  });
  const hide = observer.subscribe(vi.fn());
  return { read: queryFn, hide };
}

describe("readAfterRuns", () => {
  let queryClient: QueryClient;
  let runEnded: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    queryClient = new QueryClient();
    runEnded = readAfterRuns(queryClient);
  });

  afterEach(() => {
    queryClient.clear();
    vi.useRealTimers();
  });

  it("reads what is in view at once when a run ends that was never seen open", async () => {
    const { read } = show(queryClient, ["overview"]);
    runEnded();
    await vi.advanceTimersByTimeAsync(0);
    expect(read).toHaveBeenCalledOnce();
  });

  it("reads twice for a storm of runs: at its beginning and after its end", async () => {
    const { read } = show(queryClient, ["overview"]);
    for (let run = 0; run < 40; run++) {
      runEnded();
      await vi.advanceTimersByTimeAsync(20);
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it("lets a reading that takes longer than the gap arrive before it reads again", async () => {
    const { read } = show(queryClient, ["campaigns", "sets"], { takesMs: 5_000 });
    runEnded();
    await vi.advanceTimersByTimeAsync(3_000);
    runEnded();
    await vi.advanceTimersByTimeAsync(3_900);
    expect(read).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it("leaves alone what a run does not move, and marks what is out of view as old", async () => {
    const accounts = show(queryClient, ["connections", "one", "1", "ad-accounts"], { moved: false });
    const left = show(queryClient, ["overview"]);
    left.hide();
    runEnded();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(accounts.read).not.toHaveBeenCalled();
    expect(left.read).not.toHaveBeenCalled();
    expect(queryClient.getQueryState(["overview"])?.isInvalidated).toBe(true);
  });

  it("does not read a set over what its own run is writing into it", async () => {
    const own = show(queryClient, setQueries.detail("set-1").queryKey);
    const other = show(queryClient, setQueries.detail("set-2").queryKey);
    queryClient.setQueryData(runQueries.open().queryKey, [{ id: "run-1", campaignSetId: "set-1" } as SyncRunView]);
    runEnded();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(own.read).not.toHaveBeenCalled();
    expect(other.read).toHaveBeenCalledOnce();
  });

  it("reads a run that has ended again, of which another may have brought over the rest, and none that is under way", async () => {
    const underWay = show(queryClient, runQueries.detail("run-1").queryKey);
    const ended = show(queryClient, runQueries.detail("run-2").queryKey);
    queryClient.setQueryData(runQueries.open().queryKey, [{ id: "run-1" } as SyncRunView]);
    runEnded();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(underWay.read).not.toHaveBeenCalled();
    expect(ended.read).toHaveBeenCalledOnce();
    expect(runQueries.detail("run-2").meta).toEqual(MOVED_BY_RUNS);
  });
});
