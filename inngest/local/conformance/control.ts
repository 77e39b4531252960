import assert from "node:assert/strict";
import { Middleware } from "inngest";
import type { ConformanceCase } from "./kit";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What starts, holds back and ends runs. */
export const controlCases: ConformanceCase[] = [
  {
    number: 25,
    title: "cancelOn ends a sleeping run, and only the one it matches",
    define: ({ client, on, note, eventName }) => [
      client.createFunction(
        {
          ...on("cancelled"),
          cancelOn: [
            {
              event: eventName("cancelled/stop"),
              if: "event.data.key == async.data.key && event.data.item == async.data.item",
            },
          ],
          onFailure: ({ event }) => note(event, "failure handled"),
        },
        async ({ event, step }) => {
          const { item } = event.data;
          await step.run("start", () => note(event, `started ${item}`));
          await step.sleep("pause", "3s");
          note(event, `resumed ${item}`);
        },
      ),
    ],
    check: async (world) => {
      await world.send("cancelled", { item: "one" });
      await world.send("cancelled", { item: "two" });
      await world.until("started one");
      await world.until("started two");
      await world.send("cancelled/stop", { item: "one" });
      await world.until(`cancelled ${world.functionId("cancelled")}`);
      await world.until("resumed two");
      const first = await world.finish("cancelled", 1);
      const second = await world.finish("cancelled", 2);
      assert.deepEqual([first.status, second.status], ["Cancelled", "Completed"]);
      assert.equal(world.count("resumed one"), 0);
      assert.equal(world.count(`failed ${world.functionId("cancelled")}`), 0);
      assert.equal(world.count("failure handled"), 0);
    },
  },
  {
    number: 27,
    title: "concurrency 1 holds back requests, not sleeping runs",
    define: ({ client, on, note }) => [
      client.createFunction({ ...on("one-at-a-time"), concurrency: 1 }, async ({ event, step }) => {
        await step.run("busy", async () => {
          note(event, "in");
          await pause(400);
          note(event, "out");
        });
        await step.sleep("long", "6s");
        note(event, "woken");
      }),
    ],
    check: async (world) => {
      await world.send("one-at-a-time");
      await world.send("one-at-a-time");
      await world.until("out", 2);
      const [firstOut] = world.times("out");
      const secondIn = world.times("in")[1];
      assert.ok(firstOut !== undefined && secondIn !== undefined && secondIn >= firstOut, "two bodies overlapped");
      assert.equal(world.count("woken"), 0, "the second waited for the end of the first one's sleep");
      await world.finish("one-at-a-time", 2);
    },
  },
  {
    number: 28,
    title: "concurrency with a key: one key in turn, two keys together",
    define: ({ client, on, note }) => [
      client.createFunction(
        { ...on("keyed"), concurrency: { limit: 1, key: "event.data.lane" } },
        async ({ event, step }) => {
          await step.run("busy", async () => {
            note(event, `in ${event.data.lane}`);
            await pause(700);
            note(event, `out ${event.data.lane}`);
          });
        },
      ),
    ],
    check: async (world) => {
      const lanes = { a: `a ${world.key}`, b: `b ${world.key}` };
      await Promise.all([lanes.a, lanes.a, lanes.b].map((lane) => world.send("keyed", { lane })));
      await world.until(`out ${lanes.a}`, 2);
      await world.until(`out ${lanes.b}`);
      const [aOut] = world.times(`out ${lanes.a}`);
      const [aIn, aInAgain] = world.times(`in ${lanes.a}`);
      const [bIn] = world.times(`in ${lanes.b}`);
      assert.ok(aOut !== undefined && aInAgain !== undefined && aInAgain >= aOut, "one key overlapped");
      assert.ok(aIn !== undefined && bIn !== undefined && Math.abs(bIn - aIn) < 650, "two keys waited for each other");
    },
  },
  {
    number: 29,
    title: "one run for an idempotency key, one for an event id",
    define: ({ client, on, note }) => [
      client.createFunction({ ...on("idempotent"), idempotency: "event.data.order" }, ({ event }) =>
        note(event, `order ${event.data.order}`),
      ),
      client.createFunction(on("same-id"), ({ event }) => note(event, `copy ${event.id}`)),
    ],
    check: async (world) => {
      const orders = [`x-${world.key}`, `x-${world.key}`, `y-${world.key}`];
      for (const order of orders) assert.equal((await world.send("idempotent", { order })).length, 1);
      const id = `id-${world.key}`;
      for (const eventId of [id, id, `${id}-other`]) await world.send("same-id", {}, { id: eventId });
      await world.finish("idempotent", 2);
      await world.finish("same-id", 2);
      assert.deepEqual([world.count(`order x-${world.key}`), world.count(`copy ${id}`)], [1, 1]);
      assert.deepEqual([world.count(`order y-${world.key}`), world.count(`copy ${id}-other`)], [1, 1]);
    },
  },
  {
    number: 30,
    title: "trigger conditions; two triggers for one event start one run",
    define: ({ client, on, note, eventName }) => [
      client.createFunction(
        {
          ...on("conditional"),
          triggers: [
            { event: eventName("conditional"), if: "event.data.go == true" },
            { event: eventName("conditional"), if: "event.data.count > 2" },
          ],
        },
        ({ event }) => note(event, `ran ${event.data.name}`),
      ),
    ],
    check: async (world) => {
      await world.send("conditional", { name: "false", go: false });
      await world.send("conditional", { name: "missing" });
      await world.send("conditional", { name: "true", go: true });
      await world.send("conditional", { name: "both", go: true, count: 3 });
      await world.until("ran true");
      await world.finish("conditional", 2);
      assert.deepEqual(
        ["false", "missing", "true", "both"].map((name) => world.count(`ran ${name}`)),
        [0, 0, 1, 1],
      );
    },
  },
  {
    number: 31,
    title: "a cron runs at the minute, once",
    define: ({ client, mode, on, note }) => [
      client.createFunction({ ...on("minutely"), triggers: [{ cron: "* * * * *" }] }, ({ event, runId }) => {
        // A tick is nobody's: it is noted under a key all share.
        note({ data: { key: "cron" } }, `minutely-${mode}`, {
          name: event.name,
          id: event.id,
          data: event.data,
          runId,
        });
      }),
    ],
    check: async (world) => {
      const ticks = await world.untilShared("cron", `minutely-${world.mode}`, 75_000);
      const { name, id, data } = asTick(ticks[0]);
      assert.equal(new Set(ticks.map((tick) => asTick(tick).id)).size, ticks.length, "one minute ran twice");
      assert.equal(name, "inngest/scheduled.timer");
      assert.match(id, /^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/);
      assert.equal(data.cron, "* * * * *");
    },
  },
  {
    number: 32,
    title: "singleton: skip drops the new run, cancel ends the open one",
    define: ({ client, on, note }) =>
      (["skip", "cancel"] as const).map((mode) =>
        client.createFunction(
          { ...on(`single/${mode}`), singleton: { mode, key: "event.data.key" } },
          async ({ event, step }) => {
            await step.run("start", () => note(event, `started ${mode} ${event.data.turn}`));
            await step.sleep("pause", "2s");
            note(event, `ended ${mode} ${event.data.turn}`);
          },
        ),
      ),
    check: async (world) => {
      for (const mode of ["skip", "cancel"]) {
        await world.send(`single/${mode}`, { turn: 1 });
        await world.until(`started ${mode} 1`);
        await world.send(`single/${mode}`, { turn: 2 });
      }
      await world.until("ended skip 1");
      await world.until("ended cancel 2");
      assert.deepEqual([world.count("started skip 2"), world.count("ended cancel 1")], [0, 0]);
      await world.until(`cancelled ${world.functionId("single/cancel")}`);
    },
  },
  {
    number: 39,
    title: "middleware edits input and output",
    define: ({ client, on, note }) => [
      client.createFunction({ ...on("middleware"), middleware: [Editing] }, async ({ event, step }) => {
        const value = await step.run("value", () => "plain");
        await step.sleep("pause", "1s");
        note(event, "input", event.data.added);
        return value;
      }),
    ],
    check: async (world) => {
      await world.send("middleware");
      assert.deepEqual((await world.finish("middleware")).result, { edited: "plain" });
      assert.equal(world.data("input").at(-1), "by the middleware");
    },
  },
];

class Editing extends Middleware.BaseMiddleware {
  readonly id = "editing";

  override transformFunctionInput(arg: Middleware.TransformFunctionInputArgs) {
    const data = { ...arg.ctx.event.data, added: "by the middleware" };
    return { ...arg, ctx: { ...arg.ctx, event: { ...arg.ctx.event, data } } };
  }

  override async wrapStepHandler({ next }: Middleware.WrapStepHandlerArgs) {
    return { edited: await next() };
  }
}

interface TickEvent {
  readonly name: string;
  readonly id: string;
  readonly data: { readonly cron: string };
}

/** Noted by the cron function above. */
function asTick(value: unknown): TickEvent {
  return value as TickEvent;
}
