import type { AppResponse } from "./call";
import { isJsonObject, type Json, type JsonObject, readJson } from "./canonical-json";
import { errorOf } from "./finish-events";
import { type Operations, RefusedOperation, readOperations } from "./operations";
import { readRetryAfter } from "./retry";

/** What the application's answer means for the dispatch that asked. */
export type Verdict =
  | { readonly kind: "completed"; readonly result: Json; readonly operations: Operations | null }
  | { readonly kind: "failed"; readonly error: JsonObject }
  | {
      readonly kind: "retry";
      readonly error: JsonObject;
      /** The step that threw, whose failure the function may catch once tries are used up; null: the function itself. */
      readonly operations: Operations | null;
      readonly retryAfterMs: number | undefined;
      /** False when the call brought no answer at all. */
      readonly answered: boolean;
    }
  | { readonly kind: "progress"; readonly operations: Operations };

/** Reads one answer; never throws. Statuses and headers: protocol of SDK v4, request version 2. */
export function readAnswer(response: AppResponse, nowMs: number): Verdict {
  const { status, headers, body } = response;
  const retryAfterMs = readRetryAfter(headers["retry-after"], nowMs);
  // Something else may answer on the route: a proxy, an error page. Without this header it says nothing about the run.
  if (headers["x-inngest-sdk"] === undefined) {
    return retry(errorOf("Error", `the application answered ${status}, but not through the Inngest SDK`), retryAfterMs);
  }
  const value = readBody(body);
  if (value === undefined)
    return retry(errorOf("Error", `the answer's body (status ${status}) is not JSON`), undefined);
  if (headers["x-inngest-req-version"] === "1") {
    return { kind: "failed", error: errorOf("UnsupportedOperation", "optimizeParallelism: false is not supported") };
  }

  if (status === 200) return { kind: "completed", result: value, operations: null };
  if (status === 206) return readOperationsAnswer(value, nowMs, retryAfterMs);
  if (status === 201) {
    return { kind: "failed", error: errorOf("UnsupportedOperation", "streamed answers are not supported") };
  }
  const error = isJsonObject(value) ? value : errorOf("Error", `the application answered ${status}`);
  const named = error.message === undefined ? { ...errorOf("Error", describe(error)), ...error } : error;
  return headers["x-inngest-no-retry"] === "true" ? { kind: "failed", error: named } : retry(named, retryAfterMs);
}

/** A call that brought no answer at all; it uses up an attempt like any other failure. */
export function unanswered(reason: string): Verdict {
  return { kind: "retry", error: errorOf("Error", reason), operations: null, retryAfterMs: undefined, answered: false };
}

function readOperationsAnswer(value: Json, nowMs: number, retryAfterMs: number | undefined): Verdict {
  try {
    const operations = readOperations(value, nowMs);
    if (operations.complete) return { kind: "completed", result: operations.complete.result, operations };
    if (operations.stepError)
      return { kind: "retry", error: operations.stepError.error, operations, retryAfterMs, answered: true };
    if (operations.memos.length + operations.planned.length > 0) return { kind: "progress", operations };
    return retry(errorOf("Error", "the answer holds no operation"), retryAfterMs);
  } catch (cause) {
    if (cause instanceof RefusedOperation) return { kind: "failed", error: errorOf(cause.name, cause.message) };
    throw cause;
  }
}

function retry(error: JsonObject, retryAfterMs: number | undefined): Verdict {
  return { kind: "retry", error, operations: null, retryAfterMs, answered: true };
}

function describe(error: JsonObject): string {
  return typeof error.error === "string" ? error.error : "the function failed without a message";
}

function readBody(body: string): Json | undefined {
  try {
    return readJson(body);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
