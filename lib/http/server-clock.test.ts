import { describe, expect, test } from "vitest";
import { createFakeClock } from "../testing/fake-clock";
import { createServerClock } from "./server-clock";

const at = new Date("2026-11-21T12:00:00Z");
const clockOf = (skews = new Map<string, number>(), host = "https://there") =>
  createServerClock(host, createFakeClock({ at }), skews);

describe("a platform's own time", () => {
  test("is ours until an answer has told it", () => {
    const there = clockOf();
    expect(there.now()).toEqual(at);
    there.learn("Sat, 21 Nov 2026 12:10:00 GMT");
    expect(there.now()).toEqual(new Date("2026-11-21T12:10:00Z"));
    there.learn("Sat, 21 Nov 2026 11:50:00 GMT");
    expect(there.now()).toEqual(new Date("2026-11-21T11:50:00Z"));
  });
  test("is ours when the answer was only a moment under way, or says nothing", () => {
    const there = clockOf();
    there.learn("Sat, 21 Nov 2026 11:59:57 GMT");
    for (const nothing of [null, "", "soon"]) there.learn(nothing);
    expect(there.now()).toEqual(at);
  });
  test("is known to whoever speaks to the same host next, and to no other", () => {
    const skews = new Map<string, number>();
    clockOf(skews).learn("Sat, 21 Nov 2026 12:10:00 GMT");
    expect(clockOf(skews).now()).toEqual(new Date("2026-11-21T12:10:00Z"));
    expect(clockOf(skews, "https://elsewhere").now()).toEqual(at);
  });
});
