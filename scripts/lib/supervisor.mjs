import { checkEnvironment } from "./check-environment.mjs";
import { childEnvironment } from "./child-environment.mjs";
import { createChildren } from "./children.mjs";
import { readDemoKeys, seed, wantsDemo } from "./database.mjs";
import { ensureBuilt } from "./ensure-built.mjs";
import { ensureGenerated } from "./ensure-generated.mjs";
import { binOf } from "./ensure-installed.mjs";
import { applyMigrations } from "./migrations.mjs";
import { freePorts, isPortFree } from "./ports.mjs";
import { embeddedUrl, startPostgres } from "./postgres.mjs";
import { isAlive } from "./processes.mjs";
import { claimHome, releaseHome, writeRunRecord } from "./run-record.mjs";
import { SetupError, say } from "./say.mjs";
import { loadSecrets } from "./secrets.mjs";
import { typescript } from "./typescript.mjs";
import { waitForOk } from "./wait-for.mjs";

const READY_TIMEOUT_MS = { production: 60_000, development: 180_000 };
/**
 * The application waits for open answers when it is asked to stop, and an event stream of an open page never ends by itself.
 * It holds no state, so it gets time for a request in flight and no more.
 */
const APP_STOP_TIMEOUT_MS = 3_000;
const BOOT_DEATHS = 3;
/** How far the worker gives way: where processors are short, people who wait for a page go first. */
const BEHIND_THE_PAGES = 10;
const DATABASE_WATCH_MS = 1_000;

/**
 * @typedef {object} RunningStack
 * @property {string} appUrl
 * @property {string} simulatorUrl
 * @property {string} engineUrl
 * @property {string} databaseUrl
 * @property {Record<string, string>} keys demo API keys by organisation (`demo`, `other`)
 * @property {ReturnType<typeof createChildren>} children
 * @property {() => Promise<void>} untilReady waits for every part's own word that it is ready
 * @property {() => Promise<void>} stop
 * @property {Promise<string>} givenUp resolves with a message when a part could not be kept alive
 */

/**
 * Brings all of Lockstep up on one machine: database, migrations, demo data, simulators, executor, application.
 * @param {object} options
 * @param {import("./settings.mjs").Settings} options.settings
 * @param {NodeJS.ProcessEnv} options.source the environment its parts are given what they need of
 * @param {boolean} [options.development] hot reload instead of the production build
 * @param {boolean} [options.build] make the build when it is missing or old
 * @param {boolean} [options.restart] start a part again when it dies
 * @param {boolean} [options.throwaway] the embedded database forces nothing to disk, for tests
 * @param {(line: string) => void} [options.print] a line of a part's output
 * @returns {Promise<RunningStack>}
 */
export async function startSupervised({
  settings,
  source,
  development = false,
  build = true,
  restart = true,
  throwaway = false,
  print = say,
}) {
  const { home } = settings;
  await claimHome(home);
  const urls = {
    app: `http://localhost:${settings.port}`,
    simulators: `http://localhost:${settings.simulatorPort}`,
    executor: `http://127.0.0.1:${settings.enginePort}`,
  };
  /** @type {(message: string) => void} */
  let giveUp = () => undefined;
  const givenUp = new Promise((resolve) => {
    giveUp = resolve;
  });
  const failed = new AbortController();
  const children = createChildren({
    home,
    print,
    onPids: (pids) => {
      recording = recording.then(() => writeRunRecord(home, { pid: process.pid, children: pids, urls }));
    },
    onGivenUp: (name, lastLines) => {
      const message = `${name} does not stay up. Its last lines:\n${lastLines.join("\n")}`;
      // Later it is for whoever started us to decide; a harness kills parts on purpose.
      if (booting) failed.abort(new SetupError(message));
      giveUp(message);
    },
    // What dies again and again before it was ever ready is set up wrongly; later it is a fault that may pass.
    maximumDeaths: () => (booting ? BOOT_DEATHS : Number.POSITIVE_INFINITY),
  });
  let recording = Promise.resolve();
  let booting = true;
  /** @type {Awaited<ReturnType<typeof startPostgres>> | undefined} */
  let server;
  /** @type {NodeJS.Timeout | undefined} */
  let watch;

  /** @type {Promise<void> | undefined} */
  let stopping;
  const stop = () => {
    stopping ??= (async () => {
      clearInterval(watch);
      // Those who write go first, then those they write to.
      await children.stop(["app", "worker", "executor"]);
      await children.stop();
      await recording;
      await server?.stop();
      await releaseHome(home);
    })();
    return stopping;
  };

  try {
    await checkPorts(settings);
    const secrets = await loadSecrets(home);
    const databaseUrl =
      settings.databaseUrl ?? embeddedUrl({ port: settings.databasePort, password: secrets.databasePassword });
    const env = childEnvironment({ settings, secrets, databaseUrl, source, development });
    checkEnvironment(env);
    const startDatabase = () =>
      startPostgres({ home, port: settings.databasePort, password: secrets.databasePassword, throwaway });

    if (settings.simulators) {
      await children.start({ name: "simulators", args: typescript("scripts/simulators.ts"), env }, { restart });
    }
    const prepareDatabase = async () => {
      if (!settings.databaseUrl) server = await startDatabase();
      const applied = await applyMigrations(databaseUrl);
      if (applied.length > 0) say(`Applied ${applied.length === 1 ? "1 migration" : `${applied.length} migrations`}.`);
    };
    const prepareCode = async () => {
      await ensureGenerated();
      if (!development && build) await ensureBuilt();
    };
    await settleAll([prepareDatabase(), prepareCode()]);

    if (await wantsDemo({ url: databaseUrl, home: settings.home })) {
      if (settings.simulators)
        await waitForOk(`${urls.simulators}/_control/health`, readyOptions(development, failed.signal));
      say("Writing the demo organisations.");
      await seed({ settings, url: databaseUrl, source });
    }
    if (settings.engine === "local") {
      // The functions get a process of their own, so that a large push never slows the pages. While developing there is
      // one for both: two would compile everything twice.
      const [workerPort] = development ? [settings.port] : await freePorts(1);
      if (!development) {
        await children.start(
          {
            name: "worker",
            args: serveApplication({ port: workerPort, host: "127.0.0.1" }),
            env: { ...env, PORT: String(workerPort) },
            niceness: BEHIND_THE_PAGES,
            stopTimeoutMs: APP_STOP_TIMEOUT_MS,
          },
          { restart },
        );
      }
      const executorEnv = { ...env, LOCKSTEP_APP_URL: `http://127.0.0.1:${workerPort}` };
      await children.start(
        { name: "executor", args: typescript("scripts/executor.ts"), env: executorEnv },
        { restart },
      );
    }
    const app = { name: "app", args: application(settings, env, development), env, stopTimeoutMs: APP_STOP_TIMEOUT_MS };
    await children.start(app, { restart });

    let reviving = false;
    watch = setInterval(async () => {
      if (!server || reviving || isAlive(server.pid)) return;
      reviving = true;
      print("[database] ended unexpectedly; starting it again.");
      try {
        server = await startDatabase();
      } catch (error) {
        giveUp(`The database does not stay up: ${error instanceof Error ? error.message : error}`);
      }
      reviving = false;
    }, DATABASE_WATCH_MS);
    watch.unref();

    const untilReady = async () => {
      const options = readyOptions(development, failed.signal);
      await Promise.all([
        settings.simulators && waitForOk(`${urls.simulators}/_control/health`, options),
        settings.engine === "local" && waitForOk(`${urls.executor}/health`, options),
        waitForOk(`${urls.app}/api/ready`, options),
      ]);
      booting = false;
    };
    return {
      appUrl: urls.app,
      simulatorUrl: urls.simulators,
      engineUrl: urls.executor,
      databaseUrl,
      keys: await readDemoKeys(home),
      children,
      untilReady,
      stop,
      givenUp,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {boolean} development @param {AbortSignal} signal */
const readyOptions = (development, signal) => ({
  timeoutMs: READY_TIMEOUT_MS[development ? "development" : "production"],
  signal,
});

/**
 * Reachable from this machine alone, unless AUTH_URL says that people come by another name: the demo's password is public.
 * @param {import("./settings.mjs").Settings} settings
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} development
 */
function application(settings, env, development) {
  const { hostname } = new URL(env.AUTH_URL ?? "http://localhost");
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return serveApplication({ port: settings.port, host: local ? "127.0.0.1" : "0.0.0.0", development });
}

/** @param {{ port: number, host: string, development?: boolean }} options */
const serveApplication = ({ port, host, development = false }) => [
  binOf.next,
  development ? "dev" : "start",
  "-p",
  String(port),
  "-H",
  host,
];

/** @param {import("./settings.mjs").Settings} settings */
async function checkPorts(settings) {
  const wanted = [
    { port: settings.port, variable: "PORT", who: "the application" },
    ...(settings.simulators
      ? [{ port: settings.simulatorPort, variable: "LOCKSTEP_SIMULATOR_PORT", who: "the simulators" }]
      : []),
    ...(settings.engine === "local"
      ? [{ port: settings.enginePort, variable: "LOCKSTEP_ENGINE_PORT", who: "the executor" }]
      : []),
  ];
  for (const { port, variable, who } of wanted) {
    const free = (await isPortFree(port, "127.0.0.1")) && (await isPortFree(port, "::1"));
    if (!free) throw new SetupError(`Port ${port} is in use, so ${who} cannot start. Set ${variable} to a free port.`);
  }
}

/**
 * Like Promise.all, but waits for all of them before it fails: nothing goes on in the background while we clean up.
 * @param {Promise<void>[]} work
 */
async function settleAll(work) {
  const results = await Promise.allSettled(work);
  const failure = results.find((result) => result.status === "rejected");
  if (failure) throw failure.reason;
}
