import { createServer } from "node:http";
import { serve } from "inngest/node";
import { inngest } from "../inngest/client";
import { functions } from "../inngest/functions";

/**
 * The functions behind a bare HTTP server, for the drill through the executor: a process that does the work and nothing
 * else, to be killed. PORT is where it listens; it says so with one line.
 */
const handler = serve({ client: inngest, functions });
const server = createServer((request, response) => void handler(request, response));
server.listen(Number(process.env.PORT), "127.0.0.1", () => process.stdout.write('{"ready":true}\n'));
