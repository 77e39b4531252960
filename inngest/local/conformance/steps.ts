import assert from "node:assert/strict";
import type { ConformanceCase } from "./kit";

/** Sequences, fan-out and race: which bodies run, how often, and what the handler sees. */
export const stepCases: ConformanceCase[] = [
  {
    number: 1,
    title: "two steps, the second uses the first",
    starts: ["two-steps"],
    define: ({ client, on, note }) => [
      client.createFunction(on("two-steps"), async ({ event, step }) => {
        const first = await step.run("first", () => {
          note(event, "first");
          return 20;
        });
        return await step.run("second", () => {
          note(event, "second");
          return first + 1;
        });
      }),
    ],
    check: async (world) => {
      await world.send("two-steps");
      const finish = await world.finish("two-steps");
      assert.equal(finish.status, "Completed");
      assert.equal(finish.result, 21);
      assert.deepEqual([world.count("first"), world.count("second")], [1, 1]);
    },
  },
  {
    number: 2,
    title: "results pass through JSON and come back unchanged",
    starts: ["values"],
    define: ({ client, on, note }) => [
      client.createFunction(on("values"), async ({ event, step }) => {
        const nothing = await step.run("nothing", () => undefined);
        const date = await step.run("date", () => new Date(0));
        const data = await step.run("data", () => ({ data: 1 }));
        const error = await step.run("error", () => ({ error: { message: "not one" } }));
        await step.sleep("pause", "1s");
        note(event, "seen", { nothing: nothing ?? null, date, data, error });
      }),
    ],
    check: async (world) => {
      await world.send("values");
      await world.finish("values");
      assert.deepEqual(world.data("seen").at(-1), {
        nothing: null,
        date: "1970-01-01T00:00:00.000Z",
        data: { data: 1 },
        error: { error: { message: "not one" } },
      });
    },
  },
  {
    number: 3,
    title: "one id three times is three steps",
    starts: ["loop"],
    define: ({ client, on, note }) => [
      client.createFunction(on("loop"), async ({ event, step }) => {
        const results: number[] = [];
        for (const turn of [1, 2, 3]) {
          const result = await step.run("turn", () => {
            note(event, `turn ${turn}`);
            return turn * 10;
          });
          results.push(result);
        }
        return results;
      }),
    ],
    check: async (world) => {
      await world.send("loop");
      assert.deepEqual((await world.finish("loop")).result, [10, 20, 30]);
      for (const turn of [1, 2, 3]) assert.equal(world.count(`turn ${turn}`), 1);
    },
  },
  {
    number: 14,
    title: "two steps and a sleep together, then a step",
    starts: ["fan-out"],
    define: ({ client, on, note }) => [
      client.createFunction(on("fan-out"), async ({ event, step }) => {
        note(event, "asked");
        const [a, b] = await Promise.all([
          step.run("a", () => {
            note(event, "a");
            return 1;
          }),
          step.run("b", () => {
            note(event, "b");
            return 2;
          }),
          step.sleep("pause", "2s"),
        ]);
        return await step.run("join", () => {
          note(event, "join");
          return a + b;
        });
      }),
    ],
    check: async (world) => {
      await world.send("fan-out");
      assert.equal((await world.finish("fan-out")).result, 3);
      assert.deepEqual([world.count("a"), world.count("b"), world.count("join")], [1, 1, 1]);
      assertLater(world.times("asked"), world.times("join"), 2_000);
    },
  },
  {
    number: 15,
    title: "a member of a fan-out fails for good; its siblings finish",
    starts: ["settled", "rejected"],
    define: ({ client, on, note }) => {
      const members = (event: Parameters<typeof note>[0], step: StepTools) => [
        step.run("bad", () => {
          throw new Error("bad member");
        }),
        step.run("slow", async () => {
          await new Promise((resolve) => setTimeout(resolve, 600));
          note(event, "slow");
          return "slow";
        }),
      ];
      return [
        client.createFunction({ ...on("settled"), retries: 0 }, async ({ event, step }) => {
          const settled = await Promise.allSettled(members(event, step));
          return settled.map((member) => member.status);
        }),
        client.createFunction({ ...on("rejected"), retries: 0 }, async ({ event, step }) => {
          try {
            await Promise.all(members(event, step));
            return "no rejection";
          } catch (cause) {
            note(event, "rejected");
            return String(cause);
          }
        }),
      ];
    },
    check: async (world) => {
      await world.send("settled");
      assert.deepEqual((await world.finish("settled")).result, ["rejected", "fulfilled"]);
      assert.equal(world.count("slow"), 1);
      await world.send("rejected");
      assert.match(String((await world.finish("rejected")).result), /bad member/);
      const [, slow] = world.times("slow");
      assertLater([slow ?? Number.NaN], world.times("rejected"), 0);
    },
  },
  {
    number: 16,
    title: "two chains: the fast one's second link waits for the slow one's first",
    starts: ["chains"],
    define: ({ client, on, note }) => [
      client.createFunction(on("chains"), async ({ event, step }) => {
        note(event, "asked");
        const fast = async () => {
          await step.run("fast-1", () => note(event, "fast-1"));
          await step.run("fast-2", () => note(event, "fast-2"));
        };
        const slow = async () => {
          await step.sleep("slow-1", "3s");
          await step.run("slow-2", () => note(event, "slow-2"));
        };
        await Promise.all([fast(), slow()]);
      }),
    ],
    check: async (world) => {
      await world.send("chains");
      assert.equal((await world.finish("chains")).status, "Completed");
      assertLater(world.times("asked"), world.times("fast-2"), 3_000);
      assert.deepEqual([world.count("fast-1"), world.count("fast-2"), world.count("slow-2")], [1, 1, 1]);
    },
  },
  {
    number: 17,
    title: "a plain race of two sleeps goes on when both are over",
    starts: ["race-plain"],
    define: ({ client, on, note }) => [
      client.createFunction(on("race-plain"), async ({ event, step }) => {
        note(event, "asked");
        const winner = await Promise.race([
          step.sleep("short", "1s").then(() => "short"),
          step.sleep("long", "4s").then(() => "long"),
        ]);
        await step.run("after", () => note(event, "after"));
        return winner;
      }),
    ],
    check: async (world) => {
      await world.send("race-plain");
      assert.equal((await world.finish("race-plain")).result, "short");
      assertLater(world.times("asked"), world.times("after"), 4_000);
    },
  },
  {
    number: 18,
    title: "a race of group.parallel goes on with its winner",
    starts: ["race-group"],
    define: ({ client, on, note }) => [
      client.createFunction(on("race-group"), async ({ event, step, group }) => {
        note(event, "asked");
        const winner = await group.parallel(() =>
          Promise.race([
            step.run("quick", () => {
              note(event, "quick");
              return "quick";
            }),
            step.sleep("long", "4s").then(() => "long"),
          ]),
        );
        await step.run("after", () => note(event, "after"));
        return winner;
      }),
    ],
    check: async (world) => {
      await world.send("race-group");
      assert.equal((await world.finish("race-group")).result, "quick");
      assert.deepEqual([world.count("quick"), world.count("after")], [1, 1]);
      const [asked, after] = [world.times("asked")[0], world.times("after")[0]];
      assert.ok((after ?? Number.NaN) - (asked ?? Number.NaN) < 4_000, "the code after the race waited for its loser");
    },
  },
  {
    number: 33,
    title: "300 steps in a row",
    define: ({ client, on, note }) => [
      client.createFunction(on("long"), async ({ event, step }) => {
        for (let turn = 0; turn < 300; turn += 1) await step.run(`turn-${turn}`, () => note(event, "turn"));
      }),
    ],
    check: async (world) => {
      const sentAt = Date.now();
      await world.send("long");
      await world.finish("long", 1, 120_000);
      assert.equal(world.count("turn"), 300);
      if (world.mode === "on") assert.ok(Date.now() - sentAt < 10_000, `took ${Date.now() - sentAt} ms`);
    },
  },
];

interface StepTools {
  run<Result>(id: string, body: () => Result | Promise<Result>): Promise<unknown>;
}

export function assertLater(before: readonly number[], after: readonly number[], byMs: number): void {
  const [from, to] = [before[0], after[0]];
  assert.ok(from !== undefined && to !== undefined, "one of the two never happened");
  // Two clocks are read, one rounded: a millisecond is not an early resumption.
  assert.ok(to - from >= byMs - 1, `came ${to - from} ms later, not ${byMs}`);
}
