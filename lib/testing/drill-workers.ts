import pg from "pg";
import { beginAuthorization } from "../connections/begin-authorization";
import { finishAuthorization } from "../connections/finish-authorization";
import { db } from "../db/client";
import { AppError } from "../errors";
import { demoAccount } from "../platforms/reddit/fixtures";
import { pullHere } from "../sync/pull/pull-here";
import { openPullFor } from "../sync/pull/request-pull";
import { decideAt } from "./consent";
import { keepOpen } from "./drill-open";
import { plantedParts } from "./drill-plants";
import type { Drill } from "./drill-world";
import { createMortalWorker } from "./mortal-worker";
import { carryOutRun, insertRunRow } from "./sync-world";

const MINUTE = 60_000;
const MOST_WORKERS = 10;
/** A lease that nobody outlives: of two workers that race for a run, one has to wait for the other. */
const RACE_LEASE_MS = 60_000;
const NEVER = Number.POSITIVE_INFINITY;

/** How a piece of work is disturbed: the sign of life at which its worker dies, or loses the database. */
export type Harm = { dieAt?: number; databaseLostAt?: number };

type Findings = { pulled: number; missing: number };

/** A worker of this drill, on its line and with what was planted. */
function createWorker(drill: Drill, { dieAt = NEVER, databaseLostAt }: Harm = {}) {
  const worker = createMortalWorker(drill.world, {
    dieAt,
    ...(databaseLostAt ? { stumble: { at: databaseLostAt, over: loseDatabase } } : {}),
    fetch: drill.tokens.watch(drill.line.fetch),
    ...plantedParts(drill.plant),
  });
  const { open, close } = keepOpen(worker.open);
  return { ...worker, open, close };
}

type DrillWorker = ReturnType<typeof createWorker>;

/** Pushes the set, through however many deaths. Answers the run. */
export async function push(drill: Drill, harm: Harm = {}) {
  await untilUsable(drill);
  return carryOut(drill, await insertRunRow(drill.world), harm);
}

/** Carries out a run that is open. */
export async function carryOut(drill: Drill, runId: string, harm: Harm = {}) {
  const worker = createWorker(drill, harm);
  await survive(drill, worker, () => carryOutRun(drill.world, runId, worker));
  await checkStanding(drill);
  return db.syncRun.findUnique({ where: { id: runId } });
}

/** Reads the connection, and checks that nothing is taken over that nobody wrote there. */
export async function pull(drill: Drill, harm: Harm = {}) {
  const { world, clock, book } = drill;
  await untilUsable(drill);
  const worker = createWorker(drill, harm);
  const { row } = await openPullFor({ actor: world.actor, connectionId: world.connectionId });
  await survive(drill, worker, () => pullHere(row.id, { clock, open: worker.open }));
  await checkStanding(drill);
  const run = await db.syncRun.findUnique({ where: { id: row.id } });
  const findings = run?.findings as Findings | null;
  if (run?.status === "completed" && findings) {
    const edits = book.editsThere(findings.missing === 0);
    // What has vanished is taken over by the pull after the one that missed it.
    if (findings.pulled > 0 && edits === 0 && drill.line.vanished.size === 0)
      book.blame("a pull took over what nobody had written there");
  }
  return run;
}

/** Two workers come for one run at once, while a third reads the connection. */
export async function race(drill: Drill): Promise<void> {
  const { world, clock } = drill;
  await untilUsable(drill);
  const runId = await insertRunRow(world);
  const { row } = await openPullFor({ actor: world.actor, connectionId: world.connectionId });
  const workers = [createWorker(drill), createWorker(drill)];
  const reader = createWorker(drill);
  await Promise.all([
    ...workers.map((worker) =>
      survive(drill, worker, () => carryOutRun(world, runId, { ...worker, leaseMs: RACE_LEASE_MS })),
    ),
    survive(drill, reader, () => pullHere(row.id, { clock, open: reader.open })),
  ]);
  await checkStanding(drill);
}

/** What the executor does with a function that failed: it calls it again, in a process that knows nothing of before. */
async function survive(drill: Drill, worker: DrillWorker, work: () => Promise<void>): Promise<void> {
  let last: unknown = null;
  for (let attempt = 0; attempt < MOST_WORKERS; attempt++) {
    try {
      await work();
      await worker.close();
      return;
    } catch (error) {
      last = error;
      worker.revive();
      drill.tokens.forget();
      await worker.close();
      await drill.clock.sleep(MINUTE / 4);
    }
  }
  drill.book.blame(`the work did not end: ${String(last)}`);
}

/** Ends every connection to the database, as a restart of the server does. */
async function loseDatabase(): Promise<void> {
  const admin = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await admin.connect();
  try {
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
  } finally {
    await admin.end();
  }
}

/** A minute passes; and while the breaker of the connection is open, its cool-down. */
async function untilUsable({ world, clock }: Drill): Promise<void> {
  await clock.sleep(MINUTE);
  const breaker = await db.breaker.findUnique({ where: { connectionId: world.connectionId } });
  const waitMs = breaker?.openUntil ? breaker.openUntil.getTime() - clock.now().getTime() : 0;
  if (waitMs > 0) await clock.sleep(waitMs);
  // Who asks for a run is refused by the database's time, which does not pass here.
  await db.breaker.updateMany({
    where: { connectionId: world.connectionId, openUntil: { gt: new Date() } },
    data: { openUntil: new Date() },
  });
}

/** Nothing shows green with an open conflict, and the sign-in is only lost by what takes one away. */
async function checkStanding(drill: Drill): Promise<void> {
  const { connectionId, campaignSetId } = drill.world;
  const [standing] = await db.$queryRaw<{ status: string; statusReason: string | null; green: number }[]>`
    select c."status"::text, c."statusReason", (
      select count(*)::int from "Conflict" f join "Link" l on l."id" = f."openKey"
      where f."campaignSetId" = ${campaignSetId}::uuid and l."syncStatus" = 'synced') as green
    from "Connection" c where c."id" = ${connectionId}::uuid`;
  if (standing && standing.green > 0) drill.book.blame(`${standing.green} records show green with an open conflict`);
  if (standing?.status === "reauthorize") await connectAgain(drill, standing.statusReason);
}

const MOST_SIGN_INS = 4;

/** A sign-in that is lost is made anew, as a person does. */
async function connectAgain({ world, host, clock, book, tokens }: Drill, reason: string | null): Promise<void> {
  if (!tokens.mayBeLost()) book.blame(`the sign-in was lost without a cause: ${reason}`);
  book.tell("connects again");
  tokens.forget();
  const { actor, connectionId } = world;
  const reach = { clock, fetch: host.fetch as typeof fetch };
  let problem: string | null = null;
  // What goes wrong may go wrong just then; a person tries again.
  for (let tries = 0; tries < MOST_SIGN_INS; tries++) {
    const { authorizeUrl } = await beginAuthorization({ actor, input: { connectionId } });
    const back = await decideAt(host, authorizeUrl, { member: demoAccount(1).memberId });
    ({ problem } = await finishAuthorization({ actor, platform: "reddit", ...back }, reach));
    if (problem === null) return;
  }
  throw new AppError("precondition", `not connected again: ${problem}`);
}
