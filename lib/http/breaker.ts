import type { Clock } from "../clock";
import { BREAKER } from "../domain/breaker-rule";
import { PlatformError } from "../errors";
import { logger } from "../logger";

/** `leftMs`: how long nobody may call (open), or how long the one who probes has for it (half open). */
export type BreakerReading = { state: "closed" | "open" | "half_open"; leftMs: number };

/** What became of a probe. `unsent`: it never left, which says nothing of the platform. */
export type ProbeVerdict = "answered" | "failed" | "unsent";

/** `inARow`: the last calls of this worker failed without an answer in between, enough of them to open it. */
export type CallsMade = { calls: number; failures: number; inARow: boolean };

/** Shared by all workers of a connection. */
export type BreakerStore = {
  read(): Promise<BreakerReading>;
  /** Counts calls that were made, and opens the breaker when that is one failure too many. Null when it was open. */
  record(made: CallsMade, coolDown: CoolDown): Promise<BreakerReading | null>;
  /** The right to probe, for one caller, once the cool-down is over: a ticket, or null. It passes on after `leaseMs`. */
  takeProbe(leaseMs: number): Promise<Date | null>;
  settleProbe(ticket: Date, verdict: ProbeVerdict, coolDown: CoolDown): Promise<void>;
};

/** How much of a cool-down to take, from 0.8 to 1: connections that failed together do not come back together. */
export type CoolDown = { share: number };

export type Breaker = {
  /** Resolves when a call may leave. Throws `rate_limited` with the time left when calls are stopped. */
  pass(): Promise<void>;
  /** The platform answered, whatever it said. Saved with others, a little later. */
  worked(): void;
  /** The platform gave no answer, or one of its 5xx. Resolves when all workers can know. */
  failed(): Promise<void>;
  /** How long calls are stopped, as far as is known here; 0 when they are not. */
  stoppedMs(): number;
  /** Saves what is still held. */
  flush(): Promise<void>;
};

/**
 * How long a reading is believed. Asking the database before each call would cost a round trip each; so a worker learns
 * of a failure of another within a second, and of its own at once, because counting a failure answers the new state.
 */
const BELIEVED_MS = 1_000;
/** Calls that worked only make the rule more lenient, so they can wait: for each other, or this long. */
const BUNCH = 50;
const HOLD_MS = 2_000;
/** Longer than a read may take, with the exchange of a token before it. */
const PROBE_LEASE_MS = 60_000;
/** Others look this soon whether the probe has come back, however long its lease is. */
const LOOK_AGAIN_MS = 2_000;

/** How long a caller waits before it asks again. */
export const breakerWaitMs = ({ state, leftMs }: BreakerReading): number => {
  if (state === "closed") return 0;
  return Math.max(0, state === "half_open" ? Math.min(leftMs, LOOK_AGAIN_MS) : leftMs);
};

/** One worker's view of a connection's breaker. `probe` makes the platform's cheapest read, past the breaker. */
export function createBreaker({
  store,
  clock,
  platformName,
  probe,
  random = Math.random,
}: {
  store: BreakerStore;
  clock: Clock;
  platformName: string;
  probe: () => Promise<unknown>;
  random?: () => number;
}): Breaker {
  let known: (BreakerReading & { at: number }) | null = null;
  let stoppedUntil = 0;
  let reading: Promise<BreakerReading> | null = null;
  let probing: Promise<void> | null = null;
  let held: CallsMade = { calls: 0, failures: 0, inARow: false };
  /** When the last calls failed, since the last that was answered. */
  let failedAt: number[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const now = () => clock.now().getTime();
  const coolDown = (): CoolDown => ({ share: 0.8 + 0.2 * random() });
  const learn = (fresh: BreakerReading | null) => {
    known = fresh && { ...fresh, at: now() };
    if (fresh) stoppedUntil = now() + breakerWaitMs(fresh);
  };

  async function readOnce(): Promise<BreakerReading> {
    reading ??= store.read().finally(() => {
      reading = null;
    });
    const fresh = await reading;
    learn(fresh);
    return fresh;
  }

  function believed(): BreakerReading | null {
    if (!known || now() - known.at >= BELIEVED_MS) return null;
    return { state: known.state, leftMs: known.leftMs - (now() - known.at) };
  }

  async function pass(): Promise<void> {
    for (;;) {
      if (probing) await probing;
      const current = believed() ?? (await readOnce());
      if (current.state === "closed") return;
      // Our own probe began while we were reading.
      if (probing) continue;
      const waitMs = breakerWaitMs(current);
      if (waitMs > 0) throw refusal(waitMs);
      probing = probeOnce().finally(() => {
        probing = null;
      });
    }
  }

  /** Probes when nobody else does. Either way the state has to be read again, unless the probe has shown it. */
  async function probeOnce(): Promise<void> {
    learn(null);
    const ticket = await store.takeProbe(PROBE_LEASE_MS);
    if (!ticket) return;
    let cause: unknown;
    const verdict = await probe().then(
      (): ProbeVerdict => "answered",
      (error: unknown) => {
        cause = error;
        return verdictOf(error);
      },
    );
    await store.settleProbe(ticket, verdict, coolDown());
    if (verdict === "answered") {
      failedAt = [];
      learn({ state: "closed", leftMs: 0 });
    }
    if (verdict === "unsent") throw cause;
  }

  const refusal = (waitMs: number) =>
    new PlatformError("rate_limited", `the breaker is open for ${waitMs} ms`, {
      sentence: `Waiting on ${platformName}.`,
      retryAfterMs: waitMs,
    });

  function save(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    writing = writing.then(async () => {
      const made = held;
      if (made.calls === 0) return;
      held = { calls: 0, failures: 0, inARow: false };
      try {
        const fresh = await store.record(made, coolDown());
        learn(fresh);
        // It was open before; for how long is read with the next call.
        if (!fresh) stoppedUntil = Math.max(stoppedUntil, now() + LOOK_AGAIN_MS);
      } catch (error) {
        // What a call answered must reach its caller, whatever becomes of the count.
        logger.error({ err: error, ...made }, "calls could not be counted for the breaker");
      }
    });
    return writing;
  }

  return {
    pass,
    worked() {
      held.calls += 1;
      failedAt = [];
      if (held.calls >= BUNCH) void save();
      else timer ??= setTimeout(() => void save(), HOLD_MS);
    },
    failed() {
      held.calls += 1;
      held.failures += 1;
      failedAt = [...failedAt, now()].slice(-BREAKER.leastCalls);
      const [first = 0] = failedAt;
      held.inARow ||= failedAt.length === BREAKER.leastCalls && now() - first < 2 * BREAKER.halfMs;
      return save();
    },
    stoppedMs: () => Math.max(0, stoppedUntil - now()),
    flush: save,
  };
}

/** Whatever the platform says, also that it refuses, is an answer. */
function verdictOf(error: unknown): ProbeVerdict {
  if (!(error instanceof PlatformError)) return "unsent";
  if (error.code === "unavailable") return "failed";
  return error.status === undefined ? "unsent" : "answered";
}
