/**
 * The local executor as a process: runs the application's durable functions when no Inngest is configured.
 *
 * DATABASE_URL, LOCKSTEP_APP_URL, INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY are required. LOCKSTEP_ENGINE_PORT (8288)
 * and LOCKSTEP_EXECUTOR_CONCURRENCY (64 calls at once) have defaults; LOCKSTEP_EXECUTOR_RETRY_MS and
 * LOCKSTEP_EXECUTOR_LEASE_MS replace the standard waits, for tests.
 */
import { startExecutor } from "../inngest/local/executor";
import { logToStdout, reasonOf } from "../inngest/local/log";
import { fixedRetryDelay } from "../inngest/local/retry";

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

function count(name: string): number | undefined {
  const value = process.env[name];
  if (value === undefined || value === "") return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new Error(`${name} must be a whole number, not "${value}"`);
  return number;
}

async function main(): Promise<void> {
  const retryMs = count("LOCKSTEP_EXECUTOR_RETRY_MS");
  const leaseMs = count("LOCKSTEP_EXECUTOR_LEASE_MS");
  const concurrency = count("LOCKSTEP_EXECUTOR_CONCURRENCY");
  const executor = await startExecutor({
    databaseUrl: required("DATABASE_URL"),
    appUrl: required("LOCKSTEP_APP_URL"),
    port: count("LOCKSTEP_ENGINE_PORT") ?? 8288,
    eventKey: required("INNGEST_EVENT_KEY"),
    signingKey: required("INNGEST_SIGNING_KEY"),
    ...(concurrency && { concurrency }),
    ...(leaseMs !== undefined && { leaseMs }),
    ...(retryMs !== undefined && { retryDelay: fixedRetryDelay(retryMs) }),
  });

  let stopped = false;
  const stop = (signal: NodeJS.Signals) => {
    stopped = true;
    logToStdout("info", "stopping", { signal });
    void executor.stop().then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);

  try {
    const registry = await executor.ready;
    const functions = [...registry.functions.keys()];
    logToStdout("info", "ready", { ready: true, port: executor.port, app: registry.appId, functions });
  } catch (cause) {
    if (stopped) return;
    await executor.stop();
    throw cause;
  }
}

main().catch((cause) => {
  logToStdout("error", "the executor did not start", { reason: reasonOf(cause) });
  process.exit(1);
});
