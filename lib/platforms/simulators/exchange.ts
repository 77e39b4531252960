import type { Clock } from "../../clock";
import type { ContractRecorder } from "../contract-recorder";
import type { HostedPlatform } from "./host";
import { runStruck } from "./struck-call";
import type { Admission, SimulatedAnswer, SimulatedRequest } from "./types";

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
  const result = runStruck(hosted.platform, request, strike, startedAt);
  room.settle();

  const fault = result.fault;
  if (fault === "latency") await room.clock.sleep(strike?.fault.delayMs ?? DEFAULT_LATENCY_MS, signal);

  const sentBody = withoutSecrets(body);
  const answer = result.answer && serialise(result.answer, result.admission, room.now());
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

function serialise(answer: SimulatedAnswer, admission: Admission | null, now: number): Answer {
  const headers: Record<string, string> = {
    date: new Date(now).toUTCString(),
    ...admission?.headers,
    ...answer.headers,
  };
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
