import pg from "pg";
import { type Change, touchedRuns, type Unit } from "./changes";
import { ALIVE_LOCK, CHANNEL, SCHEMA, SCHEMA_SQL } from "./schema.sql";

/** A leased call: one request to the application, with the run's state as it was when the lease was taken. */
export interface LeasedCall {
  /** The job's id, the SDK's `qi_id`. */
  readonly job: string;
  readonly runId: string;
  /** "step" for a discovery, else the hash of the planned step. */
  readonly hash: string;
  readonly fn: string;
  readonly attempt: number;
  readonly generation: number;
  readonly lapses: number;
  readonly maxAttempts: number;
  readonly startedAt: number;
  readonly parentRun: string | null;
  readonly parentHash: string | null;
  /** The run's event, canonical JSON. */
  readonly eventBody: string;
  /** Members of the `steps` object, joined: `"<hash>":<memo>,…`. */
  readonly steps: string;
  /** Members of the stack, joined: `"<hash>",…`. */
  readonly stack: string;
  readonly stepCount: number;
}

export interface Applied {
  readonly outcome: "applied" | "stale";
  readonly chained: LeasedCall | null;
}

export interface DueTimer {
  readonly job: string;
  readonly runId: string;
  readonly hash: string;
  readonly kind: "sleep" | "wait" | "invoke";
}

export interface WaitingStep {
  readonly runId: string;
  readonly hash: string;
  readonly eventName: string;
  readonly condition: string | null;
  readonly eventBody: string;
}

export interface OpenRun {
  readonly runId: string;
  readonly fn: string;
  readonly singleton: string | null;
  readonly startedAt: number;
  readonly parentRun: string | null;
  readonly parentHash: string | null;
  readonly eventBody: string;
}

type Row = Record<string, string | number | null>;

/** The only place that knows the tables. Every statement is prepared once per connection. */
export class Store {
  private readonly pool: pg.Pool;
  private readonly databaseUrl: string;
  private readonly now: () => number;
  private readonly leaseMs: number;
  /** Whether the session that says so is open. */
  alive = false;
  /** Names this executor in `leased_by`; its session lock says that it is alive. */
  readonly executor = 1 + Math.floor(Math.random() * 2_147_483_646);

  constructor(options: { databaseUrl: string; now: () => number; leaseMs: number; connections: number }) {
    this.databaseUrl = options.databaseUrl;
    this.now = options.now;
    this.leaseMs = options.leaseMs;
    // Plans here are all short; compiling them would cost more than running them.
    this.pool = new pg.Pool({ connectionString: options.databaseUrl, max: options.connections, options: "-c jit=off" });
    // A connection that breaks while idle is replaced by the pool; without a listener its error would end the process.
    this.pool.on("error", () => undefined);
  }

  async migrate(): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query("begin");
      await client.query("select pg_advisory_xact_lock($1, 0)", [ALIVE_LOCK]);
      await client.query(SCHEMA_SQL);
      await client.query("commit");
      client.release();
    } catch (cause) {
      client.release(true);
      throw cause;
    }
  }

  /**
   * Opens the session that says this executor is alive and hears about calls made due elsewhere. `onEnd` fires once if
   * the session is lost; until another is open, other executors may take this one's leases.
   */
  async openSession(onNotify: () => void, onEnd: () => void): Promise<() => Promise<void>> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    let closing = false;
    client.on("error", () => undefined); // "end" follows, and is where we act
    client.once("end", () => {
      this.alive = false;
      if (!closing) onEnd();
    });
    client.on("notification", onNotify);
    await client.connect();
    await client.query("select pg_advisory_lock($1, $2)", [ALIVE_LOCK, this.executor]);
    await client.query(`listen ${CHANNEL}`);
    this.alive = true;
    return async () => {
      closing = true;
      await client.end();
    };
  }

  /** Applies the units in one transaction. `armed`: calls became due that nobody has leased. */
  async apply(units: readonly Unit[]): Promise<{ results: Applied[]; armed: boolean }> {
    const changes: Change[] = units.flatMap((unit) => unit.changes);
    const now = this.now();
    const rows = await this.query("apply", `select * from ${SCHEMA}.apply($1, $2, $3, $4, $5)`, [
      JSON.stringify(units),
      [...touchedRuns(changes)],
      now,
      this.executor,
      now + this.leaseMs,
    ]);
    const results = rows.map(
      (row): Applied => ({
        outcome: row.outcome === "applied" ? "applied" : "stale",
        chained: row.job === null ? null : leasedCall(row),
      }),
    );
    return { results, armed: Number(rows[0]?.armed ?? 0) > 0 };
  }

  /** Leases up to `max` due calls, oldest first, honouring the concurrency limit of each function in `limits`. */
  async claim(max: number, limits: Readonly<Record<string, number>>): Promise<LeasedCall[]> {
    const now = this.now();
    const rows = await this.query("claim", `select * from ${SCHEMA}.claim_calls($1, $2, $3, $4, $5)`, [
      this.executor,
      now,
      now + this.leaseMs,
      max,
      JSON.stringify(limits),
    ]);
    return rows.map(leasedCall);
  }

  async reclaim(): Promise<number> {
    const rows = await this.query("reclaim", `select ${SCHEMA}.reclaim($1)::int as count`, [this.now()]);
    return Number(rows[0]?.count ?? 0);
  }

  async extendLeases(jobs: readonly string[]): Promise<void> {
    await this.query(
      "extend",
      `update ${SCHEMA}.job set lease_until = $1 where leased_by = $2 and lease_until is not null and id = any($3)`,
      [this.now() + this.leaseMs, this.executor, jobs],
    );
  }

  /** Hands every lease back at once, at a clean stop. */
  async releaseLeases(): Promise<void> {
    await this.query(
      "release",
      `update ${SCHEMA}.job set lease_until = null, leased_by = null where leased_by = $1 and lease_until is not null`,
      [this.executor],
    );
  }

  async dueTimers(limit: number): Promise<DueTimer[]> {
    const rows = await this.query(
      "timers",
      `select id::text as job, run_id, hash, kind from ${SCHEMA}.job
        where lease_until is null and slot is null and due_at <= $1 and kind in ('sleep', 'wait', 'invoke')
        order by due_at, id limit $2`,
      [this.now(), limit],
    );
    return rows.map((row) => ({
      job: text(row.job),
      runId: text(row.run_id),
      hash: text(row.hash),
      kind: row.kind === "sleep" || row.kind === "wait" ? row.kind : "invoke",
    }));
  }

  /** When the next call or timer becomes due (ms), if any is still to come. */
  async nextDueAt(): Promise<number | undefined> {
    const rows = await this.query(
      "next_due",
      `select least(
         (select min(due_at) from ${SCHEMA}.job where lease_until is null and slot is null and due_at > $1),
         (select min(due_at) from ${SCHEMA}.job where lease_until is null and slot is not null and due_at > $1)
       )::float8 as due`,
      [this.now()],
    );
    return typeof rows[0]?.due === "number" ? rows[0].due : undefined;
  }

  async waitingFor(eventNames: readonly string[]): Promise<WaitingStep[]> {
    const rows = await this.query(
      "waiting",
      `select j.run_id, j.hash, j.event_name, j.condition, e.body as event_body
         from ${SCHEMA}.job j join ${SCHEMA}.run r on r.id = j.run_id join ${SCHEMA}.event e on e.id = r.event_id
        where j.kind = 'wait' and j.event_name = any($1)`,
      [eventNames],
    );
    return rows.map((row) => ({
      runId: text(row.run_id),
      hash: text(row.hash),
      eventName: text(row.event_name),
      condition: optional(row.condition),
      eventBody: text(row.event_body),
    }));
  }

  async openRuns(fns: readonly string[]): Promise<OpenRun[]> {
    const rows = await this.query("open_runs", `${OPEN_RUN} and r.fn = any($1) order by r.id`, [fns]);
    return rows.map(openRun);
  }

  async openRun(runId: string): Promise<OpenRun | undefined> {
    const rows = await this.query("open_run", `${OPEN_RUN} and r.id = $1`, [runId]);
    return rows.map(openRun)[0];
  }

  /** The last tick of each schedule, by `"<function> <schedule>"`. A schedule seen for the first time starts now. */
  async lastTicks(schedules: readonly { fn: string; schedule: string }[]): Promise<Map<string, number>> {
    const rows = await this.query(
      "ticks",
      `with wanted as (select * from unnest($1::text[], $2::text[]) as w(fn, schedule)),
       added as (
         insert into ${SCHEMA}.tick (fn, schedule, last_at) select fn, schedule, $3 from wanted
         on conflict do nothing returning fn, schedule, last_at
       )
       select fn, schedule, last_at::float8 from added
       union all
       select t.fn, t.schedule, t.last_at::float8 from ${SCHEMA}.tick t join wanted using (fn, schedule)`,
      [schedules.map((entry) => entry.fn), schedules.map((entry) => entry.schedule), this.now()],
    );
    return new Map(rows.map((row) => [`${row.fn} ${row.schedule}`, Number(row.last_at)]));
  }

  /** Forgets runs that ended, events no open run needs, and start keys that ran out. */
  async forgetBefore(instantMs: number): Promise<void> {
    await this.query(
      "forget",
      `with gone as (delete from ${SCHEMA}.run where ended_at < $1 returning id),
            steps as (delete from ${SCHEMA}.step where run_id in (select id from gone)),
            keys as (delete from ${SCHEMA}.start_key where until <= $2)
       delete from ${SCHEMA}.event e where received_at < $1
         and not exists (select 1 from ${SCHEMA}.run r where r.event_id = e.id and r.ended_at is null)`,
      [instantMs, this.now()],
    );
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async query(name: string, sql: string, values: unknown[]): Promise<Row[]> {
    return (await this.pool.query<Row>({ name, text: sql, values })).rows;
  }
}

const OPEN_RUN = `
  select r.id, r.fn, r.singleton, r.started_at::float8, r.parent_run, r.parent_hash, e.body as event_body
    from ${SCHEMA}.run r join ${SCHEMA}.event e on e.id = r.event_id
   where r.ended_at is null`;

function openRun(row: Row): OpenRun {
  return {
    runId: text(row.id),
    fn: text(row.fn),
    singleton: optional(row.singleton),
    startedAt: Number(row.started_at),
    parentRun: optional(row.parent_run),
    parentHash: optional(row.parent_hash),
    eventBody: text(row.event_body),
  };
}

function leasedCall(row: Row): LeasedCall {
  return {
    job: text(row.job),
    runId: text(row.run_id),
    hash: text(row.hash),
    fn: text(row.fn),
    attempt: Number(row.attempt),
    generation: Number(row.generation),
    lapses: Number(row.lapses),
    maxAttempts: Number(row.max_attempts),
    startedAt: Number(row.started_at),
    parentRun: optional(row.parent_run),
    parentHash: optional(row.parent_hash),
    eventBody: text(row.event_body),
    steps: text(row.steps),
    stack: text(row.stack),
    stepCount: Number(row.step_count),
  };
}

function optional(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function text(value: string | number | null | undefined): string {
  return String(value ?? "");
}
