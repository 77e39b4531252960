import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { freePorts } from "../../scripts/lib/ports.mjs";
import { startPostgres } from "../../scripts/lib/postgres.mjs";
import { makeTemporaryHome, removeTemporaryHome } from "../../scripts/lib/temporary-home.mjs";
import { typescript } from "../../scripts/lib/typescript.mjs";
import { measureEngine } from "../executor";
import { formatTable } from "./report";

/**
 * node --import tsx --conditions=react-server bench/support/executor-alone.ts: the executor benchmark without the
 * built application, with a bare HTTP server in its place and a durable database of its own.
 */
const [port, enginePort, databasePort] = await freePorts(3);
const home = await makeTemporaryHome("bench-executor");
const database = await startPostgres({ home, port: databasePort ?? 0, password: "bench" });
const eventKey = randomBytes(16).toString("hex");
const env: NodeJS.ProcessEnv = {
  PATH: process.env.PATH ?? "",
  NODE_ENV: "production",
  LOG_LEVEL: "warn",
  PORT: String(port),
  DATABASE_URL: database.url,
  AUTH_SECRET: randomBytes(16).toString("hex"),
  LOCKSTEP_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
  LOCKSTEP_APP_URL: `http://127.0.0.1:${port}`,
  LOCKSTEP_ENGINE_PORT: String(enginePort),
  INNGEST_BASE_URL: `http://127.0.0.1:${enginePort}`,
  INNGEST_EVENT_KEY: eventKey,
  INNGEST_SIGNING_KEY: `signkey-local-${randomBytes(32).toString("hex")}`,
};
const children: ChildProcess[] = [];
const startedAt = performance.now();
try {
  for (const file of ["bench/support/ten-steps-app.ts", "scripts/executor.ts"]) {
    children.push(spawn(process.execPath, typescript(file), { env, stdio: "inherit" }));
  }
  const engineUrl = `http://127.0.0.1:${enginePort}`;
  await untilReady(engineUrl);
  const log = (line: string) => process.stdout.write(`${line}\n`);
  const figures = await measureEngine({ engineUrl, eventKey, databaseUrl: database.url }, log);
  const seconds = (performance.now() - startedAt) / 1000;
  process.stdout.write(`\n${formatTable([{ name: "executor alone", seconds, figures }])}\n`);
} finally {
  await Promise.all(children.map(ended));
  await database.stop();
  await removeTemporaryHome(home);
}

async function untilReady(engineUrl: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const ready = await fetch(`${engineUrl}/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the executor did not become ready within 20 s");
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    if (!child.kill("SIGTERM")) resolve();
  });
}
