import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, rename, stat } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { projectRoot } from "./paths.mjs";
import { giveWay, signalGroup } from "./processes.mjs";

const STOP_TIMEOUT_MS = 10_000;
const LOG_LIMIT_BYTES = 20 * 1024 * 1024;
/** The gaps before a child is started again; the last one repeats. */
const BACKOFF_MS = [200, 500, 1_000, 2_000, 5_000];
/** A child that ran this long had come up; its next death starts the gaps from the beginning. */
const STEADY_MS = 5_000;
const LAST_LINES = 20;

/**
 * @typedef {object} ChildSpec
 * @property {string} name
 * @property {string[]} args to `node`
 * @property {Record<string, string | undefined>} env the whole environment
 * @property {number} [niceness] above 0: gives way to the others where processors are short
 * @property {number} [stopTimeoutMs] how long it may take to stop before it is ended
 */

/**
 * Runs named processes: keeps their output (to `<home>/logs/<name>.log` and to `print`), starts one again when it dies, stops
 * all. Each child leads a process group, so Ctrl-C reaches only us and a child's own children go with it.
 *
 * @param {object} options
 * @param {string} options.home
 * @param {(line: string) => void} options.print one line of a child, or of ours about a child
 * @param {(pids: Record<string, number>) => void} options.onPids after each start and end
 * @param {(name: string, lastLines: string[]) => void} options.onGivenUp a child will not be started again
 * @param {() => number} options.maximumDeaths how many quick deaths in a row end the tries, asked at each death
 */
export function createChildren({ home, print, onPids, onGivenUp, maximumDeaths }) {
  /** @type {Map<string, Child>} */
  const children = new Map();
  let stopping = false;

  /**
   * @typedef {object} Child
   * @property {ChildSpec} spec
   * @property {import("node:child_process").ChildProcess} [process]
   * @property {import("node:fs").WriteStream} log
   * @property {string[]} lastLines
   * @property {number} deaths in a row
   * @property {boolean} asked whether we sent the process that runs now a signal
   * @property {boolean} restart whether a death is answered with a new start
   * @property {Promise<void>} ended of the process that runs now
   * @property {NodeJS.Timeout} [timer]
   */

  const reportPids = () =>
    onPids(
      Object.fromEntries(
        [...children].flatMap(([name, { process: running }]) => (running?.pid ? [[name, running.pid]] : [])),
      ),
    );

  /** @param {Child} child */
  function launch(child) {
    const { name, args, env } = child.spec;
    const startedAt = Date.now();
    const running = spawn(process.execPath, args, {
      cwd: projectRoot,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.process = running;
    // Set before it has started anything: what it starts inherits it.
    if (child.spec.niceness && running.pid) giveWay(running.pid, child.spec.niceness);
    child.asked = false;
    for (const stream of [running.stdout, running.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        child.log.write(`${line}\n`);
        child.lastLines = [...child.lastLines.slice(1 - LAST_LINES), line];
        print(labelled(name, line));
      });
    }
    child.ended = new Promise((resolve) => {
      running.once("close", (code, signal) => {
        child.process = undefined;
        reportPids();
        resolve();
        if (stopping) return;
        if (child.restart) revive(child, { how: signal ?? `code ${code}`, livedMs: Date.now() - startedAt });
        else if (!child.asked) onGivenUp(child.spec.name, child.lastLines);
      });
    });
    // Without a listener a program that cannot be started would end us; `close` follows and is handled above.
    running.once("error", (error) => print(labelled(name, `cannot be started: ${error.message}`)));
    reportPids();
  }

  /** @param {Child} child @param {{ how: string, livedMs: number }} death */
  function revive(child, { how, livedMs }) {
    child.deaths = livedMs > STEADY_MS ? 1 : child.deaths + 1;
    if (child.deaths > maximumDeaths()) {
      print(labelled(child.spec.name, `ended again (${how}); not trying any more.`));
      onGivenUp(child.spec.name, child.lastLines);
      return;
    }
    const gapMs = BACKOFF_MS[Math.min(child.deaths, BACKOFF_MS.length) - 1] ?? 0;
    print(labelled(child.spec.name, `ended unexpectedly (${how}); starting it again in ${gapMs} ms.`));
    child.timer = setTimeout(() => launch(child), gapMs);
  }

  /** @param {string} name */
  function find(name) {
    const child = children.get(name);
    if (!child) throw new Error(`There is no child named ${name}.`);
    return child;
  }

  /** @param {Child} child */
  async function end(child) {
    clearTimeout(child.timer);
    child.restart = false;
    child.asked = true;
    const pid = child.process?.pid;
    if (!pid) return;
    signalGroup(pid, "SIGTERM");
    const { name, stopTimeoutMs = STOP_TIMEOUT_MS } = child.spec;
    const timer = setTimeout(() => {
      print(labelled(name, `still has work open after ${stopTimeoutMs / 1000} s; ending it.`));
      signalGroup(pid, "SIGKILL");
    }, stopTimeoutMs);
    await child.ended;
    clearTimeout(timer);
  }

  // Should this process end without `stop` (an uncaught error), its children are asked to end with it.
  const onExit = () => {
    for (const { process: running } of children.values()) if (running?.pid) signalGroup(running.pid, "SIGTERM");
  };
  process.once("exit", onExit);

  return {
    /**
     * @param {ChildSpec} spec
     * @param {{ restart?: boolean }} [options] whether it is started again when it dies
     */
    async start(spec, { restart = true } = {}) {
      const log = await openLog(home, spec.name);
      /** @type {Child} */
      const child = { spec, log, lastLines: [], deaths: 0, asked: false, restart, ended: Promise.resolve() };
      children.set(spec.name, child);
      launch(child);
    },

    /**
     * Sends a signal to a child and what it started. What happens then is its restart policy's business.
     * @param {string} name
     * @param {NodeJS.Signals} signal
     */
    async kill(name, signal) {
      const child = find(name);
      if (!child.process?.pid) return;
      const ended = child.ended;
      child.asked = true;
      signalGroup(child.process.pid, signal);
      if (signal === "SIGKILL") await ended;
    },

    /**
     * Stops a child if it runs, and starts it.
     * @param {string} name
     */
    async restart(name) {
      const child = find(name);
      const policy = child.restart;
      await end(child);
      child.restart = policy;
      child.deaths = 0;
      launch(child);
    },

    /** @param {string} name */
    lastLines: (name) => find(name).lastLines,

    /** @param {string} name */
    isRunning: (name) => find(name).process !== undefined,

    /** @returns {Record<string, number>} */
    pids: () =>
      Object.fromEntries(
        [...children].flatMap(([name, { process: running }]) => (running?.pid ? [[name, running.pid]] : [])),
      ),

    /**
     * Stops the named ones together, or all.
     * @param {string[]} [names]
     */
    async stop(names = [...children.keys()]) {
      stopping ||= names.length === children.size;
      await Promise.all(names.filter((name) => children.has(name)).map((name) => end(find(name))));
      for (const name of names) children.get(name)?.log.end();
      if (stopping) process.off("exit", onExit);
    },
  };
}

/**
 * A line with its source: JSON stays JSON, for programs that read our output; other text gets a prefix.
 * @param {string} name
 * @param {string} line
 */
export function labelled(name, line) {
  if (line.startsWith('{"') && line.endsWith("}")) return `{"from":${JSON.stringify(name)},${line.slice(1)}`;
  return `[${name}] ${line}`;
}

/**
 * @param {string} home
 * @param {string} name
 */
async function openLog(home, name) {
  const file = path.join(home, "logs", `${name}.log`);
  await mkdir(path.dirname(file), { recursive: true });
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_LIMIT_BYTES) await rename(file, `${file}.1`);
  return createWriteStream(file, { flags: "a" });
}
