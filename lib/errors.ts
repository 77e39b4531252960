/**
 * The two families of errors. `code` is for programs, `message` for logs, `sentence` for people.
 * Branch on `code`; the texts may change.
 */

export type FieldError = { path: string; message: string };

export type AppErrorCode =
  | "not_found"
  | "method_not_allowed"
  | "unauthenticated"
  | "forbidden"
  | "conflict"
  | "invalid"
  | "malformed"
  | "precondition"
  | "too_large"
  | "stale_version"
  | "plan_stale"
  | "breaker_open";

type AppErrorOptions = { errors?: FieldError[]; retryAfterMs?: number; cause?: unknown };

/** Our own refusals. `message` is written for the person who reads it. */
export class AppError extends Error {
  readonly errors: FieldError[];
  readonly retryAfterMs?: number;

  constructor(
    readonly code: AppErrorCode,
    message: string,
    { errors = [], retryAfterMs, cause }: AppErrorOptions = {},
  ) {
    super(message, { cause });
    this.name = "AppError";
    this.errors = errors;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Refuses what was decided about an older version than the one there is. */
export const staleVersion = (
  message = "Someone changed this meanwhile. Look at it again, then make your change.",
): AppError => new AppError("stale_version", message, { errors: [{ path: "version", message }] });

export type PlatformErrorCode =
  | "rate_limited"
  | "unavailable"
  | "outcome_unknown"
  | "auth_expired"
  | "rejected"
  | "gone"
  | "contract_violation";

type PlatformErrorOptions = {
  sentence: string;
  status?: number;
  retryAfterMs?: number;
  fields?: FieldError[];
  requestId?: string;
  cause?: unknown;
};

/** What a platform did to a call. Classified once, beside the HTTP call; nothing above looks at a status number. */
export class PlatformError extends Error {
  readonly sentence: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly fields: FieldError[];
  readonly requestId?: string;

  constructor(
    readonly code: PlatformErrorCode,
    message: string,
    { sentence, status, retryAfterMs, fields = [], requestId, cause }: PlatformErrorOptions,
  ) {
    super(message, { cause });
    this.name = "PlatformError";
    this.sentence = sentence;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.fields = fields;
    this.requestId = requestId;
  }
}

/** An error as a record keeps it and a page shows it. */
export type RecordedError = { code: string; message: string; field?: string; fields?: FieldError[]; at: string };

/** Anything thrown, as a record keeps it. Internal errors give no detail away; the log has the cause. */
export function toRecordedError(error: unknown, at: Date): RecordedError {
  if (error instanceof PlatformError) {
    return {
      code: error.code,
      message: error.sentence,
      ...(error.fields[0] ? { field: error.fields[0].path } : {}),
      ...(error.fields.length > 0 ? { fields: error.fields } : {}),
      at: at.toISOString(),
    };
  }
  if (error instanceof AppError) return { code: error.code, message: error.message, at: at.toISOString() };
  return {
    code: "internal",
    message: "Something went wrong here. Try again; the log has the cause.",
    at: at.toISOString(),
  };
}
