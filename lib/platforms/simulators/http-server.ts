import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { SimulatorHost } from "./host";

const MAX_BODY_BYTES = 20 * 1024 * 1024;
/** Longer than any caller keeps an idle socket, so a reused one is never closed under a request by chance. */
const KEEP_ALIVE_MS = 120_000;

/** Serves the host on 127.0.0.1 and, where the machine has it, on ::1, so that `localhost` works whichever way it resolves. */
export async function startServers(host: Pick<SimulatorHost, "handle">, port: number): Promise<Server[]> {
  const first = await start(host, port, "127.0.0.1");
  const address = first.address();
  const chosen = typeof address === "object" && address ? address.port : port;
  try {
    return [first, await start(host, chosen, "::1")];
  } catch (error) {
    if (isAddressTrouble(error)) return [first];
    await closeServer(first);
    throw error;
  }
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}

function start(host: Pick<SimulatorHost, "handle">, port: number, address: string): Promise<Server> {
  const server = createServer((request, response) => {
    serve(host, request, response).catch((error: unknown) => {
      if (response.headersSent) return response.destroy();
      response.writeHead(500, { "content-type": "application/json" });
      response.end(
        JSON.stringify({ error: `The simulator failed: ${error instanceof Error ? error.message : String(error)}` }),
      );
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 5_000;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: address }, () => {
      server.off("error", reject);
      resolve(server);
    });
  });
}

async function serve(
  host: Pick<SimulatorHost, "handle">,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readAll(request);
  if (body === null) {
    response.writeHead(413, { connection: "close" });
    response.end();
    return;
  }
  const headers = new Headers();
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    headers.append(request.rawHeaders[index] ?? "", request.rawHeaders[index + 1] ?? "");
  }
  const left = new AbortController();
  response.once("close", () => left.abort());
  const url = `http://${request.headers.host ?? "localhost"}${request.url ?? "/"}`;
  const outcome = await host
    .handle({ method: request.method ?? "GET", url, headers, body }, left.signal)
    .catch((error: unknown) => {
      // The caller hung up while a slow answer was held back: nobody is left to tell.
      if (left.signal.aborted) return null;
      throw error;
    });
  if (!outcome) return;
  if (outcome.kind === "drop") {
    request.socket.destroy();
    return;
  }
  const bytes = Buffer.from(outcome.body);
  if (outcome.status !== 204) response.setHeader("content-length", bytes.length);
  response.writeHead(outcome.status, outcome.headers);
  if (outcome.kind === "answer") {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => request.socket.destroy());
}

async function readAll(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function isAddressTrouble(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT" || code === "EADDRINUSE" || code === "EINVAL";
}
