import { STATUS_CODES } from "node:http";
import type { z } from "zod";
import { AppError, type AppErrorCode, type FieldError, PlatformError } from "../errors";
import { logger } from "../logger";

/** Errors as answers: `application/problem+json` (RFC 9457) with our `code` and the fields that were wrong. */

const STATUSES: Record<AppErrorCode, number> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  stale_version: 409,
  plan_stale: 409,
  precondition: 412,
  too_large: 413,
  invalid: 422,
  breaker_open: 503,
};

export type Problem = {
  status: number;
  code: string;
  /** One sentence for the person. */
  detail: string;
  errors: FieldError[];
  retryAfterMs?: number;
};

/** Anything thrown, as a problem. What is not one of our own refusals is logged, and says nothing about the inside. */
export function toProblem(error: unknown, context: Record<string, unknown>): Problem {
  if (error instanceof AppError) {
    const { code, message, errors, retryAfterMs } = error;
    return { status: STATUSES[code], code, detail: message, errors, retryAfterMs };
  }
  if (error instanceof PlatformError) {
    const { code, sentence, fields, retryAfterMs } = error;
    logger.warn({ err: error, ...context }, "a platform refused what a request needed");
    const canWait = code === "rate_limited" || code === "unavailable";
    return { status: canWait ? 503 : 502, code, detail: sentence, errors: fields, retryAfterMs };
  }
  logger.error({ err: error, ...context }, "a request failed");
  return {
    status: 500,
    code: "internal",
    detail: "Something went wrong here. Try again; the log has the cause.",
    errors: [],
  };
}

export function problemResponse({ status, code, detail, errors, retryAfterMs }: Problem): Response {
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (retryAfterMs !== undefined) headers.set("retry-after", String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
  if (status === 401) headers.set("www-authenticate", "Bearer");
  const body = { type: "about:blank", title: STATUS_CODES[status] ?? "Error", status, detail, code, errors };
  return new Response(JSON.stringify(body), { status, headers });
}

/** What zod found, as our own refusal: each field once, by its path, with the first thing that is wrong about it. */
export function invalidInput(error: z.ZodError): AppError {
  const byPath = new Map<string, string>();
  for (const issue of error.issues.flatMap(plainIssues)) {
    for (const [path, message] of fieldErrorsOf(issue)) if (!byPath.has(path)) byPath.set(path, message);
  }
  const errors = [...byPath].map(([path, message]) => ({ path, message }));
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return new AppError("invalid", first ? `${first.path}: ${first.message}${more}` : "The input is not valid.", {
    errors,
  });
}

type Issue = z.core.$ZodIssue;

function fieldErrorsOf(issue: Issue): [string, string][] {
  const message = issue.code === "unrecognized_keys" ? "This field is not known." : sentenceOf(issue);
  return pathsOf(issue).map((path) => [pathText(path), message]);
}

/** What an issue is about: each field that is not known, or the one place that it names. */
const pathsOf = (issue: Issue): PropertyKey[][] =>
  issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];

/**
 * The issue, or in place of a union's what is wrong in the branch that fits best. Where another branch fits as well, what
 * is missing and what is not known is told in the union's own words, if it has some: they name all its branches.
 */
function plainIssues(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const branches = issue.errors.map((branch) => branch.flatMap(plainIssues)).sort(byFit);
  const [best = [], next] = branches;
  if (best.some(isOtherKind)) return [issue];
  const words = next && byFit(best, next) === 0 && !issue.message.startsWith("Invalid") ? issue.message : null;
  return best.flatMap((inner): Issue[] => {
    if (words === null || !(isStrange(inner) || isMissing(inner))) {
      return [{ ...inner, path: [...issue.path, ...inner.path] }];
    }
    return pathsOf(inner).map((path) => ({ code: "custom", path: [...issue.path, ...path], message: words }));
  });
}

const isStrange = (issue: Issue): boolean => issue.code === "unrecognized_keys";
const isMissing = (issue: Issue): boolean => issue.path.length > 0 && issue.input === undefined && !isStrange(issue);
/** Not of the branch's kind at all: a text where an object belongs, or another text than the one it takes. */
const isOtherKind = ({ code, path }: Issue): boolean =>
  path.length === 0 && (code === "invalid_type" || code === "invalid_value" || code === "invalid_union");

/** The branch that fits better first: of the right kind, knowing more of the fields, with fewer issues, and these deeper. */
function byFit(one: Issue[], other: Issue[]): number {
  const [fit, otherFit] = [misfit(one), misfit(other)];
  const at = fit.findIndex((value, index) => value !== otherFit[index]);
  return at === -1 ? 0 : (fit[at] ?? 0) - (otherFit[at] ?? 0);
}

const misfit = (branch: Issue[]): number[] => [
  branch.filter(isOtherKind).length,
  branch.filter(isStrange).flatMap(pathsOf).length,
  branch.length,
  -Math.max(...branch.map(({ path }) => path.length)),
];

const KINDS: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** The schema's own words where it has some; zod's are made for programmers. */
function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input")) {
    return issue.input === undefined
      ? "This field is required."
      : `Must be ${KINDS[issue.expected] ?? issue.expected}.`;
  }
  const choices = issue.message.startsWith("Invalid") ? choicesOf(issue) : null;
  if (choices) return issue.input === undefined ? `This field is required. ${choices}` : choices;
  if (issue.code === "too_big" && issue.message.startsWith("Too big")) return `At most ${issue.maximum}.`;
  if (issue.code === "too_small" && issue.message.startsWith("Too small")) return `At least ${issue.minimum}.`;
  return issue.message.startsWith("Invalid") ? "This value does not fit here." : issue.message;
}

/** More of them than this would hide the sentence. */
const MOST_CHOICES = 12;

/** What may be said instead, where there is a list of it. */
function choicesOf(issue: Issue): string | null {
  const values =
    issue.code === "invalid_value" ? issue.values : "options" in issue && issue.options ? issue.options : [];
  if (values.length === 0) return null;
  if (values.length === 1) return `Must be ${String(values[0])}.`;
  const rest = values.length - MOST_CHOICES;
  return `One of: ${values.slice(0, MOST_CHOICES).map(String).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}.`;
}

/** `["campaigns", 0, "budget", "amountMicros"]` as `campaigns[0].budget.amountMicros`; the whole body is `body`. */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>((before, part) => {
    if (typeof part === "number") return `${before}[${part}]`;
    return before === "" ? String(part) : `${before}.${String(part)}`;
  }, "");
  return text === "" ? "body" : text;
}
