import { Agent, request } from "node:http";
import { type SigningKey, signBody } from "./signing";
import type { LeasedCall } from "./store";
import { ulid } from "./ulid";

export interface AppRequest {
  readonly method: "POST" | "PUT";
  /** Path and query on the application. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal?: AbortSignal;
}

export interface AppResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** The one seam to the application: HTTP normally, a stand-in under test. Rejects when there is no answer. */
export type CallApp = (request: AppRequest) => Promise<AppResponse>;

/** One request may run a function for this long; Inngest allows the same. */
const LONGEST_CALL_MS = 2 * 3_600_000;

/** Calls the application over kept-alive HTTP connections. */
export function createHttpCall(appOrigin: string, connections: number): { call: CallApp; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: "lifo" });
  const { hostname, port } = new URL(appOrigin);
  const send = ({ method, path, headers, body, signal }: AppRequest, retried: boolean): Promise<AppResponse> =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent,
          hostname,
          port: port || 80,
          method,
          path,
          headers: { ...headers, "content-length": Buffer.byteLength(body) },
          timeout: LONGEST_CALL_MS,
          ...(signal && { signal }),
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", reject);
          incoming.on("aborted", () => reject(new Error("the connection was cut during the answer")));
          incoming.on("end", () =>
            resolve({
              status: incoming.statusCode ?? 0,
              headers: singleValues(incoming.headers),
              body: Buffer.concat(chunks).toString("utf8"),
            }),
          );
        },
      );
      outgoing.on("timeout", () => outgoing.destroy(new Error("the application did not answer in time")));
      outgoing.on("error", (cause: NodeJS.ErrnoException) => {
        // The application closed an idle connection at the moment we took it: it never saw the request.
        if (outgoing.reusedSocket && cause.code === "ECONNRESET" && !retried) {
          resolve(send({ method, path, headers, body, ...(signal && { signal }) }, true));
        } else reject(cause);
      });
      outgoing.end(body);
    });
  return { call: (appRequest) => send(appRequest, false), close: () => agent.destroy() };
}

function singleValues(headers: NodeJS.Dict<string | string[]>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}

/** The signed request for one leased call. `path` is the function's, with a `stepId` to be replaced. */
export function callRequest(path: string, call: LeasedCall, key: SigningKey, atMs: number): AppRequest {
  const requestId = ulid(atMs);
  const body = callBody(call, requestId);
  return {
    method: "POST",
    path: path.replace(/([?&]stepId=)[^&]*/, `$1${encodeURIComponent(call.hash)}`),
    headers: {
      "content-type": "application/json",
      "x-run-id": call.runId,
      "x-request-id": requestId,
      "x-inngest-job-id": call.job,
      "x-inngest-generation-id": String(call.generation),
      "x-inngest-step-id": call.hash,
      "x-inngest-req-version": "2",
      "x-inngest-signature": signBody(key, body, atMs),
    },
    body,
  };
}

/**
 * The call's body, joined from stored pieces straight into canonical form (members sorted by name), so that it is
 * signed as it is sent and large results are never parsed here. A targeted call switches immediate execution off;
 * leaving out `fn_id` would switch checkpointing off.
 */
export function callBody(call: LeasedCall, requestId: string): string {
  const text = JSON.stringify;
  const targeted = call.hash !== "step";
  const ctx =
    `{"attempt":${call.attempt},"disable_immediate_execution":${targeted},"env":"","fn_id":${text(call.fn)},` +
    `"generation_id":${call.generation},"job_id":${text(call.job)},"max_attempts":${call.maxAttempts},` +
    `"qi_id":${text(call.job)},"request_id":${text(requestId)},"run_id":${text(call.runId)},` +
    `"stack":{"current":${call.stepCount},"stack":[${call.stack}]},"step_id":${text(call.hash)},"use_api":false}`;
  return (
    `{"ctx":${ctx},"event":${call.eventBody},"events":[${call.eventBody}],` +
    `"steps":{${call.steps}},"use_api":false,"version":2}`
  );
}
