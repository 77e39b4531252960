import assert from "node:assert/strict";
import { NonRetriableError, RetryAfterError, StepError } from "inngest";
import type { ConformanceCase } from "./kit";
import { assertLater } from "./steps";

/** Retries, errors that are final, failure handlers. */
export const failureCases: ConformanceCase[] = [
  {
    number: 4,
    title: "a step fails twice, then succeeds",
    starts: ["flaky"],
    define: ({ client, on, note }) => [
      client.createFunction({ ...on("flaky"), retries: 2 }, async ({ event, step, attempt }) => {
        await step.run("before", () => note(event, "before"));
        await step.run("flaky", () => {
          note(event, "flaky", attempt);
          if (attempt < 2) throw new Error(`attempt ${attempt}`);
        });
        await step.run("after", () => note(event, "after"));
        note(event, "end", attempt);
      }),
    ],
    check: async (world) => {
      await world.send("flaky");
      assert.equal((await world.finish("flaky")).status, "Completed");
      assert.deepEqual([...new Set(world.data("flaky"))], [0, 1, 2]);
      assert.equal(world.count("before"), 1);
      assert.equal(world.data("end").at(-1), 0);
    },
  },
  {
    number: 5,
    title: "a step that always fails can be caught",
    starts: ["caught"],
    define: ({ client, on, note }) => [
      client.createFunction({ ...on("caught"), retries: 1 }, async ({ event, step }) => {
        try {
          await step.run("bad", () => {
            note(event, "bad");
            throw new TypeError("wrong type");
          });
        } catch (cause) {
          await step.run("recover", () => note(event, "recover"));
          return cause instanceof StepError ? [cause.name, cause.message] : "not a StepError";
        }
      }),
    ],
    check: async (world) => {
      await world.send("caught");
      const finish = await world.finish("caught");
      assert.equal(finish.status, "Completed");
      assert.deepEqual(finish.result, ["TypeError", "wrong type"]);
      assert.deepEqual([world.count("bad"), world.count("recover")], [2, 1]);
    },
  },
  {
    number: 6,
    title: "a step that always fails ends the run, and onFailure hears of it",
    starts: ["uncaught"],
    define: ({ client, on, note, functionId }) => [
      client.createFunction(
        {
          ...on("uncaught"),
          retries: 1,
          onFailure: async ({ event, error, step }) => {
            await step.run("handle", () => {
              const { function_id, run_id, event: original } = event.data;
              const known = function_id === functionId("uncaught") && run_id.length === 26;
              note(event, "handled", { known, name: error.name, message: error.message, key: original.data.key });
            });
          },
        },
        async ({ event, step }) => {
          note(event, "asked");
          await step.run("bad", () => {
            note(event, "bad");
            throw new RangeError("out of range", { cause: new Error("the cause") });
          });
        },
      ),
    ],
    check: async (world) => {
      await world.send("uncaught");
      const finish = await world.finish("uncaught");
      assert.equal(finish.status, "Failed");
      const [handled] = await world.until("handled");
      assert.deepEqual(handled, { known: true, name: "RangeError", message: "out of range", key: world.key });
      assert.equal(world.count("bad"), 2);
      assert.equal(world.count("handled"), 1);
      const [failed] = await world.until(`failed ${world.functionId("uncaught")}`);
      assert.match(JSON.stringify(failed), /the cause/);
    },
  },
  {
    number: 7,
    title: "a failing onFailure is tried twice, then all is quiet",
    starts: ["handler-fails"],
    define: ({ client, on, note }) => [
      client.createFunction(
        {
          ...on("handler-fails"),
          retries: 0,
          onFailure: ({ event }) => {
            note(event, "handled");
            throw new Error("the handler fails too");
          },
        },
        () => {
          throw new Error("fails");
        },
      ),
      // Answers once the handler's last attempt is over: it shares the retry interval and starts after it.
      client.createFunction(on("handler-fails/later"), async ({ event, step }) => {
        await step.sleep("pause", "3s");
        note(event, "later");
      }),
    ],
    check: async (world) => {
      await world.send("handler-fails");
      await world.until("handled", 2);
      await world.send("handler-fails/later");
      await world.until("later");
      assert.equal(world.count("handled"), 2);
      assert.equal(world.count(`failed ${world.functionId("handler-fails")}`), 1);
      assert.equal(world.count(`failed ${world.functionId("handler-fails")}-failure`), 0);
    },
  },
  {
    number: 8,
    title: "a function that throws outside its steps has attempts of its own",
    starts: ["throws"],
    define: ({ client, on, note }) => [
      client.createFunction({ ...on("throws"), retries: 1 }, async ({ event, step, attempt }) => {
        await step.run("before", () => note(event, "before"));
        note(event, "throws", attempt);
        throw new Error("outside");
      }),
    ],
    check: async (world) => {
      await world.send("throws");
      const finish = await world.finish("throws");
      assert.equal(finish.status, "Failed");
      assert.equal(finish.error?.message, "outside");
      assert.deepEqual([...new Set(world.data("throws"))], [0, 1]);
      assert.equal(world.count("before"), 1);
    },
  },
  {
    number: 9,
    title: "code after a step throws once; the step is not repeated",
    starts: ["throws-once"],
    define: ({ client, on, note }) => [
      client.createFunction({ ...on("throws-once"), retries: 2 }, async ({ event, step, attempt }) => {
        const value = await step.run("value", () => {
          note(event, "value");
          return 7;
        });
        if (attempt === 0) throw new Error("only the first time");
        return value;
      }),
    ],
    check: async (world) => {
      await world.send("throws-once");
      assert.equal((await world.finish("throws-once")).result, 7);
      assert.equal(world.count("value"), 1);
    },
  },
  {
    number: 10,
    title: "NonRetriableError is final, inside a step and outside",
    starts: ["final-step", "final-outside"],
    define: ({ client, on, note }) => [
      client.createFunction({ ...on("final-step"), retries: 3 }, async ({ event, step }) => {
        try {
          await step.run("final", () => {
            note(event, "step");
            throw new NonRetriableError("no use");
          });
        } catch (cause) {
          return String(cause);
        }
      }),
      client.createFunction({ ...on("final-outside"), retries: 3 }, ({ event }) => {
        note(event, "outside");
        throw new NonRetriableError("no use");
      }),
    ],
    check: async (world) => {
      await world.send("final-step");
      const caught = await world.finish("final-step");
      assert.match(String(caught.result), /no use/);
      await world.send("final-outside");
      assert.equal((await world.finish("final-outside")).status, "Failed");
      assert.deepEqual([world.count("step"), world.count("outside")], [1, 1]);
    },
  },
  {
    number: 11,
    title: "another error thrown after a caught one has attempts of its own",
    starts: ["rethrown"],
    define: ({ client, on, note }) => [
      client.createFunction({ ...on("rethrown"), retries: 1 }, async ({ event, step, attempt }) => {
        try {
          await step.run("bad", () => {
            throw new NonRetriableError("first");
          });
        } catch {
          note(event, "caught", attempt);
          throw new Error("second");
        }
      }),
    ],
    check: async (world) => {
      await world.send("rethrown");
      const finish = await world.finish("rethrown");
      assert.equal(finish.error?.message, "second");
      assert.deepEqual([...new Set(world.data("caught"))], [0, 1]);
    },
  },
  {
    number: 12,
    title: "RetryAfterError sets the wait",
    starts: ["later"],
    define: ({ client, on, note }) => [
      client.createFunction({ ...on("later"), retries: 1 }, async ({ event, step, attempt }) => {
        await step.run("later", () => {
          note(event, `attempt ${attempt}`);
          if (attempt === 0) throw new RetryAfterError("not yet", "3s");
        });
      }),
    ],
    check: async (world) => {
      const sentAt = Date.now();
      await world.send("later");
      assert.equal((await world.finish("later")).status, "Completed");
      assertLater(world.times("attempt 0"), world.times("attempt 1"), 2_000);
      assert.ok(Date.now() - sentAt < 15_000, "waited longer than the standard backoff");
    },
  },
  {
    number: 13,
    title: "no retries is one try; the default is five",
    starts: ["one-try", "default-tries"],
    define: ({ client, on, note }) => [
      client.createFunction({ ...on("one-try"), retries: 0 }, ({ event, maxAttempts }) => {
        note(event, "one-try", maxAttempts);
        throw new Error("fails");
      }),
      client.createFunction(on("default-tries"), ({ maxAttempts }) => maxAttempts),
    ],
    check: async (world) => {
      await world.send("one-try");
      assert.equal((await world.finish("one-try")).status, "Failed");
      assert.deepEqual([...new Set(world.data("one-try"))], [1]);
      await world.send("default-tries");
      assert.equal((await world.finish("default-tries")).result, 5);
    },
  },
];
