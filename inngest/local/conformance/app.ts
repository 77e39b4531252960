import { createServer, type Server } from "node:http";
import type { Inngest } from "inngest";
import { serve } from "inngest/node";
import type { AnyFunction } from "./kit";

/** The application under test: the real SDK behind a small HTTP server. Can go away and come back on its port. */
export interface TestApp {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startTestApp(options: {
  client: Inngest;
  functions: readonly AnyFunction[];
  port?: number;
}): Promise<TestApp> {
  const { client, functions } = options;
  const handler = serve({ client, functions });
  let server: Server;
  let port = options.port ?? 0;
  const start = async () => {
    server = createServer({ keepAliveTimeout: 5_000 }, (request, response) => {
      if (request.url?.startsWith("/api/inngest")) void handler(request, response);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => resolve());
    });
    const address = server.address();
    if (typeof address === "object" && address !== null) port = address.port;
  };
  await start();
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    start,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
