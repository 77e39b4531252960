import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePorts } from "../../scripts/lib/ports.mjs";
import { type ConformanceApp, conformanceCases, startConformanceApp } from "./conformance";
import { doubledRuns, effectsOf } from "./conformance/effects";
import { type ConformanceCase, MODES, type World } from "./conformance/kit";
import { assertLater } from "./conformance/steps";
import { answer } from "./conformance/waiting";

/**
 * Kills the executor's process at seeded instants while the cases 1 to 20 run, in both modes, and compares what their
 * functions did with a round without kills. A few kills here; all fifty with
 * LOCKSTEP_KILLS=50 npx vitest run --project db inngest/local/crash.db.test.ts
 */
const KILLS = Number(process.env.LOCKSTEP_KILLS ?? 6);
const SEED = Number(process.env.LOCKSTEP_SEED ?? 20261121);
const KILLS_A_ROUND = 3;
/** A round without kills takes four to five seconds: so many lives of this length, and starts between them, fall inside. */
const LONGEST_LIFE_MS = 800;
const ROUND_TIMEOUT_MS = 90_000;

const cases = conformanceCases.filter((each) => each.starts);

/** Case 34: what each kind of moment costs, one at a time. */
const interrupted: ConformanceCase = {
  number: 34,
  title: "killed during a step, before its report, and during a sleep",
  define: ({ client, on, note }) => [
    client.createFunction(on("interrupted"), async ({ event, step }) => {
      await step.run("one", () => note(event, "one"));
      await step.run("two", async () => {
        note(event, "two begins");
        await new Promise((resolve) => setTimeout(resolve, 300));
        note(event, "two ends");
      });
      note(event, "sleeps");
      await step.sleep("pause", "3s");
      await step.run("three", () => note(event, "three"));
    }),
  ],
  check: async (world) => {
    await world.send("interrupted");
    for (const moment of ["two begins", "two ends", "sleeps"]) {
      await world.until(moment);
      await killAndRestart();
    }
    expect((await world.finish("interrupted")).status).toBe("Completed");
    expect([world.count("one"), world.count("three")]).toEqual([1, 1]);
    assertLater(world.times("sleeps"), world.times("three"), 3_000);
  },
};
const signingKey = `signkey-test-${randomBytes(32).toString("hex")}`;
const eventKey = randomBytes(8).toString("hex");
const [port = 0] = await freePorts(1);

let conformance: ConformanceApp;
let executor: ChildProcess;
let client: pg.Client;

beforeAll(async () => {
  const server = { baseUrl: `http://127.0.0.1:${port}`, eventKey, signingKey, isDev: false };
  conformance = await startConformanceApp(server, { cases: [...cases, interrupted] });
  client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  executor = await startProcess();
}, 60_000);

afterAll(async () => {
  executor.kill("SIGKILL");
  await client.end();
  await conformance.app.stop();
});

it.each(MODES)(
  "case 34, checkpoints %s: stored steps stay, a sleep ends on time",
  { timeout: ROUND_TIMEOUT_MS },
  (mode) => interrupted.check(conformance.world(mode)),
);

it(`${KILLS} kills (seed ${SEED}) leave the same effects as none`, {
  timeout: ROUND_TIMEOUT_MS * (KILLS + 1),
}, async () => {
  const random = seededRandom(SEED);
  const undisturbed = await round(async () => undefined);
  expect(undisturbed.doubled).toEqual([]);

  for (let killed = 0; killed < KILLS; killed += KILLS_A_ROUND) {
    const kills = Math.min(KILLS_A_ROUND, KILLS - killed);
    const instants = Array.from({ length: kills }, () => Math.round(random() * LONGEST_LIFE_MS));
    const disturbed = await round(async () => {
      for (const instant of instants) {
        await new Promise((resolve) => setTimeout(resolve, instant));
        await killAndRestart();
      }
    }, undisturbed.effects);
    const where = `seed ${SEED}, kills ${killed + 1} to ${killed + kills} after ${instants.join(", ")} ms of life`;
    expect(disturbed.effects, where).toEqual(undisturbed.effects);
    expect(disturbed.doubled, where).toEqual([]);
    for (const [label, count] of undisturbed.counts) {
      // Each kill may cost one repetition of what was under way; a stored step never runs again.
      expect(disturbed.counts.get(label) ?? 0, `${label}; ${where}`).toBeLessThanOrEqual(count * (kills + 1));
    }
  }
});

/** Runs every case in both modes beside `disturb`, until `expected` (or, first, every end) was seen and no run is open. */
async function round(disturb: () => Promise<void>, expected?: readonly (readonly string[])[]) {
  const worlds = MODES.map((mode) => conformance.world(mode));
  const answering = setInterval(() => {
    for (const world of worlds) answer(world).catch(() => undefined); // the executor may just be dead
  }, 400);
  try {
    await Promise.all([disturb(), ...worlds.map(start)]);
    await Promise.all(
      worlds.map(async (world) => {
        for (const name of cases.flatMap((each) => each.starts ?? [])) await world.finish(name, 1, ROUND_TIMEOUT_MS);
      }),
    );
    const missing = () => expected?.flatMap((effects, index) => effects.filter((each) => !seen(worlds[index], each)));
    await expect.poll(missing, { timeout: ROUND_TIMEOUT_MS, interval: 50 }).toEqual(expected && []);
    await untilNoRunIsOpen();
  } catch (cause) {
    const { rows: jobs } = await client.query("select * from lockstep_executor.job order by run_id, id");
    const lines = jobs.map((job) => JSON.stringify(job)).join("\n");
    throw new Error(`a round did not end; jobs left: ${lines || "none"}`, { cause });
  } finally {
    clearInterval(answering);
  }
  const counts = new Map<string, number>();
  for (const world of worlds) {
    for (const { label } of conformance.recorder.entries(world.key)) {
      counts.set(`${world.mode} ${label}`, (counts.get(`${world.mode} ${label}`) ?? 0) + 1);
    }
  }
  return {
    effects: worlds.map(steadyEffects),
    doubled: worlds.flatMap((world) => doubledRuns(world, conformance.recorder)),
    counts,
  };
}

function seen(world: World | undefined, effect: string): boolean {
  return world !== undefined && steadyEffects(world).includes(effect);
}

/** Which racer of case 18 wins is a matter of seconds, and seconds pass while the executor is dead: its name is left out. */
function steadyEffects(world: World): string[] {
  const race = `finished ${world.functionId("race-group")}`;
  return effectsOf(world, conformance.recorder).map((effect) =>
    effect.startsWith(race) ? effect.replace(/"result":"(quick|long)"/, '"result":"a racer"') : effect,
  );
}

/** Sends what starts the cases until it is taken; the ids make a repeated post harmless. */
async function start(world: World): Promise<void> {
  const names = cases.flatMap((each) => each.starts ?? []);
  await Promise.all(
    names.map(async (name) => {
      for (let tries = 0; ; tries += 1) {
        try {
          return await world.send(name, {}, { id: `${name}-${world.key}` });
        } catch (cause) {
          if (tries === 20) throw cause;
        }
      }
    }),
  );
}

async function untilNoRunIsOpen(): Promise<void> {
  await expect
    .poll(
      async () => {
        const { rows } = await client.query("select fn from lockstep_executor.run where ended_at is null");
        return rows;
      },
      { timeout: ROUND_TIMEOUT_MS, interval: 100 },
    )
    .toEqual([]);
}

async function killAndRestart(): Promise<void> {
  const gone = once(executor, "exit");
  executor.kill("SIGKILL");
  await gone;
  executor = await startProcess();
}

async function startProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/executor.ts"], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "test",
      DATABASE_URL: process.env.DATABASE_URL,
      LOCKSTEP_APP_URL: conformance.app.url,
      LOCKSTEP_ENGINE_PORT: String(port),
      LOCKSTEP_EXECUTOR_RETRY_MS: "1000",
      INNGEST_EVENT_KEY: eventKey,
      INNGEST_SIGNING_KEY: signingKey,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    if (line.includes('"ready":true')) break;
    if (line.includes("did not start")) throw new Error(line);
  }
  child.stdout.resume();
  return child;
}

/** Mulberry32: the same seed gives the same instants everywhere. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
