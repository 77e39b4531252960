import type { SimulatorHost } from "./host";

/** Runs one `fetch` against the host without a socket; failures look as they do from Node's own fetch. */
export async function fetchInProcess(
  host: Pick<SimulatorHost, "handle">,
  input: string | URL | Request,
  init?: RequestInit,
): Promise<Response> {
  const request = input instanceof Request ? input : null;
  const signal = init?.signal ?? request?.signal ?? undefined;
  signal?.throwIfAborted();
  const outcome = await host.handle(
    {
      method: init?.method ?? request?.method ?? "GET",
      url: request ? request.url : String(input),
      headers: new Headers(init?.headers ?? request?.headers),
      body: await readBody(init?.body, request),
    },
    signal ?? undefined,
  );
  signal?.throwIfAborted();
  if (outcome.kind === "drop") throw new TypeError("fetch failed", { cause: socketClosed() });
  const { status, headers, body } = outcome;
  // A redirect is handed back as it is: following it would leave the simulators.
  const hasBody = ![204, 304].includes(status);
  if (outcome.kind === "cut") return new Response(brokenStream(body), { status, headers });
  return new Response(hasBody ? body : null, { status, headers });
}

async function readBody(body: RequestInit["body"], request: Request | null): Promise<string> {
  if (typeof body === "string") return body;
  if (body instanceof URLSearchParams) return body.toString();
  if (body) return new Response(body).text();
  return request ? request.text() : "";
}

function socketClosed(): Error {
  return Object.assign(new Error("other side closed"), { name: "SocketError", code: "UND_ERR_SOCKET" });
}

/** Half of the body, then the break. */
function brokenStream(body: string): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent) return controller.error(new TypeError("terminated", { cause: socketClosed() }));
      sent = true;
      controller.enqueue(new TextEncoder().encode(body.slice(0, Math.floor(body.length / 2))));
    },
  });
}
