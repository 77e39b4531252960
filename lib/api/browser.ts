import { unstable_isUnrecognizedActionError, unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import type { FieldError } from "../errors";

/** What pages use to talk to the API. Nothing here may know the server. */

/** What a server action answers. Expected failures are values: production hides the message of a thrown error. */
export type ActionResult<Data> = { ok: true; data: Data } | { ok: false; error: ActionError };
export type ActionError = { code: string; message: string; errors: FieldError[] };

/** A refusal, or an answer that never came. `message` is written for the person who reads it; branch on `code`. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly errors: FieldError[];
  /** The HTTP status. No answer at all counts as 503; a server action's refusal has none, told as 0. */
  readonly status: number;
  readonly retryAfterMs: number | null;

  constructor({
    code,
    message,
    errors = [],
    status = 0,
    retryAfterMs = null,
    cause,
  }: Omit<ActionError, "errors"> & {
    errors?: FieldError[];
    status?: number;
    retryAfterMs?: number | null;
    cause?: unknown;
  }) {
    super(message, { cause });
    this.name = "ApiProblem";
    this.code = code;
    this.errors = errors;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

type ProblemAnswer = { code: string; detail: string; errors: FieldError[] };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isFieldError = (value: unknown): value is FieldError =>
  isRecord(value) && typeof value.path === "string" && typeof value.message === "string";

/** Read by hand: every page carries this file, and a refusal must be readable before any schema is loaded. */
function readProblem(value: unknown): ProblemAnswer | null {
  if (!isRecord(value) || typeof value.code !== "string" || typeof value.detail !== "string") return null;
  return {
    code: value.code,
    detail: value.detail,
    errors: Array.isArray(value.errors) ? value.errors.filter(isFieldError) : [],
  };
}

/** The data of an action's result. Throws ApiProblem for a refusal. */
export function unwrap<Data>(result: ActionResult<Data>): Data {
  if (result.ok) return result.data;
  throw new ApiProblem(result.error);
}

/**
 * Calls a server action and gives its data. Throws ApiProblem: the refusal, `unreachable` when no answer of ours came
 * (the write may still have landed), or `outdated` when the page is older than the server.
 */
export async function callAction<Input, Data>(
  action: (input: Input) => Promise<ActionResult<Data>>,
  input: Input,
): Promise<Data> {
  return unwrap(await action(input).catch(tellWhyUnanswered));
}

/** What an action throws is written by the browser or by Next, for programmers. */
function tellWhyUnanswered(cause: unknown): never {
  // A redirect is thrown too, and is Next's to follow.
  unstable_rethrow(cause);
  if (unstable_isUnrecognizedActionError(cause)) {
    const message = "Lockstep was updated meanwhile. Reload the page, then try again.";
    throw new ApiProblem({ code: "outdated", message, status: 404, cause });
  }
  const message = "No answer came, so it may not be saved. Check your connection and try again.";
  throw new ApiProblem({ code: "unreachable", message, status: 503, cause });
}

type FetchOptions = { signal?: AbortSignal };

/** GETs a path of our own API. Throws ApiProblem: the server's code, `unreachable`, or `unexpected_answer`. */
export async function fetchJson<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  { signal }: FetchOptions = {},
): Promise<z.output<Schema>> {
  return readAnswer(await fetchAnswer(path, { signal }), schema);
}

/** A GET whose answer is good; its headers are still to be read. */
export async function fetchAnswer(path: string, { signal }: FetchOptions = {}): Promise<Response> {
  const response = await fetch(path, { signal, headers: { accept: "application/json" }, cache: "no-store" }).catch(
    (error: unknown) => {
      if (signal?.aborted) throw error;
      throw new ApiProblem({
        code: "unreachable",
        message: "Lockstep cannot be reached. Check your connection.",
        status: 503,
      });
    },
  );
  if (response.ok) return response;
  throw await toProblem(response);
}

export async function readAnswer<Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(await jsonOf(response));
  if (parsed.success) return parsed.data;
  throw new ApiProblem({
    code: "unexpected_answer",
    message: "Lockstep answered in a form this page does not know. Reload the page.",
    status: response.status,
  });
}

async function toProblem(response: Response): Promise<ApiProblem> {
  const problem = readProblem(await jsonOf(response));
  const { status } = response;
  const retryAfterSeconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  const retryAfterMs = Number.isFinite(retryAfterSeconds) ? retryAfterSeconds * 1000 : null;
  if (!problem) {
    return new ApiProblem({
      code: "unavailable",
      message: `Lockstep answered with an error (${status}). Try again in a moment.`,
      status,
      retryAfterMs,
    });
  }
  const { code, detail, errors } = problem;
  return new ApiProblem({ code, message: detail, errors, status, retryAfterMs });
}

/** The body as JSON; null when it is something else, which no schema of ours accepts. */
const jsonOf = (response: Response): Promise<unknown> => response.json().catch(() => null);
