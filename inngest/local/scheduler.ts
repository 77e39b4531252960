import { Alarm } from "./alarm";
import type { Schedule } from "./cron";
import { makeEvent } from "./events";
import { type Log, reasonOf } from "./log";
import type { FunctionSpec, Registry } from "./registry";
import { startRun } from "./routing";
import type { Store } from "./store";
import { ulid } from "./ulid";
import type { Writer } from "./writer";

interface Entry {
  readonly fn: FunctionSpec;
  readonly schedule: Schedule;
}

const RETRY_MS = 1_000;

/**
 * Starts cron functions. The last tick of every schedule is stored, so that several executors start one run for each
 * tick, and so that of the ticks missed while none was running only the latest is made up for.
 */
export class Scheduler {
  private entries: Entry[] = [];
  private readonly alarm: Alarm;
  private readonly store: Store;
  private readonly writer: Writer;
  private readonly now: () => number;
  private readonly log: Log;

  constructor(options: { store: Store; writer: Writer; now: () => number; log: Log }) {
    this.store = options.store;
    this.writer = options.writer;
    this.now = options.now;
    this.log = options.log;
    this.alarm = new Alarm(options.now, () => void this.tick());
  }

  /** Takes the schedules of a new registry; those never seen before start counting now. */
  async setRegistry(registry: Registry): Promise<void> {
    this.entries = [...registry.functions.values()].flatMap((fn) => fn.schedules.map((schedule) => ({ fn, schedule })));
    this.alarm.clear();
    if (this.entries.length > 0) await this.tick();
  }

  stop(): void {
    this.entries = [];
    this.alarm.clear();
  }

  /** Starts what is due, then sleeps until the next tick. */
  async tick(): Promise<void> {
    try {
      const now = this.now();
      const keys = this.entries.map(({ fn, schedule }) => ({ fn: fn.id, schedule: schedule.text }));
      const last = await this.store.lastTicks(keys);
      await Promise.all(
        this.entries.map(async ({ fn, schedule }) => {
          const latest = schedule.latestUpTo(now);
          if (latest !== undefined && latest > (last.get(`${fn.id} ${schedule.text}`) ?? now)) {
            await this.startTick(fn, schedule, latest, now);
          }
          const next = schedule.nextAfter(now);
          if (next !== undefined) this.alarm.setNoLaterThan(next);
        }),
      );
    } catch (cause) {
      this.log("error", "a cron tick could not be stored; it is tried again", { reason: reasonOf(cause) });
      if (this.entries.length > 0) this.alarm.setNoLaterThan(this.now() + RETRY_MS);
    }
  }

  private async startTick(fn: FunctionSpec, schedule: Schedule, at: number, now: number): Promise<void> {
    const storeId = ulid(now);
    const minute = `${new Date(at).toISOString().slice(0, 19)}Z`;
    const event = makeEvent({
      storeId,
      ownId: minute, // the same for every schedule of a function, so two that meet start it once
      name: "inngest/scheduled.timer",
      ts: at,
      data: { cron: schedule.text, scheduledAt: minute, fireAt: minute },
    });
    const effects = [
      { do: "event", id: storeId, name: event.name, body: event.body, effects: [startRun(fn, event, now)] } as const,
    ];
    const tick = { do: "tick", fn: fn.id, schedule: schedule.text, at, effects } as const;
    await this.writer.submit({ emits: [], unit: () => ({ changes: [tick] }) });
  }
}
