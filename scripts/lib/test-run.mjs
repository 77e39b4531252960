import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ensureChromium } from "./chromium.mjs";
import { ensureBuilt } from "./ensure-built.mjs";
import { ensureGenerated } from "./ensure-generated.mjs";
import { binOf } from "./ensure-installed.mjs";
import { checkLockFile } from "./lock-check.mjs";
import { checkDrift } from "./migration-files.mjs";
import { inProject, projectRoot } from "./paths.mjs";
import { freePorts, isPortFree } from "./ports.mjs";
import { startPostgres } from "./postgres.mjs";
import { run } from "./run.mjs";
import { say } from "./say.mjs";
import { makeTemporaryHome, removeTemporaryHome } from "./temporary-home.mjs";
import { oneCheck, readPlaywrightReport, readVitestReport } from "./test-results.mjs";
import { typescript } from "./typescript.mjs";

/** @typedef {import("./test-results.mjs").Counts} Counts */

const SOURCE_FOLDERS = ["app", "bench", "components", "e2e", "inngest", "lib", "prisma", "scripts"];

/**
 * Runs the chosen parts one after another: the machine may have two cores, and tests that wait for time dislike company.
 * @param {string[]} parts of static, unit, db, e2e
 * @returns {Promise<Counts[]>}
 */
export async function runTests(parts) {
  const reports = await mkdtemp(path.join(os.tmpdir(), "lockstep-reports-"));
  // Every exchange with a simulated platform is written here by whoever makes it, and checked at the end.
  const contractLog = `${path.join(reports, "contract")}/`;
  await mkdir(contractLog);
  const env = { ...process.env, LOCKSTEP_CONTRACT_LOG: contractLog, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: undefined };
  /** @type {Counts[]} */
  const counts = [];
  try {
    await ensureGenerated();
    if (parts.includes("static")) counts.push(...(await runStaticChecks(env)));
    const projects = parts.filter((part) => part === "unit" || part === "db");
    if (projects.length > 0) counts.push(await runVitest({ projects, reports, env }));
    if (parts.includes("e2e")) {
      const build = await check("production build", async () => {
        await ensureBuilt();
        return 0;
      });
      counts.push(build);
      counts.push(
        build.failed ? oneCheck(1, "The browser tests need a build.") : await runPlaywright({ reports, env }),
      );
    }
    // Only a whole run makes every exchange that the contract's coverage is judged by.
    if (parts.length === 4) counts.push(await checkContract(contractLog, env));
    return counts;
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
}

/**
 * One check that either holds or not; an error thrown by it is a failure with its text.
 * @param {string} name
 * @param {() => Promise<number | null>} work resolves to an exit code
 * @returns {Promise<Counts>}
 */
async function check(name, work) {
  say(`\n── ${name}`);
  const startedAt = Date.now();
  let failed = 1;
  try {
    failed = (await work()) === 0 ? 0 : 1;
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  say(`${failed ? "✗" : "✓"} ${name} (${seconds(startedAt)})`);
  return oneCheck(failed, failed ? `${name} failed.` : undefined);
}

/** @param {number} since */
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Counts[]>}
 */
async function runStaticChecks(env) {
  const tool =
    (/** @type {string} */ bin, /** @type {string[]} */ ...args) =>
    async () =>
      (await run(process.execPath, [bin, ...args], { env })).code;
  const folders = SOURCE_FOLDERS.filter((folder) => existsSync(inProject(folder)));
  const checks = /** @type {const} */ ([
    ["lock file", checkLock],
    ["format and lint (biome)", tool(binOf.biome, "ci", "--reporter=summary", ".")],
    ["types (tsc)", () => checkTypes(env)],
    ["import table (dependency-cruiser)", tool(binOf.depcruise, ...folders, "--config", ".dependency-cruiser.cjs")],
    ["unused code (knip)", tool(binOf.knip, "--no-progress")],
    ["migrations match the schema", checkMigrations],
  ]);
  const counts = [];
  for (const [name, work] of checks) counts.push(await check(name, work));
  return counts;
}

async function checkLock() {
  const problems = checkLockFile(await readFile(inProject("package-lock.json"), "utf8"));
  for (const problem of problems.slice(0, 20)) say(problem);
  return problems.length === 0 ? 0 : 1;
}

/** @param {NodeJS.ProcessEnv} env */
async function checkTypes(env) {
  // Next writes the types of its routes and of imported styles; a fresh checkout has none yet.
  const typegen = await run(process.execPath, [binOf.next, "typegen"], { env, capture: true });
  if (typegen.code !== 0) {
    say(typegen.output);
    return typegen.code;
  }
  return (await run(process.execPath, [binOf.tsc, "--noEmit", "-p", "."], { env })).code;
}

async function checkMigrations() {
  const home = await makeTemporaryHome("drift");
  const [port = 0] = await freePorts(1);
  const server = await startPostgres({ home, port, password: "test", throwaway: true });
  try {
    return await checkDrift(server.url);
  } finally {
    await server.stop();
    await removeTemporaryHome(home);
  }
}

/**
 * @param {{ projects: string[], reports: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<Counts>}
 */
async function runVitest({ projects, reports, env }) {
  say(`\n── tests: ${projects.join(", ")}`);
  const report = path.join(reports, "vitest.json");
  const whole = projects.length === 2;
  const args = [
    binOf.vitest,
    "run",
    ...projects.map((project) => `--project=${project}`),
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...(whole ? ["--coverage"] : []),
  ];
  const { code } = await run(process.execPath, args, {
    env: { ...env, ...(whole && { LOCKSTEP_COVERAGE_LIMIT: "1" }) },
  });
  return readVitestReport(report, code);
}

/**
 * @param {{ reports: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<Counts>}
 */
async function runPlaywright({ reports, env }) {
  say("\n── browser tests");
  const home = await makeTemporaryHome("e2e");
  try {
    const browser = await ensureChromium();
    const report = path.join(reports, "playwright.json");
    const { code } = await run(process.execPath, [binOf.playwright, "test"], {
      env: {
        ...env,
        ...(browser && { LOCKSTEP_CHROMIUM: browser }),
        LOCKSTEP_E2E_HOME: home,
        LOCKSTEP_E2E_PORT: String(await fourPortsInARow()),
        LOCKSTEP_E2E_REPORT: report,
      },
    });
    return await readPlaywrightReport(report, code);
  } catch (error) {
    return oneCheck(1, `The browser tests did not run: ${error instanceof Error ? error.message : error}`);
  } finally {
    await removeTemporaryHome(home);
  }
}

/** The first of the ports that playwright.config.ts gives to application, simulators, executor and database. */
async function fourPortsInARow() {
  for (;;) {
    const [first = 0] = await freePorts(1);
    const others = await Promise.all([1, 2, 3].map((step) => isPortFree(first + step, "127.0.0.1")));
    if (others.every(Boolean)) return first;
  }
}

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
function checkContract(folder, env) {
  return check("exchanges match the platforms' schemas", async () => {
    return (await run(process.execPath, typescript("scripts/contract.ts", folder), { cwd: projectRoot, env })).code;
  });
}
