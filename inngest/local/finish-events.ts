import { type Json, type JsonObject, readJsonObject } from "./canonical-json";
import type { RunStatus } from "./changes";
import { type LocalEvent, makeEvent } from "./events";
import { ulid } from "./ulid";

export const FINISHED = "inngest/function.finished";
export const FAILED = "inngest/function.failed";
export const CANCELLED = "inngest/function.cancelled";

/** A run that comes to its end, as both a finished call and a cancelled open run know it. */
export interface EndingRun {
  readonly runId: string;
  readonly fn: string;
  readonly parentRun: string | null;
  readonly parentHash: string | null;
  /** The run's event, canonical JSON. */
  readonly eventBody: string;
}

export type Ending =
  | { readonly status: "Completed"; readonly result: Json }
  | { readonly status: "Failed"; readonly error: JsonObject }
  | { readonly status: "Cancelled" };

/** `name`, `message` and `stack` of a serialised error; whatever else it holds stays beside them. */
export function errorOf(name: string, message: string): JsonObject {
  return { name, message, stack: "" };
}

/**
 * The events that announce a run's end. None for runs that were themselves started by such an event of failure or
 * finish, or each would announce the next for ever. `failed` and `cancelled` carry the run's id as their own, so their
 * handlers start once however often the end is announced.
 */
export function finishEvents(run: EndingRun, ending: Ending, nowMs: number): LocalEvent[] {
  const event = readJsonObject(run.eventBody);
  if (event.name === FAILED || event.name === FINISHED) return [];
  const data: JsonObject = {
    function_id: run.fn,
    run_id: run.runId,
    event,
    events: [event],
    _inngest: { status: ending.status satisfies RunStatus },
    ...(run.parentRun !== null && { correlation_id: `${run.parentRun}.${run.parentHash}` }),
    ...(ending.status === "Completed" && { result: ending.result }),
    ...(ending.status === "Failed" && { result: ending.error, error: announcedError(ending.error) }),
  };
  const announce = (name: string, ownId: string | null) =>
    makeEvent({ storeId: ulid(nowMs), ownId, name, ts: nowMs, data });
  const finished = announce(FINISHED, null);
  if (ending.status === "Failed") return [finished, announce(FAILED, run.runId)];
  if (ending.status === "Cancelled") return [finished, announce(CANCELLED, run.runId)];
  return [finished];
}

/** Inngest's field `error.error` reads `NonRetriableError` for every run that failed for good. */
function announcedError(error: JsonObject): JsonObject {
  return {
    error: "NonRetriableError",
    name: error.name ?? "Error",
    message: error.message ?? "",
    stack: error.stack ?? "",
    ...(error.cause !== undefined && { cause: error.cause }),
  };
}
