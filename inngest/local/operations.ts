import { canonicalText, isJsonObject, type Json, type JsonObject } from "./canonical-json";
import type { PlannedStep } from "./changes";
import { readDueTime } from "./durations";
import { readExpression } from "./expressions";

/** A step's result as the SDK is to read it back: `{"data": …}` or `{"error": …}`, canonical JSON. */
export interface Memo {
  readonly hash: string;
  readonly memo: string;
}

export interface Invocation {
  readonly functionId: string;
  readonly data: JsonObject;
}

/** A step the run now waits for. `effects` is filled in by whoever knows the functions. */
export interface PlannedOperation {
  readonly step: Omit<PlannedStep, "effects">;
  readonly invoke: Invocation | null;
}

/** What one list of opcodes says. */
export interface Operations {
  readonly memos: readonly Memo[];
  readonly planned: readonly PlannedOperation[];
  /** A step that threw and may be tried again. */
  readonly stepError: { readonly hash: string; readonly error: JsonObject } | null;
  /** The function's result, when it ended in this answer. */
  readonly complete: { readonly result: Json } | null;
}

/** The function asks for something this executor does not do: the run fails with this message, without retry. */
export class RefusedOperation extends Error {
  constructor(message: string, name = "UnsupportedOperation") {
    super(message);
    this.name = name;
  }
}

export const MOST_STEPS = 1_000;
const LARGEST_OUTPUT_BYTES = 4 * 1_024 * 1_024;
const LONGEST_WAIT_MS = 366 * 24 * 3_600_000;
const YEAR = "365d";

/** Reads the opcodes of a 206 answer or of a checkpoint. Throws `RefusedOperation` for those not supported. */
export function readOperations(body: Json, nowMs: number): Operations {
  const memos: Memo[] = [];
  const planned: PlannedOperation[] = [];
  let stepError: Operations["stepError"] = null;
  let complete: Operations["complete"] = null;
  for (const op of Array.isArray(body) ? body : [body]) {
    if (!isJsonObject(op)) throw new RefusedOperation("an operation that is not an object");
    const hash = textOf(op.id);
    switch (op.op) {
      case "StepRun":
        memos.push(memoOf(op, { data: op.data ?? null }));
        break;
      case "StepFailed":
        memos.push(memoOf(op, { error: op.error ?? op.data ?? null }));
        break;
      case "StepError":
        stepError = { hash, error: isJsonObject(op.error) ? op.error : {} };
        break;
      case "RunComplete":
        complete = { result: op.data ?? null };
        break;
      case "StepPlanned":
        planned.push({ step: plannedStep(op, "step", nowMs), invoke: null });
        break;
      case "Sleep":
        planned.push({ step: plannedStep(op, "sleep", dueTime(op, textOf(op.name), nowMs)), invoke: null });
        break;
      case "WaitForEvent":
        planned.push({ step: waitStep(op, nowMs), invoke: null });
        break;
      case "InvokeFunction":
        planned.push(invokeStep(op, nowMs));
        break;
      default:
        throw new RefusedOperation(`${label(op)} uses "${textOf(op.op)}", which the local executor does not support`);
    }
  }
  return { memos, planned, stepError, complete };
}

function memoOf(op: JsonObject, wrapped: JsonObject): Memo {
  const memo = canonicalText(wrapped);
  if (Buffer.byteLength(memo) > LARGEST_OUTPUT_BYTES) {
    throw new RefusedOperation(`${label(op)} returned more than ${LARGEST_OUTPUT_BYTES} bytes`, "StepOutputTooLarge");
  }
  return { hash: textOf(op.id), memo };
}

function plannedStep(op: JsonObject, kind: PlannedStep["kind"], due: number): Omit<PlannedStep, "effects"> {
  const mode = optionsOf(op).parallelMode;
  if (mode !== undefined && mode !== "race") {
    throw new RefusedOperation(`${label(op)} uses the parallel mode "${textOf(mode)}"; only "race" is supported`);
  }
  return { hash: textOf(op.id), kind, due, race: mode === "race", event: null, condition: null };
}

function waitStep(op: JsonObject, nowMs: number): Omit<PlannedStep, "effects"> {
  const { timeout, if: condition } = optionsOf(op);
  const step = plannedStep(op, "wait", dueTime(op, textOf(timeout), nowMs));
  if (typeof condition !== "string" || condition === "") return { ...step, event: textOf(op.name) };
  try {
    readExpression(condition, ["event", "async"]);
  } catch (cause) {
    throw new RefusedOperation(`${label(op)}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  return { ...step, event: textOf(op.name), condition };
}

function invokeStep(op: JsonObject, nowMs: number): PlannedOperation {
  const { timeout, function_id: functionId, payload } = optionsOf(op);
  const data = isJsonObject(payload) && isJsonObject(payload.data) ? payload.data : {};
  // No time, or none left, means one year here: unlike a wait, an invocation has no "at once".
  const step = plannedStep(op, "invoke", dueTime(op, textOf(timeout) || YEAR, nowMs));
  return { step, invoke: { functionId: textOf(functionId), data } };
}

function dueTime(op: JsonObject, time: string, nowMs: number): number {
  const due = readDueTime(time, nowMs);
  if (due === undefined) throw new RefusedOperation(`${label(op)} waits for "${time}", which is no time`);
  if (due - nowMs > LONGEST_WAIT_MS) {
    throw new RefusedOperation(`${label(op)} would wait longer than 366 days`, "InngestErrTimeoutTooLong");
  }
  return due;
}

function optionsOf(op: JsonObject): JsonObject {
  return isJsonObject(op.opts) ? op.opts : {};
}

function label(op: JsonObject): string {
  const own = isJsonObject(op.userland) ? op.userland.id : undefined;
  return `step "${textOf(own ?? op.displayName ?? op.id)}"`;
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : value === undefined || value === null ? "" : canonicalText(value);
}
