/**
 * Everything the executor makes durable is a list of changes, computed as values and applied by one SQL function
 * (`apply` in schema.sql.ts) under the locks of the runs they touch. `effects` holds what follows only if the change itself
 * took hold: an event already stored starts nothing, a run already ended announces nothing.
 */
export type Change =
  | StoreEvent
  | StartRun
  | SettleStep
  | PlanSteps
  | EndRun
  | Tick
  | { readonly do: "discover"; readonly run: string }
  | { readonly do: "close"; readonly job: string }
  | { readonly do: "retry"; readonly job: string; readonly due: number; readonly attempt: number }
  | { readonly do: "progress"; readonly job: string };

export interface StoreEvent {
  readonly do: "event";
  /** Our own ULID; the id its sender chose is inside the body. */
  readonly id: string;
  readonly name: string;
  /** The whole event, canonical JSON. */
  readonly body: string;
  readonly effects: readonly Change[];
}

export interface StartRun {
  readonly do: "start";
  readonly run: string;
  readonly fn: string;
  readonly event: string;
  readonly attempts: number;
  /** Runs with the same slot share a concurrency limit; null: unlimited. */
  readonly slot: string | null;
  readonly singleton: string | null;
  /** True: an open run for the same singleton key must have been ended by a change before this one. */
  readonly replaces: boolean;
  /** Each may start this function once in 24 hours: event id, idempotency key. */
  readonly keys: readonly string[];
  /** The invoking step, `{ run, hash }`, when there is one. */
  readonly parentRun: string | null;
  readonly parentHash: string | null;
  /** What follows when the run is not started. */
  readonly refused: readonly Change[];
}

export interface SettleStep {
  readonly do: "memo";
  readonly run: string;
  readonly hash: string;
  /** `{"data": …}` or `{"error": …}`, canonical JSON. */
  readonly memo: string;
  /** True: only if the step is still waiting (timers, events, invoked runs); false: a result, first one wins. */
  readonly waiting: boolean;
}

export interface PlanSteps {
  readonly do: "plan";
  readonly run: string;
  readonly steps: readonly PlannedStep[];
}

export interface PlannedStep {
  readonly hash: string;
  readonly kind: "step" | "sleep" | "wait" | "invoke";
  /** ms; for a step: when it may be called, for the others: when they end by themselves. */
  readonly due: number;
  /** True: the function goes on as soon as this one settles, not when its whole fan-out has. */
  readonly race: boolean;
  readonly event: string | null;
  readonly condition: string | null;
  readonly effects: readonly Change[];
}

export interface EndRun {
  readonly do: "end";
  readonly run: string;
  readonly status: RunStatus;
  /** Result or error, canonical JSON. */
  readonly output: string | null;
  readonly effects: readonly Change[];
}

/** A cron tick: takes hold only if no later or equal tick of this function and schedule did. */
export interface Tick {
  readonly do: "tick";
  readonly fn: string;
  readonly schedule: string;
  readonly at: number;
  readonly effects: readonly Change[];
}

export type RunStatus = "Running" | "Completed" | "Failed" | "Cancelled";

/** Changes that are applied together or, when the guard no longer holds, not at all. */
export interface Unit {
  /** The lease under which the changes were computed. Absent: no guard. */
  readonly lease?: { readonly job: string; readonly generation: number };
  /** The run whose next discovery, if one is due, may be leased to us in the same statement. */
  readonly chain?: string;
  readonly changes: readonly Change[];
}

/** Every run the unit touches: their rows are locked first, in one order, so that no two batches wait on each other. */
export function touchedRuns(changes: readonly Change[], into: Set<string> = new Set()): Set<string> {
  for (const change of changes) {
    switch (change.do) {
      case "memo":
      case "discover":
        into.add(change.run);
        break;
      case "plan":
        into.add(change.run);
        for (const step of change.steps) touchedRuns(step.effects, into);
        break;
      case "end":
        into.add(change.run);
        touchedRuns(change.effects, into);
        break;
      case "event":
      case "tick":
        touchedRuns(change.effects, into);
        break;
      case "start":
        touchedRuns(change.refused, into);
        break;
      case "close":
      case "retry":
      case "progress":
        break;
    }
  }
  return into;
}
