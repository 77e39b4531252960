import { Alarm } from "./alarm";
import { readAnswer, unanswered, type Verdict } from "./answers";
import { type CallApp, callRequest } from "./call";
import { canonicalText } from "./canonical-json";
import type { Unit } from "./changes";
import { errorOf } from "./finish-events";
import { type Log, reasonOf } from "./log";
import { MOST_STEPS } from "./operations";
import { outcomeOf, tooManySteps } from "./outcome";
import type { Registry } from "./registry";
import type { RetryDelay } from "./retry";
import type { SigningKey } from "./signing";
import type { DueTimer, LeasedCall, Store } from "./store";
import type { Writer } from "./writer";

/** After so many leases of one dispatch were lost in a row, the loss counts as a failed attempt. */
const MOST_LAPSES = 20;
const MOST_TIMERS = 500;

export interface DispatchOptions {
  readonly store: Store;
  readonly writer: Writer;
  readonly call: CallApp;
  readonly signingKey: SigningKey;
  readonly registry: () => Registry;
  readonly retryDelay: RetryDelay;
  readonly now: () => number;
  readonly log: Log;
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  /** The application did not answer, or answered that it does not know the function. */
  readonly onAppTrouble: () => void;
}

/**
 * Takes due calls and timers from the database and sees them through. It sleeps until something is due: woken by its own
 * writes, by notifications of other executors, by an alarm at the next known due time, and by a slow poll that also takes
 * over the leases of executors that died.
 */
export class Dispatcher {
  private readonly running = new Map<string, { call: LeasedCall; reported: number; abort: AbortController }>();
  private readonly options: DispatchOptions;
  private readonly alarm: Alarm;
  private poll: NodeJS.Timeout | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private working = false;
  private again = false;
  private stopped = false;

  constructor(options: DispatchOptions) {
    this.options = options;
    this.alarm = new Alarm(options.now, () => this.wake());
  }

  start(): void {
    const { pollMs, leaseMs } = this.options;
    this.poll = setInterval(() => void this.takeOver(), pollMs);
    this.heartbeat = setInterval(() => void this.extendLeases(), Math.ceil(leaseMs / 3));
    void this.takeOver();
  }

  /** Looks for due work now, or once more after the look that is under way. */
  wake(): void {
    this.again = true;
    if (!this.working && !this.stopped) void this.work();
  }

  /** Steps reported by checkpoints count toward the run's limit before its next dispatch. */
  countReported(job: string, steps: number): number {
    const entry = this.running.get(job);
    if (!entry) return 0;
    entry.reported += steps;
    return entry.call.stepCount + entry.reported;
  }

  /** Takes no new work, gives calls under way a little time, then cuts them and hands every lease back. */
  async stop(graceMs: number): Promise<void> {
    this.stopped = true;
    clearInterval(this.poll);
    this.alarm.clear();
    const deadline = Date.now() + graceMs;
    while ((this.running.size > 0 || this.working) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    clearInterval(this.heartbeat);
    for (const { abort } of this.running.values()) abort.abort();
    await this.options.store.releaseLeases().catch((cause) => this.trouble("leases were not handed back", cause));
  }

  private async work(): Promise<void> {
    this.working = true;
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        await this.settleTimers();
        await this.claimCalls();
      }
      if (!this.stopped) {
        const due = await this.options.store.nextDueAt();
        if (due !== undefined) this.alarm.setNoLaterThan(due);
      }
    } catch (cause) {
      this.trouble("looking for due work failed; the next poll tries again", cause);
      this.again = false;
    } finally {
      this.working = false;
      if (this.again && !this.stopped) this.wake();
    }
  }

  private async claimCalls(): Promise<void> {
    const free = this.options.concurrency - this.running.size;
    if (free <= 0) return; // a call that ends wakes us
    const limits: Record<string, number> = {};
    for (const fn of this.options.registry().functions.values()) {
      if (fn.concurrency) limits[fn.id] = fn.concurrency.limit;
    }
    const calls = await this.options.store.claim(free, limits);
    for (const call of calls) void this.run(call);
  }

  private async settleTimers(): Promise<void> {
    const timers = await this.options.store.dueTimers(MOST_TIMERS);
    if (timers.length === 0) return;
    if (timers.length === MOST_TIMERS) this.again = true;
    await Promise.all(
      timers.map((timer) => {
        const unit: Unit = { changes: [{ do: "memo", ...timedOut(timer), waiting: true }] };
        return this.options.writer.submit({ emits: [], unit: () => unit });
      }),
    );
  }

  /** One lease after the other, as long as the run's next call comes back with the answer's own statement. */
  private async run(first: LeasedCall): Promise<void> {
    let next: LeasedCall | null = first;
    while (next) {
      const call: LeasedCall = next;
      const abort = new AbortController();
      this.running.set(call.job, { call, reported: 0, abort });
      try {
        next = await this.runOne(call, abort.signal);
      } catch (cause) {
        // Without heartbeats the lease runs out, and the call goes out again.
        this.trouble("the answer of a call could not be stored", cause, { runId: call.runId });
        next = null;
      } finally {
        this.running.delete(call.job);
      }
    }
    this.wake();
  }

  private async runOne(call: LeasedCall, signal: AbortSignal): Promise<LeasedCall | null> {
    const { writer, registry, retryDelay, now, log } = this.options;
    const verdict = await this.ask(call, signal);
    if (!verdict) return null;
    if (verdict.kind === "retry" || verdict.kind === "failed") {
      log("warn", verdict.kind === "retry" ? "a call failed" : "a run failed", {
        runId: call.runId,
        fn: call.fn,
        attempt: call.attempt,
        reason: verdict.error.message,
      });
    }
    const context = { registry: registry(), retryDelay, nowMs: now(), chain: !this.stopped };
    const { chained } = await writer.submit(outcomeOf(call, verdict, context));
    return chained;
  }

  /** Null when the call was cut by our own stop: then the answer is nobody's. */
  private async ask(call: LeasedCall, signal: AbortSignal): Promise<Verdict | null> {
    const { registry, signingKey, now, onAppTrouble } = this.options;
    if (call.stepCount > MOST_STEPS) return { kind: "failed", error: tooManySteps() };
    if (call.lapses > MOST_LAPSES)
      return { kind: "retry", error: lostTooOften(), operations: null, retryAfterMs: undefined, answered: true };
    const path = registry().functions.get(call.fn)?.path ?? this.pathOfUnknown(call.fn);
    try {
      const response = await this.options.call({ ...callRequest(path, call, signingKey, Date.now()), signal });
      // An SDK that does not know the function answers 500 and says nothing about retries.
      const { "x-inngest-sdk": sdk, "x-inngest-no-retry": noRetry } = response.headers;
      if (sdk === undefined || (response.status >= 500 && noRetry === undefined)) onAppTrouble();
      return readAnswer(response, now());
    } catch (cause) {
      if (signal.aborted) return null;
      onAppTrouble();
      return unanswered(`the application did not answer: ${reasonOf(cause)}`);
    }
  }

  /** A function that is gone from the application: its route says so, and the run fails by its own attempts. */
  private pathOfUnknown(fn: string): string {
    const [known] = this.options.registry().functions.values();
    const route = known?.path.split("?")[0] ?? "/api/inngest";
    return `${route}?fnId=${encodeURIComponent(fn)}&stepId=step`;
  }

  private async takeOver(): Promise<void> {
    try {
      // Without our own session we would take our own calls for a dead executor's.
      const count = this.options.store.alive ? await this.options.store.reclaim() : 0;
      if (count > 0) this.options.log("warn", "took over calls of an executor that stopped", { count });
      this.wake();
    } catch (cause) {
      this.trouble("the poll failed", cause);
    }
  }

  private async extendLeases(): Promise<void> {
    if (this.running.size === 0) return;
    try {
      await this.options.store.extendLeases([...this.running.keys()]);
    } catch (cause) {
      this.trouble("leases were not extended", cause);
    }
  }

  private trouble(message: string, cause: unknown, fields?: Record<string, unknown>): void {
    if (!this.stopped) this.options.log("error", message, { ...fields, reason: reasonOf(cause) });
  }
}

function timedOut({ kind, runId, hash }: DueTimer): { run: string; hash: string; memo: string } {
  if (kind !== "invoke") return { run: runId, hash, memo: '{"data":null}' };
  const message = "Timed out waiting for invoked function to complete";
  const error = errorOf("InngestInvokeTimeoutError", message);
  return { run: runId, hash, memo: canonicalText({ error }) };
}

function lostTooOften() {
  return errorOf("Error", "the executor was lost again and again during this call");
}
