import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isJsonObject, type Json, readJson } from "./canonical-json";
import type { LocalEvent } from "./events";
import { RefusedEvent, readPostedEvents } from "./events";
import { type Log, reasonOf } from "./log";
import { type SigningKey, sameSecret } from "./signing";
import { readIdSeed } from "./ulid";

/** What the endpoints do, apart from HTTP. */
export interface ServerActions {
  /** Resolves once the events are committed; false: the functions they may start are not known yet. */
  storeEvents(events: readonly LocalEvent[]): Promise<boolean>;
  register(payload: Json): Promise<{ modified: boolean; appId: string }>;
  /** False: the dispatch is not current any more, its function must stop. */
  checkpoint(report: CheckpointReport): Promise<boolean>;
  health(): { ready: boolean; reason?: string };
}

export interface CheckpointReport {
  readonly runId: string;
  readonly job: string;
  readonly generation: number;
  readonly steps: Json;
}

export interface ServerOptions {
  readonly port: number;
  readonly eventKey: string;
  readonly signingKey: SigningKey;
  readonly actions: ServerActions;
  readonly now: () => number;
  readonly log: Log;
}

interface Answer {
  readonly status: number;
  readonly body: object | null;
}

/** Larger than any post that keeps to the documented limits of events and step results. */
const LARGEST_BODY_BYTES = 32 * 1_024 * 1_024;
/** Longer than the idle time of the SDK's HTTP client, so that it is the one to close a connection. */
const KEEP_ALIVE_MS = 75_000;

class BodyTooLarge extends Error {}

/** Serves the SDK's side of the protocol on the loopback interface; `close` waits for answers under way. */
export async function startServer(options: ServerOptions): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    void answer(request, options).then(({ status, body }) => send(response, status, body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", () => resolve());
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return { port, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 1_000).unref();
  });
}

async function answer(request: IncomingMessage, options: ServerOptions): Promise<Answer> {
  try {
    return await route(request, options);
  } catch (cause) {
    if (cause instanceof RefusedEvent) return failure(400, cause.message);
    if (cause instanceof SyntaxError) return failure(400, "the body is not JSON");
    if (cause instanceof BodyTooLarge) return failure(413, `the body is larger than ${LARGEST_BODY_BYTES} bytes`);
    options.log("error", "a request failed", { path: request.url?.split("?")[0], reason: reasonOf(cause) });
    return failure(500, "the executor could not store this; try again");
  }
}

async function route(request: IncomingMessage, options: ServerOptions): Promise<Answer> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const { method } = request;
  const { actions } = options;

  if (method === "GET" && pathname === "/health") {
    const { ready, reason } = actions.health();
    return { status: ready ? 200 : 503, body: { status: ready ? "ready" : "starting", ...(reason && { reason }) } };
  }
  if (method === "POST" && pathname.startsWith("/e/")) return receiveEvents(request, pathname.slice(3), options);

  const checkpointOf = /^\/v1\/checkpoint\/([^/]+)\/async$/.exec(pathname)?.[1];
  if (method === "POST" && (checkpointOf !== undefined || pathname === "/fn/register")) {
    const bearer = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    const body = await readBody(request);
    if (!sameSecret(bearer, options.signingKey.bearer)) return failure(401, "the signing key is not the executor's");
    return checkpointOf === undefined
      ? register(body, actions)
      : checkpoint(decodeURIComponent(checkpointOf), body, actions);
  }
  request.resume();
  return failure(501, `the local executor does not implement ${method} ${pathname}`);
}

async function receiveEvents(request: IncomingMessage, key: string, options: ServerOptions): Promise<Answer> {
  const body = await readBody(request);
  if (!sameSecret(decodeURIComponent(key), options.eventKey))
    return failure(401, "the event key is not the executor's");
  const header = request.headers["x-inngest-event-id-seed"];
  const seed = readIdSeed(typeof header === "string" ? header : undefined);
  const events = readPostedEvents(body, seed, options.now());
  if (events.length > 0 && !(await options.actions.storeEvents(events))) {
    return failure(503, "the application's functions are not registered yet; try again");
  }
  // The reference answers an empty post with one empty id.
  const ids = events.length > 0 ? events.map((event) => event.storeId) : [""];
  return { status: 200, body: { ids, status: 200 } };
}

async function register(body: Json, actions: ServerActions): Promise<Answer> {
  try {
    const { modified, appId } = await actions.register(body);
    return { status: 200, body: { ok: true, status: 200, modified, sync_id: appId, app_id: appId } };
  } catch (cause) {
    return failure(400, reasonOf(cause));
  }
}

async function checkpoint(runId: string, body: Json, actions: ServerActions): Promise<Answer> {
  if (!isJsonObject(body) || typeof body.qi_id !== "string") return failure(400, "qi_id is missing");
  const report = { runId, job: body.qi_id, generation: Number(body.generation_id), steps: body.steps ?? [] };
  if (!/^\d+$/.test(report.job) || !Number.isInteger(report.generation)) {
    return failure(409, "the dispatch is not one of this executor's");
  }
  return (await actions.checkpoint(report)) ? { status: 200, body: null } : failure(409, "the dispatch is not current");
}

function failure(status: number, error: string): Answer {
  return { status, body: { error, status } };
}

async function readBody(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes: Buffer = chunk;
    size += bytes.length;
    if (size > LARGEST_BODY_BYTES) throw new BodyTooLarge();
    chunks.push(bytes);
  }
  return readJson(Buffer.concat(chunks).toString("utf8"));
}

function send(response: ServerResponse, status: number, body: object | null): void {
  const text = body === null ? "" : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}
