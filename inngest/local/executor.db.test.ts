import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterEach, beforeAll, expect, it } from "vitest";
import type { CallApp } from "./call";
import { type Executor, type ExecutorOptions, startExecutor } from "./executor";
import { fixedRetryDelay } from "./retry";
import { readSigningKey } from "./signing";
import { answer, ran, type SeenCall, standInApp } from "./testing/stand-in";

const signingKey = `signkey-test-${randomBytes(32).toString("hex")}`;
const eventKey = "the-event-key";
const databaseUrl = process.env.DATABASE_URL ?? "";
const started: Executor[] = [];
let database: pg.Pool;

beforeAll(() => {
  database = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  return () => database.end();
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((executor) => executor.stop(0)));
  await database.query("drop schema if exists lockstep_executor cascade");
});

async function start(call: CallApp, options: Partial<ExecutorOptions> = {}): Promise<Executor> {
  const executor = await startExecutor({
    databaseUrl,
    appUrl: "http://localhost",
    port: 0,
    eventKey,
    signingKey,
    call,
    retryDelay: fixedRetryDelay(50),
    pollMs: 100,
    log: () => undefined,
    ...options,
  });
  started.push(executor);
  return executor;
}

const post = (executor: Executor, path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${executor.port}${path}`, { method: "POST", body: JSON.stringify(body), headers });

const send = (executor: Executor, events: unknown, headers?: Record<string, string>) =>
  post(executor, `/e/${eventKey}`, events, headers);

async function runs(): Promise<{ fn: string; status: string; output: string | null }[]> {
  const { rows } = await database.query("select fn, status, output from lockstep_executor.run order by started_at, id");
  return rows;
}

/** Patient enough for a busy machine; over as soon as it holds. */
const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 20_000, interval: 20 });

const ended = (count: number) =>
  eventually(async () => (await runs()).filter(({ status }) => status !== "Running").length).toBe(count);

/** A promise and the call that settles it: tests decide when the application answers. */
function gate<T>() {
  let open: (value: T) => void = () => undefined;
  const passed = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

it("refuses to start a function with an option it does not implement", async () => {
  const executor = await start(
    standInApp({ late: { options: { debounce: { period: "1s" } }, handler: () => answer(200, null) } }),
  );
  await expect(executor.ready).rejects.toThrow('function "app-late", option "debounce"');
});

it("is not ready before the functions are known, and keeps asking until they are", async () => {
  const app = standInApp({ x: { handler: () => answer(200, 1) } });
  let up = false;
  const executor = await start(async (request) => {
    if (!up) throw new Error("connection refused");
    return app(request);
  });
  expect((await fetch(`http://127.0.0.1:${executor.port}/health`)).status).toBe(503);
  const early = send(executor, { name: "x" });
  up = true;
  await executor.ready;
  expect((await fetch(`http://127.0.0.1:${executor.port}/health`)).status).toBe(200);
  // The event came before its function was known, and starts it all the same.
  expect((await early).status).toBe(200);
  await ended(1);
});

it("answers 401 to wrong keys and 501 to what is not built", async () => {
  const executor = await start(standInApp({ x: { handler: () => answer(200, 1) } }));
  await executor.ready;
  expect((await post(executor, "/e/another-key", { name: "x" })).status).toBe(401);
  expect((await post(executor, "/fn/register", {}, { authorization: "Bearer wrong" })).status).toBe(401);
  expect((await post(executor, "/v1/checkpoint/run/async", {})).status).toBe(401);
  const unbuilt = await post(executor, "/v1/signals", {});
  expect(unbuilt.status).toBe(501);
  expect(await unbuilt.text()).toContain("/v1/signals");
  expect(await runs()).toEqual([]);
});

it("stores nothing twice when a post is repeated with its seed", async () => {
  const executor = await start(standInApp({ x: { handler: () => answer(200, 1) } }));
  await executor.ready;
  const seed = { "x-inngest-event-id-seed": `1700000000000,${randomBytes(10).toString("base64")}` };
  const events = [{ name: "x" }, { name: "x" }];
  const first = await (await send(executor, events, seed)).json();
  const second = await (await send(executor, events, seed)).json();
  expect(second).toEqual(first);
  await ended(2);
  expect(await runs()).toHaveLength(2);
});

it("hands a call to another executor when its lease runs out, and listens to the first no more", async () => {
  let clock = 1_800_000_000_000;
  const seen: SeenCall[] = [];
  const answers = [gate<ReturnType<typeof answer>>(), gate<ReturnType<typeof answer>>()];
  const app = standInApp({
    x: {
      handler: (call) => {
        seen.push(call);
        return answers[seen.length - 1]?.passed ?? answer(200, Object.keys(call.steps));
      },
    },
  });
  // The first one's heartbeat comes once in a real minute; its lease ends when the clock is moved.
  const options = { leaseMs: 180_000, now: () => clock };
  const first = await start(app, { ...options, pollMs: 3_600_000 });
  await first.ready;
  await send(first, { name: "x" });
  await eventually(() => seen.length).toBe(1);

  clock += 181_000;
  const second = await start(app, options);
  await second.ready;
  await eventually(() => seen.length).toBe(2);
  expect(seen[1]?.ctx).toMatchObject({ generation_id: 2, attempt: 0, qi_id: seen[0]?.ctx.qi_id ?? "" });

  // The first one's function goes on, not knowing: neither its report nor its answer counts.
  const { run_id: runId, qi_id: job } = seen[0]?.ctx ?? {};
  const report = { qi_id: job, generation_id: 1, steps: [{ op: "StepRun", id: "from-the-first", data: 1 }] };
  const headers = { authorization: `Bearer ${readSigningKey(signingKey).bearer}` };
  expect((await post(first, `/v1/checkpoint/${runId}/async`, report, headers)).status).toBe(409);
  answers[0]?.open(answer(200, "from the first"));
  await first.stop(1_000);
  expect((await runs())[0]?.status).toBe("Running");

  answers[1]?.open(ran("from-the-second", 2));
  await ended(1);
  expect(await runs()).toEqual([{ fn: "app-x", status: "Completed", output: '["from-the-second"]' }]);
});

it("takes over the calls of an executor whose session is gone, long before their lease ends", async () => {
  let calls = 0;
  const app = standInApp({
    x: { handler: () => (++calls === 1 ? new Promise(() => undefined) : answer(200, "taken over")) },
  });
  const first = await start(app, { pollMs: 3_600_000, leaseMs: 3_600_000 });
  await first.ready;
  await send(first, { name: "x" });
  await eventually(() => calls).toBe(1);
  const second = await start(app, { leaseMs: 3_600_000 });
  await second.ready;
  // What the server sees of a killed process: its sessions end.
  await database.query(
    `select pg_terminate_backend(l.pid) from pg_locks l join lockstep_executor.job j on j.leased_by = l.objid::bigint
      where l.locktype = 'advisory' and l.granted`,
  );
  await ended(1);
  expect(await runs()).toMatchObject([{ status: "Completed", output: '"taken over"' }]);
});

it("shares the work of several executors without doing any of it twice", async () => {
  const bodies = new Map<string, number>();
  const app = standInApp({
    x: {
      handler: ({ steps, ctx }) => {
        const done = Object.keys(steps).length;
        const key = `${ctx.run_id} ${done}`;
        bodies.set(key, (bodies.get(key) ?? 0) + 1);
        return done === 5 ? answer(200, done) : ran(`s${done}`, done);
      },
    },
  });
  const executors = await Promise.all([start(app, { concurrency: 4 }), start(app, { concurrency: 4 })]);
  await Promise.all(executors.map((executor) => executor.ready));
  await Promise.all(
    executors.map((executor) =>
      send(
        executor,
        Array.from({ length: 30 }, (_, index) => ({ name: "x", data: { index } })),
      ),
    ),
  );
  await ended(60);
  expect(bodies.size).toBe(60 * 6);
  expect([...bodies.values()].every((count) => count === 1)).toBe(true);
});

it("keeps a concurrency limit across executors", async () => {
  let inside = 0;
  let most = 0;
  const app = standInApp({
    x: {
      options: { concurrency: 2 },
      handler: async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 20));
        inside -= 1;
        return answer(200, null);
      },
    },
  });
  const executors = await Promise.all([start(app), start(app)]);
  await Promise.all(executors.map((executor) => executor.ready));
  await Promise.all(
    executors.map((executor) =>
      send(
        executor,
        Array.from({ length: 10 }, () => ({ name: "x" })),
      ),
    ),
  );
  await ended(20);
  expect(most).toBe(2);
});

it("runs one cron for the ticks missed while it was down, the latest", async () => {
  let clock = Date.parse("2026-11-21T12:00:30Z");
  const ticks: unknown[] = [];
  const app = standInApp({
    hourly: {
      options: { triggers: [{ cron: "0 * * * *" }] },
      handler: ({ event }) => {
        ticks.push(event.id);
        return answer(200, null);
      },
    },
  });
  const first = await start(app, { now: () => clock });
  await first.ready;
  clock = Date.parse("2026-11-21T13:00:00Z");
  await first.wake();
  await ended(1);
  await first.stop(0);

  clock = Date.parse("2026-11-21T16:20:00Z");
  const second = await start(app, { now: () => clock });
  const third = await start(app, { now: () => clock });
  await Promise.all([second.ready, third.ready]);
  await ended(2);
  await Promise.all([second.wake(), third.wake()]);
  expect(ticks).toEqual(["2026-11-21T13:00:00Z", "2026-11-21T16:00:00Z"]);
  expect(await runs()).toHaveLength(2);
});

it("wakes no sleeper before its time, by its own clock", async () => {
  let clock = 1_800_000_000_000;
  const app = standInApp({
    x: {
      handler: ({ steps }) => (steps.aa ? answer(200, null) : answer(206, [{ op: "Sleep", id: "aa", name: "30d" }])),
    },
  });
  const executor = await start(app, { now: () => clock });
  await executor.ready;
  await send(executor, { name: "x" });
  const month = 30 * 24 * 3_600_000;
  const { rows } = await eventually(() =>
    database.query("select kind, due_at::float8 from lockstep_executor.job where kind = 'sleep'"),
  )
    .toMatchObject({ rows: [{ kind: "sleep", due_at: clock + month }] })
    .then(() => database.query("select 1 from lockstep_executor.step"));
  expect(rows).toEqual([]);
  clock += month - 1;
  await executor.wake();
  expect((await runs())[0]?.status).toBe("Running");
  clock += 1;
  await executor.wake();
  await ended(1);
});

it("gives an unreachable application its attempts, then fails the run and says so", async () => {
  const failures: unknown[] = [];
  const attempts: unknown[] = [];
  const app = standInApp({
    x: {
      handler: ({ ctx, event }) => {
        attempts.push(ctx.attempt ?? null);
        const { data } = event;
        const forEver = JSON.stringify(data).includes("for ever");
        if (forEver || ctx.attempt === 0) throw new Error("connection refused");
        return answer(200, "back");
      },
    },
    onFailure: {
      options: { triggers: [{ event: "inngest/function.failed", expression: "event.data.function_id == 'app-x'" }] },
      handler: ({ event }) => {
        failures.push(event.data ?? null);
        return answer(200, null);
      },
    },
  });
  const executor = await start(app);
  await executor.ready;
  await send(executor, { name: "x", data: { down: "a while" } });
  await ended(1);
  expect(attempts).toEqual([0, 1]);
  await send(executor, { name: "x", data: { down: "for ever" } });
  await ended(3);
  expect(attempts).toEqual([0, 1, 0, 1, 2, 3, 4]);
  expect(failures).toMatchObject([{ function_id: "app-x", error: { message: expect.stringContaining("refused") } }]);
});

it("fails a run that uses what is not built, naming the operation and the step", async () => {
  const app = standInApp({
    x: { handler: () => answer(206, [{ op: "Gateway", id: "aa", userland: { id: "fetch it" } }]) },
  });
  const executor = await start(app);
  await executor.ready;
  await send(executor, { name: "x" });
  await ended(1);
  const [run] = await runs();
  expect(run?.status).toBe("Failed");
  expect(run?.output).toMatch(/fetch it.*Gateway/);
});

it("fails a run in the middle of its request when a checkpoint reports step 1,001", async () => {
  const statuses: number[] = [];
  const app = standInApp({
    x: {
      handler: async ({ ctx }) => {
        const headers = { authorization: `Bearer ${readSigningKey(signingKey).bearer}` };
        for (const size of [600, 400, 1]) {
          const steps = Array.from({ length: size }, (_, index) => ({
            op: "StepRun",
            id: `${size}-${index}`,
            data: 1,
          }));
          const report = { qi_id: ctx.qi_id, generation_id: ctx.generation_id, steps };
          const reply = await post(executor, `/v1/checkpoint/${ctx.run_id}/async`, report, headers);
          statuses.push(reply.status);
        }
        return answer(400, { name: "StaleDispatchError", message: "409" }, { "x-inngest-no-retry": "true" });
      },
    },
  });
  const executor = await start(app);
  await executor.ready;
  await send(executor, { name: "x" });
  await ended(1);
  await eventually(() => statuses).toEqual([200, 200, 409]);
  expect((await runs())[0]?.output).toContain("TooManySteps");
});

it("fails the run of a function that is gone from the application", async () => {
  const y = { handler: () => answer(200, 1) };
  const first = await start(standInApp({ x: { handler: () => new Promise(() => undefined) }, y }));
  await first.ready;
  await send(first, { name: "x" });
  await eventually(async () => (await runs()).length).toBe(1);
  await first.stop(0);
  const second = await start(standInApp({ y }));
  await second.ready;
  await ended(1);
  expect(await runs()).toMatchObject([{ fn: "app-x", status: "Failed" }]);
});

it("forgets ended runs and their events after their time, and keeps open ones", async () => {
  let clock = 1_800_000_000_000;
  const app = standInApp({
    x: { handler: () => answer(200, 1) },
    y: { handler: ({ steps }) => (steps.aa ? answer(200, 1) : answer(206, [{ op: "Sleep", id: "aa", name: "300d" }])) },
  });
  const executor = await start(app, { now: () => clock, keepMs: 1_000 });
  await executor.ready;
  await send(executor, [{ name: "x" }, { name: "y" }]);
  await ended(1);
  clock += 2_000;
  await executor.clean();
  expect(await runs()).toMatchObject([{ fn: "app-y", status: "Running" }]);
  const { rows } = await database.query("select name from lockstep_executor.event");
  expect(rows).toEqual([{ name: "y" }]);
});
