import { createWriteStream } from "node:fs";
import path from "node:path";
import { freePorts } from "./ports.mjs";
import { readSettings } from "./settings.mjs";
import { startSupervised } from "./supervisor.mjs";
import { makeTemporaryHome, removeTemporaryHome } from "./temporary-home.mjs";

/**
 * A whole Lockstep for a benchmark or a test harness: its own home, ports and database, nothing of the caller's environment.
 *
 * @param {object} [options]
 * @param {string} [options.home] kept after `stop`; without it a temporary one, removed by `stop`
 * @param {Partial<{ app: number, database: number, simulators: number, engine: number }>} [options.ports] free ones otherwise
 * @param {Record<string, string>} [options.env] added to what its parts are given
 * @param {boolean} [options.build] make the build when it is missing or old (default true)
 * @param {boolean} [options.restart] start a part again when it dies (default false: whoever kills it decides)
 * @param {boolean} [options.durable] whether the database forces commits to disk (default true)
 * @param {boolean} [options.memorySimulators] whether simulators forget their state when they end (default false, so that a
 *   killed and restarted simulator still is the same platform)
 */
export async function startStack({
  home,
  ports = {},
  env = {},
  build = true,
  restart = false,
  durable = true,
  memorySimulators = false,
} = {}) {
  const folder = home ?? (await makeTemporaryHome("stack"));
  const [app, database, simulators, engine] = await freePorts(4);
  const source = {
    ...systemEnvironment(),
    LOG_LEVEL: "warn",
    ...env,
    PORT: String(ports.app ?? app),
    LOCKSTEP_HOME: folder,
    LOCKSTEP_DB_PORT: String(ports.database ?? database),
    LOCKSTEP_SIMULATOR_PORT: String(ports.simulators ?? simulators),
    LOCKSTEP_ENGINE_PORT: String(ports.engine ?? engine),
    ...(memorySimulators && { LOCKSTEP_SIMULATOR_STATE: "memory" }),
  };
  /** @type {import("node:fs").WriteStream | undefined} */
  let log;
  const stack = await startSupervised({
    settings: readSettings(source),
    source,
    build,
    restart,
    throwaway: !durable,
    print: (line) => {
      log ??= createWriteStream(path.join(folder, "logs", "all.log"), { flags: "a" });
      log.write(`${line}\n`);
    },
  });

  const stop = async () => {
    await stack.stop();
    log?.end();
    if (!home) await removeTemporaryHome(folder);
  };
  try {
    await stack.untilReady();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    home: folder,
    appUrl: stack.appUrl,
    simulatorUrl: stack.simulatorUrl,
    engineUrl: stack.engineUrl,
    databaseUrl: stack.databaseUrl,
    /** Demo API keys: `demo` and `other`. */
    keys: stack.keys,
    /** Process ids by name: app, executor, simulators. */
    pids: () => stack.children.pids(),
    /**
     * Sends a signal to one part (`app`, `executor`, `simulators`); for SIGKILL it is gone when this returns.
     * @param {string} name
     * @param {NodeJS.Signals} [signal]
     */
    kill: (name, signal = "SIGKILL") => stack.children.kill(name, signal),
    /**
     * Starts one part again, stopping it first if it runs, and waits until the whole is ready.
     * @param {string} name
     */
    restart: async (name) => {
      await stack.children.restart(name);
      await stack.untilReady();
    },
    untilReady: stack.untilReady,
    /** Stops everything and removes a temporary home. */
    stop,
  };
}

/** @typedef {Awaited<ReturnType<typeof startStack>>} Stack */

/** What programs need of the machine, without any setting of Lockstep's. */
function systemEnvironment() {
  const names = ["PATH", "HOME", "LANG", "TZ", "TMPDIR", "NODE_EXTRA_CA_CERTS", "LOCKSTEP_CONTRACT_LOG"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
