import assert from "node:assert/strict";
import type { ConformanceCase, World } from "./kit";
import { assertLater } from "./steps";

/** Sleeps, waits for events, invocations, events sent by functions. */
export const waitingCases: ConformanceCase[] = [
  {
    number: 19,
    title: "sleeps end on time, never early",
    starts: ["sleeps"],
    define: ({ client, on, note }) => [
      client.createFunction(on("sleeps"), async ({ event, step }) => {
        await step.run("start", () => note(event, "start"));
        await step.sleep("second", "1s");
        await step.run("one", () => note(event, "one"));
        await step.sleepUntil("past", new Date(0));
        await step.run("two", () => note(event, "two"));
        await step.sleep("half", "500ms");
        await step.run("three", () => note(event, "three"));
        const until = await step.run("until", () => Date.now() + 1_500);
        await step.sleepUntil("future", new Date(until));
        note(event, "woken", Date.now() >= until ? "on time" : "early");
      }),
    ],
    check: async (world) => {
      await world.send("sleeps");
      assert.equal((await world.finish("sleeps")).status, "Completed");
      assertLater(world.times("start"), world.times("one"), 1_000);
      assertLater(world.times("two"), world.times("three"), 1_000);
      assert.equal(world.data("woken")[0], "on time");
    },
  },
  {
    number: 20,
    title: "waitForEvent resumes with the matching event, or with null",
    starts: ["waits", "waits/none"],
    define: ({ client, on, note, eventName }) => [
      client.createFunction(on("waits"), async ({ event, step }) => {
        note(event, "asked");
        const found = await step.waitForEvent("answer", {
          event: eventName("waits/answer"),
          timeout: "1m",
          if: "event.data.key == async.data.key && async.data.right == true",
        });
        return [found?.id, found?.data.text];
      }),
      client.createFunction(on("waits/none"), async ({ step }) =>
        step.waitForEvent("never", { event: eventName("waits/never"), timeout: "1s" }),
      ),
    ],
    check: async (world) => {
      await world.send("waits");
      await world.until("asked");
      // The registration follows the answer in which the function asked: sent until it is heard.
      const answering = setInterval(() => void answer(world), 400);
      try {
        assert.deepEqual((await world.finish("waits")).result, [`answer-${world.key}`, "right"]);
      } finally {
        clearInterval(answering);
      }
      await world.send("waits/none");
      assert.equal((await world.finish("waits/none")).result, null);
    },
  },
  {
    number: 21,
    title: "a run does not wait for the event that started it",
    define: ({ client, on, eventName }) => [
      client.createFunction(on("own-event"), async ({ step }) =>
        step.waitForEvent("again", { event: eventName("own-event"), timeout: "2s" }),
      ),
    ],
    check: async (world) => {
      await world.send("own-event");
      assert.equal((await world.finish("own-event")).result, null);
    },
  },
  {
    number: 22,
    title: "an event from before the wait is not seen",
    define: ({ client, on, note, eventName }) => [
      client.createFunction(on("too-early"), async ({ event, step }) => {
        await step.run("send", async () => {
          await client.send({ name: eventName("too-early/answer"), data: { key: event.data.key } });
        });
        await step.run("sent", () => note(event, "sent"));
        return step.waitForEvent("answer", { event: eventName("too-early/answer"), timeout: "2s" });
      }),
    ],
    check: async (world) => {
      await world.send("too-early");
      assert.equal((await world.finish("too-early")).result, null);
    },
  },
  {
    number: 23,
    title: "invoke: value, null, failure, time-out, unknown function",
    define: ({ client, on, note, functionId }) => {
      const child = client.createFunction({ ...on("child"), retries: 0 }, async ({ event, step }) => {
        const { mode } = event.data;
        if (mode === "fail") throw new TypeError("the child fails");
        if (mode === "slow") {
          await step.sleep("long", "3s");
          note(event, "slow child ended");
        }
        return mode === "null" ? null : { mode };
      });
      return [
        child,
        client.createFunction({ ...on("parent"), retries: 0 }, async ({ event, step }) => {
          const invoke = async (mode: string, timeout?: string) => {
            try {
              const data = { key: event.data.key, mode };
              return await step.invoke(mode, { function: child, data, ...(timeout && { timeout }) });
            } catch (cause) {
              return cause instanceof Error ? [cause.name, cause.message] : "?";
            }
          };
          const value = await invoke("value");
          const none = await invoke("null");
          const failure = await invoke("fail");
          const late = await invoke("slow", "1s");
          return { value, none, failure, late };
        }),
        client.createFunction({ ...on("parent-of-none"), retries: 0 }, async ({ step }) => {
          try {
            const { referenceFunction } = await import("inngest");
            await step.invoke("nobody", { function: referenceFunction({ functionId: "nobody" }), data: {} });
          } catch (cause) {
            return [cause instanceof Error ? cause.message : "?", functionId("parent")];
          }
        }),
      ];
    },
    check: async (world) => {
      await world.send("parent");
      const { result } = await world.finish("parent");
      assert.deepEqual(result, {
        value: { mode: "value" },
        none: null,
        failure: ["TypeError", "the child fails"],
        late: ["InngestInvokeTimeoutError", "Timed out waiting for invoked function to complete"],
      });
      await world.until("slow child ended");
      await world.send("parent-of-none");
      assert.match(String((await world.finish("parent-of-none")).result), /conformance-nobody/);
    },
  },
  {
    number: 24,
    title: "events sent by a function are sent once, though it replays",
    define: ({ client, on, note, eventName }) => [
      client.createFunction(on("sender"), async ({ event, step }) => {
        const { key } = event.data;
        const sent = await step.sendEvent("two", [
          { name: eventName("sender/heard"), data: { key, by: "step" } },
          { name: eventName("sender/heard"), data: { key, by: "step" } },
        ]);
        await step.run("send", async () => {
          await client.send({ name: eventName("sender/heard"), data: { key, by: "client" } });
        });
        await step.sleep("pause", "1s");
        return sent.ids.length;
      }),
      client.createFunction(on("sender/heard"), ({ event }) => note(event, `heard ${event.data.by}`)),
    ],
    check: async (world) => {
      await world.send("sender");
      assert.equal((await world.finish("sender")).result, 2);
      await world.until("heard step", 2);
      await world.until("heard client", 1);
      assert.deepEqual([world.count("heard step"), world.count("heard client")], [2, 1]);
    },
  },
];

/** What the run of case 20 waits for: a wrong answer and the right one. */
export async function answer(world: World): Promise<void> {
  await world.send("waits/answer", { right: false, text: "wrong" });
  await world.send("waits/answer", { right: true, text: "right" }, { id: `answer-${world.key}` });
}
