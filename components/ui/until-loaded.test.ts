import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { untilLoaded } from "./until-loaded";

const notFetched = () => Object.assign(new Error("Failed to load chunk"), { name: "ChunkLoadError" });

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", new EventTarget());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("code that cannot be fetched is asked for again until it is there", async () => {
  const load = vi
    .fn()
    .mockRejectedValueOnce(notFetched())
    .mockRejectedValueOnce(notFetched())
    .mockResolvedValue("part");
  const loaded = untilLoaded(load);
  await vi.advanceTimersByTimeAsync(500 + 1_000);
  expect(await loaded).toBe("part");
  expect(load).toHaveBeenCalledTimes(3);
});

test("coming back online asks at once", async () => {
  const load = vi.fn().mockRejectedValueOnce(notFetched()).mockResolvedValue("part");
  const loaded = untilLoaded(load);
  await vi.advanceTimersByTimeAsync(0);
  window.dispatchEvent(new Event("online"));
  expect(await loaded).toBe("part");
  expect(vi.getTimerCount()).toBe(0);
});

test("code that arrived and broke is an error", async () => {
  const load = vi.fn().mockRejectedValue(new TypeError("x is not a function"));
  await expect(untilLoaded(load)).rejects.toThrow("x is not a function");
  expect(load).toHaveBeenCalledTimes(1);
});
