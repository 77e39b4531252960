import { describe, expect, it } from "vitest";
import { createFakeClock } from "./fake-clock";

describe("a fake clock", () => {
  it("stands still until it is moved, then wakes sleepers in order of their time", async () => {
    const clock = createFakeClock();
    const start = clock.now().getTime();
    const woken: [string, number][] = [];
    const nap = (name: string, ms: number) =>
      clock.sleep(ms).then(() => woken.push([name, clock.now().getTime() - start]));
    const naps = [nap("late", 500), nap("early", 100)];

    await clock.advance(99);
    expect(woken).toEqual([]);
    await clock.advance(401);
    await Promise.all(naps);
    expect(woken).toEqual([
      ["early", 100],
      ["late", 500],
    ]);
    expect(clock.now().getTime() - start).toBe(500);
  });

  it("lets a woken sleeper sleep again within one move", async () => {
    const clock = createFakeClock();
    let rounds = 0;
    const worker = (async () => {
      for (; rounds < 3; rounds += 1) await clock.sleep(10);
    })();
    await clock.advance(30);
    await worker;
    expect(rounds).toBe(3);
  });

  it("ends a sleep that is called off", async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    const nap = clock.sleep(1_000, controller.signal);
    controller.abort(new Error("stop"));
    await expect(nap).rejects.toThrow("stop");
    expect(clock.sleeping()).toBe(0);
  });

  it("passes sleeps at once in automatic mode and takes the time along", async () => {
    const clock = createFakeClock({ auto: true });
    const start = clock.now().getTime();
    await clock.sleep(3_600_000);
    expect(clock.now().getTime() - start).toBe(3_600_000);
  });
});
