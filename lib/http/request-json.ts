import type { z } from "zod";
import type { Clock } from "../clock";
import { PlatformError } from "../errors";
import type { Breaker } from "./breaker";
import type { Pacer, QuotaReading } from "./pacing";
import { redact } from "./redact";
import type { ServerClock } from "./server-clock";

/** What one call to a platform says. `effect` decides what a lost answer means: a read is repeated, a write looked up. */
export type PlatformRequest<Answer> = {
  method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Below the API's base, or an absolute URL on the same host (a page link). */
  path: string;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  schema: z.ZodType<Answer>;
  effect: "read" | "write";
  quotaGroup: string;
  /** Permits to take: more than one where a call follows at once, none where an earlier call took this one's. */
  permits?: number;
  /** Runs when the call is cleared to leave, right before it does. */
  beforeSend?: () => Promise<void>;
};

export type RequestJson = <Answer>(request: PlatformRequest<Answer>) => Promise<Answer>;

export type Tokens = {
  current(): Promise<string>;
  /** Exchanges a refused token once for all who hold it; gives the new one. */
  refresh(refused: string): Promise<string>;
  /** Even renewed tokens were refused: a person has to connect again. */
  giveUp(reason: string): Promise<void>;
};

export type Refusal = {
  message: string;
  sentence: string;
  fields: { path: string; message: string }[];
};

/** What differs between platforms in how they answer. */
export type Dialect = {
  displayName: string;
  readQuota(headers: Headers, group: string): QuotaReading | null;
  readRefusal(body: unknown): Refusal;
  requestIdHeader: string;
  /** The cheapest read there is, for any account: whether the platform answers at all. */
  probe: { path: string; quotaGroup: string };
};

export type CallRecord = {
  method: string;
  path: string;
  status: number | null;
  ms: number;
  errorCode: string | null;
  platformRequestId: string | null;
  requestBody: unknown;
  responseBody: unknown;
  at: Date;
};

export type RequestDependencies = {
  baseUrl: string;
  userAgent: string;
  fetch: typeof fetch;
  tokens: Tokens;
  pacer: Pacer;
  /** Null for the probe, which goes past it. */
  breaker: Breaker | null;
  clock: Clock;
  serverClock?: ServerClock;
  dialect: Dialect;
  recordCall(call: CallRecord): void;
  timeouts?: { readMs: number; writeMs: number };
  /** How often a read is made before its failure counts. */
  readAttempts?: number;
};

/** A platform that thinks for half a minute must not look like one that lost our write. */
export const WRITE_TIMEOUT_MS = 40_000;
const DEFAULT_TIMEOUTS = { readMs: 30_000, writeMs: WRITE_TIMEOUT_MS };
const READ_ATTEMPTS = 4;
const READ_BACKOFF_MS = 250;
/**
 * A renewed token may be over again before it is used: somebody connected anew in that moment, or the platform ended it. One
 * that is refused time and again is not worth another, and giving it up stops everything until a person connects.
 */
const MOST_RENEWALS = 2;

/** Codes of a connection that was never made: the request cannot have arrived. */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

type Exchange = { status: number; headers: Headers; text: string };

/**
 * The one way a platform is called: paced, stopped while it keeps failing, timed, audited, with the token renewed
 * when it is refused. Only reads are repeated here. Throws PlatformError.
 */
export function createRequestJson(dependencies: RequestDependencies): RequestJson {
  const { breaker, clock, dialect, pacer, tokens, readAttempts = READ_ATTEMPTS } = dependencies;
  const timeouts = dependencies.timeouts ?? DEFAULT_TIMEOUTS;

  async function send<Answer>(request: PlatformRequest<Answer>): Promise<Answer> {
    await breaker?.pass();
    if (request.permits !== 0) await pacer.acquire(request.quotaGroup, request.permits);
    let token = await tokens.current();
    for (let renewals = 0; ; renewals++) {
      // Waiting for a permit or a token takes time, in which others may have seen the platform fail.
      await breaker?.pass();
      // A try that was refused did nothing; this one leaves now.
      await request.beforeSend?.();
      const exchange = await exchangeOnce(request, token);
      if (exchange.status !== 401) return read(request, exchange);
      if (renewals === MOST_RENEWALS) {
        await tokens.giveUp(sentenceFor("auth_expired", dialect.displayName, ""));
        return read(request, exchange);
      }
      await pacer.acquire(request.quotaGroup);
      token = await tokens.refresh(token);
    }
  }

  async function exchangeOnce<Answer>(request: PlatformRequest<Answer>, token: string): Promise<Exchange> {
    const method = request.method ?? "GET";
    const url = resolveUrl(dependencies.baseUrl, request);
    const startedAt = clock.now();
    const call: CallRecord = {
      method,
      path: url.pathname + url.search,
      status: null,
      ms: 0,
      errorCode: null,
      platformRequestId: null,
      requestBody: redact(request.body),
      responseBody: null,
      at: startedAt,
    };
    const timeoutMs = request.effect === "read" ? timeouts.readMs : timeouts.writeMs;
    try {
      const response = await dependencies.fetch(url, {
        method,
        headers: {
          accept: "application/json",
          authorization: `Bearer ${token}`,
          "user-agent": dependencies.userAgent,
          ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        },
        body: request.body === undefined ? undefined : JSON.stringify(request.body),
        signal: AbortSignal.timeout(timeoutMs),
        redirect: "error",
      });
      call.status = response.status;
      call.platformRequestId = response.headers.get(dialect.requestIdHeader);
      dependencies.serverClock?.learn(response.headers.get("date"));
      const quota = readQuota(dialect, response.headers, request.quotaGroup);
      if (quota) pacer.learn(quota);
      // A platform or a proxy that repeats our token must not bring it into the record.
      const text = (await response.text()).replaceAll(token, "[redacted]");
      call.responseBody = summarise(text);
      if (response.status < 500) breaker?.worked();
      else await breaker?.failed();
      return { status: response.status, headers: response.headers, text };
    } catch (cause) {
      const code = lineErrorCode(cause, request.effect);
      call.errorCode = code;
      await breaker?.failed();
      throw new PlatformError(code, `${method} ${call.path}: no answer`, {
        retryAfterMs: stoppedMs(),
        sentence:
          code === "outcome_unknown"
            ? `${dialect.displayName} did not answer. Checking whether the change arrived.`
            : `${dialect.displayName} could not be reached.`,
        cause,
      });
    } finally {
      call.ms = clock.now().getTime() - startedAt.getTime();
      if (call.status !== null && call.status >= 400) call.errorCode = statusCode(call.status, request.effect);
      dependencies.recordCall(call);
    }
  }

  /** Waits of a quota group in a row for which the platform named no time, and when the last of them is over. */
  const refusals = new Map<string, { waits: number; until: number }>();
  function waitAfterRefusal(headers: Headers, group: string): number {
    const told = toldWaitMs(headers, dialect, group);
    if (told !== null) return told;
    const now = clock.now().getTime();
    const { waits, until } = refusals.get(group) ?? { waits: 0, until: 0 };
    // It left with others that were refused: that is one refusal.
    if (now < until) return until - now;
    // Full jitter: whoever was refused together does not come back together.
    const ms = Math.max(LEAST_BLOCK_MS, Math.random() * Math.min(FIRST_BLOCK_MS * 2 ** waits, MOST_BLOCK_MS));
    refusals.set(group, { waits: waits + 1, until: now + ms });
    return ms;
  }

  /** With a failure that stopped all calls, or came back while they are: how long that lasts. */
  const stoppedMs = () => breaker?.stoppedMs() || undefined;

  function read<Answer>(request: PlatformRequest<Answer>, { status, headers, text }: Exchange): Answer {
    const where = `${request.method ?? "GET"} ${request.path}: ${status}`;
    if (status !== 429) refusals.delete(request.quotaGroup);
    const requestId = headers.get(dialect.requestIdHeader) ?? undefined;
    if (status >= 400) {
      const code = statusCode(status, request.effect);
      const refusal = dialect.readRefusal(parseJson(text));
      const limitedMs = code === "rate_limited" ? waitAfterRefusal(headers, request.quotaGroup) : undefined;
      if (limitedMs !== undefined) pacer.block(request.quotaGroup, limitedMs);
      throw new PlatformError(code, `${where} ${refusal.message}`, {
        status,
        requestId,
        sentence: sentenceFor(code, dialect.displayName, refusal.sentence),
        fields: refusal.fields,
        retryAfterMs: limitedMs ?? (status >= 500 ? stoppedMs() : undefined),
      });
    }
    const parsed = request.schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    // The answer to a write says nothing we can trust, yet the write may have landed.
    const code = request.effect === "write" ? "outcome_unknown" : "contract_violation";
    throw new PlatformError(code, `${where} does not fit: ${parsed.error.issues[0]?.message ?? "unreadable"}`, {
      status,
      requestId,
      sentence: `${dialect.displayName} answered in a form we do not know.`,
      cause: parsed.error,
    });
  }

  return async (request) => {
    if (request.effect === "write") return send(request);
    for (let attempt = 1; ; attempt++) {
      try {
        return await send(request);
      } catch (error) {
        const again =
          error instanceof PlatformError && (error.code === "unavailable" || error.code === "contract_violation");
        // Once calls are stopped, this one is over as well: it was made, and it failed.
        if (!again || attempt === readAttempts || stoppedMs()) throw error;
        await clock.sleep(READ_BACKOFF_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
      }
    }
  };
}

function resolveUrl(baseUrl: string, request: { path: string; query?: PlatformRequest<unknown>["query"] }): URL {
  const base = new URL(baseUrl);
  const url = /^https?:/.test(request.path)
    ? new URL(request.path)
    : new URL(base.href.replace(/\/$/, "") + request.path);
  // A page link that leaves the API's host would carry our token to a stranger.
  if (url.origin !== base.origin) {
    throw new PlatformError("contract_violation", `refused to follow ${url.origin}`, {
      sentence: "The platform pointed to another host; the call was not made.",
    });
  }
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

function lineErrorCode(error: unknown, effect: "read" | "write"): "unavailable" | "outcome_unknown" {
  if (effect === "read") return "unavailable";
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
  return cause?.code && NEVER_SENT.has(cause.code) ? "unavailable" : "outcome_unknown";
}

export function statusCode(status: number, effect: "read" | "write") {
  if (status === 429) return "rate_limited";
  if (status === 401) return "auth_expired";
  if (status === 404 || status === 410) return "gone";
  if (status >= 500) return effect === "read" ? "unavailable" : "outcome_unknown";
  return "rejected";
}

function sentenceFor(code: string, platform: string, refusal: string): string {
  if (code === "rate_limited") return `Waiting on ${platform}.`;
  if (code === "auth_expired") return `Reconnect ${platform}: it no longer accepts our sign-in.`;
  if (code === "gone") return `${platform} no longer has this.`;
  if (code === "outcome_unknown") return `${platform} did not answer properly. Checking whether the change arrived.`;
  if (code === "unavailable") return `${platform} is not available just now.`;
  return refusal;
}

const LEAST_BLOCK_MS = 500;
const FIRST_BLOCK_MS = 5_000;
const MOST_BLOCK_MS = 60_000;

/** Whoever says longer is asked again after it: a figure that makes no sense must not stop a connection for good. */
export const LONGEST_WAIT_MS = 24 * 3_600_000;
const MOST_CALLS = 1_000_000_000;

function toldWaitMs(headers: Headers, dialect: Dialect, group: string): number | null {
  const after = Number(headers.get("retry-after"));
  if (Number.isFinite(after) && after > 0) return Math.min(after * 1000, LONGEST_WAIT_MS);
  return readQuota(dialect, headers, group)?.resetsInMs || null;
}

/** What the headers say, as far as it can be: whole numbers that are neither negative nor absurd. */
function readQuota(dialect: Dialect, headers: Headers, group: string): QuotaReading | null {
  const reading = dialect.readQuota(headers, group);
  if (!reading) return null;
  const { limit, remaining, resetsInMs } = reading;
  const isLimit = limit !== undefined && Number.isInteger(limit) && limit > 0 && limit <= MOST_CALLS;
  return {
    group: reading.group,
    remaining: Math.floor(Math.min(Math.max(remaining, 0), MOST_CALLS)),
    resetsInMs: Math.ceil(Math.min(Math.max(resetsInMs, 0), LONGEST_WAIT_MS)),
    ...(isLimit ? { limit } : {}),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // HTML or a cut body: the schema refuses null and says where.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const MAX_KEPT_BODY = 8_192;

/** Listings are counted, not kept; other answers are kept redacted up to a bound. */
function summarise(text: string): unknown {
  const body = parseJson(text);
  if (body === null) return text.length > 0 ? { unreadable: text.slice(0, 500) } : null;
  if (typeof body === "object" && "data" in body && Array.isArray(body.data)) return { listed: body.data.length };
  return text.length > MAX_KEPT_BODY ? { tooLargeToKeep: text.length } : redact(body);
}
