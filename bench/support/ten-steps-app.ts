import { createServer } from "node:http";
import { serve } from "inngest/node";
import { inngest } from "../../inngest/client";
import { benchFunctions } from "../../inngest/functions/bench-ten-steps";

/** The functions of the executor benchmark behind a bare HTTP server, to measure the executor without Next.js. */
const handler = serve({ client: inngest, functions: benchFunctions });
createServer((request, response) => void handler(request, response)).listen(Number(process.env.PORT), "127.0.0.1");
