import type { Clock } from "../../clock";
import type { ContractRecorder } from "../contract-recorder";
import type { FaultKind, Strike } from "./faults";
import type { HostedPlatform } from "./host";
import { withPageFault } from "./page-faults";
import type { Admission, SimulatedAnswer, SimulatedPlatform, SimulatedRequest } from "./types";

export type Answer = { status: number; headers: Record<string, string>; body: string };

/** How a request ended: answered, answered in part, or with the line dropped. */
export type Outcome = ({ kind: "answer" } & Answer) | ({ kind: "cut" } & Answer) | { kind: "drop" };

export type ExchangeRoom = {
  platforms: ReadonlyMap<string, HostedPlatform>;
  clock: Clock;
  now(): number;
  recorder?: ContractRecorder;
  /** Saves the state; called before an answer is held back or lost. */
  settle(): void;
};

type RawRequest = { method: string; url: URL; headers: Headers; body: string };

const DEFAULT_LATENCY_MS = 30_000;
const DEFAULT_STALENESS_MS = 30_000;

/** Takes one request through fault choice, the platform, the fault's effect, the log and the contract record. */
export async function exchange(room: ExchangeRoom, raw: RawRequest, signal?: AbortSignal): Promise<Outcome> {
  const [, name = "", ...rest] = raw.url.pathname.split("/");
  const hosted = room.platforms.get(name);
  if (!hosted) return plainAnswer(404, { error: `No simulator under /${name}.` });

  const { method, url, headers, body } = raw;
  const path = `/${rest.join("/")}`;
  const request: SimulatedRequest = {
    method,
    origin: `${url.origin}/${name}`,
    path,
    query: url.searchParams,
    headers,
    body,
  };
  const startedAt = room.now();
  const strike = hosted.faults.strike(method, path + url.search, hosted.platform.classify(request));
  const result = run(hosted.platform, request, strike, startedAt);
  room.settle();

  const fault = result.fault;
  if (fault === "latency") await room.clock.sleep(strike?.fault.delayMs ?? DEFAULT_LATENCY_MS, signal);

  const sentBody = withoutSecrets(body);
  const answer = result.answer && serialise(result.answer, result.admission);
  const dropped = !answer || fault === "drop_after";
  hosted.requests.add({
    method,
    path: path + url.search,
    status: dropped ? 0 : answer.status,
    at: new Date(startedAt).toISOString(),
    ms: room.now() - startedAt,
    body: sentBody,
    group: result.admission?.group ?? null,
    ...(fault && { fault }),
  });
  if (answer) {
    room.recorder?.record({
      platform: name,
      at: new Date(startedAt).toISOString(),
      method,
      path,
      query: url.search,
      requestBody: sentBody,
      status: answer.status,
      contentType: answer.headers["content-type"] ?? "",
      responseBody: withoutSecrets(answer.body),
      ...(fault && { fault }),
    });
  }
  if (dropped) return { kind: "drop" };
  return { kind: fault === "cut_body" ? "cut" : "answer", ...answer };
}

type Result = { answer: SimulatedAnswer | null; admission: Admission | null; fault: FaultKind | null };

function run(platform: SimulatedPlatform, request: SimulatedRequest, strike: Strike | null, now: number): Result {
  const fault = strike?.fault;
  if (!strike || !fault) return runPlainly(platform, request);
  const { kind } = fault;
  if (kind === "drop_before") return { answer: null, admission: null, fault: kind };
  if (kind === "rate_limit") {
    const answer = platform.failure(kind, { status: 429, retryAfterMs: fault.delayMs, admission: null });
    return { answer, admission: null, fault: kind };
  }
  if (kind === "expire_token" || kind === "rotate_token") {
    if (!platform.expireToken(request, { rotate: kind === "rotate_token" })) {
      strike.cancel();
      return runPlainly(platform, request);
    }
  }

  const admission = platform.admit(request);
  // A call the platform turns away by itself shows no fault; the fault waits for the next one.
  if (admission.refusal && isCarriedOut(kind)) {
    strike.cancel();
    return { answer: admission.refusal, admission, fault: null };
  }
  if (kind === "status" || kind === "error_in_200") {
    if (fault.landed && !admission.refusal) platform.answer(request, admission, {});
    const answer = platform.failure(kind, { status: fault.status ?? 503, admission });
    return { answer, admission, fault: kind };
  }
  if (admission.refusal) return { answer: admission.refusal, admission, fault: kind };

  const asOf =
    kind === "stale_list" || kind === "stale_read" ? now - (fault.delayMs ?? DEFAULT_STALENESS_MS) : undefined;
  const isWrite = ["create", "update"].includes(platform.classify(request));
  const alter =
    kind === "coerce" || (kind === "drop_field" && isWrite)
      ? { kind, field: fault.field, value: fault.value }
      : undefined;
  const answer = platform.answer(request, admission, { asOf, alter });
  const shown = showFault(platform, answer, kind, { field: fault.field, isWrite });
  if (shown) return { answer: shown, admission, fault: kind };
  strike.cancel();
  return { answer, admission, fault: null };
}

function runPlainly(platform: SimulatedPlatform, request: SimulatedRequest): Result {
  const admission = platform.admit(request);
  return { answer: admission.refusal ?? platform.answer(request, admission, {}), admission, fault: null };
}

/** Faults that only mean something on a call that is carried out. */
function isCarriedOut(kind: FaultKind): boolean {
  return !["expire_token", "rotate_token", "latency", "drop_after", "cut_body", "status", "error_in_200"].includes(
    kind,
  );
}

/** The answer as the fault leaves it; null when it could not show. */
function showFault(
  platform: SimulatedPlatform,
  answer: SimulatedAnswer,
  kind: FaultKind,
  { field, isWrite }: { field?: string; isWrite: boolean },
): SimulatedAnswer | null {
  switch (kind) {
    case "repeat_page":
    case "skip_page":
    case "empty_page":
    case "truncate_list":
      return withPageFault(answer, kind);
    case "unknown_enum":
    case "drop_field": {
      if (kind === "drop_field" && isWrite) return answer;
      const json = answer.status < 300 ? platform.distort(answer.json, kind, field) : undefined;
      return json === undefined ? null : { ...answer, json };
    }
    default:
      return answer;
  }
}

function serialise(answer: SimulatedAnswer, admission: Admission | null): Answer {
  const headers: Record<string, string> = { ...admission?.headers, ...answer.headers };
  const body = answer.json === undefined ? (answer.text ?? "") : JSON.stringify(answer.json);
  if (body)
    headers["content-type"] =
      answer.contentType ?? (answer.json === undefined ? "text/html; charset=utf-8" : "application/json");
  return { status: answer.status, headers, body };
}

const SECRET_NAMES = "access_token|refresh_token|client_secret|code|token";
const FORM_SECRET = new RegExp(`(^|&)(${SECRET_NAMES})=[^&]*`, "g");
const JSON_SECRET = new RegExp(`"(${SECRET_NAMES})":"[^"]*"`, "g");

/** Logs keep what was said, not the keys it was said with. */
function withoutSecrets(body: string): string {
  if (body.startsWith("{")) return body.includes("_token") ? body.replace(JSON_SECRET, '"$1":"…"') : body;
  return body.replace(FORM_SECRET, "$1$2=…");
}

export function plainAnswer(status: number, json: unknown): Outcome {
  return { kind: "answer", status, headers: { "content-type": "application/json" }, body: JSON.stringify(json) };
}
