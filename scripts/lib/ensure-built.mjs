import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { binOf } from "./ensure-installed.mjs";
import { hashFiles } from "./hash.mjs";
import { cacheFolder, inProject, projectRoot } from "./paths.mjs";
import { isAlive } from "./processes.mjs";
import { run } from "./run.mjs";
import { SetupError, say } from "./say.mjs";

const MARK = inProject(".next", "lockstep-source-hash");
const LOCK = path.join(cacheFolder, "build.pid");

/** Everything the production build is made from. */
const SOURCES = [
  "app",
  "components",
  "lib",
  "inngest",
  "public",
  "prisma/schema.prisma",
  "instrumentation.ts",
  "proxy.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];

const isSource = (/** @type {string} */ file) => !/\.test\.tsx?$/.test(file) && !/[\\/]lib[\\/]testing$/.test(file);

/** The hash of the sources as they are now. */
export const sourceHash = () => hashFiles(projectRoot, SOURCES, isSource);

/** @param {string} hash */
async function isBuilt(hash) {
  return existsSync(inProject(".next", "BUILD_ID")) && existsSync(MARK) && (await readFile(MARK, "utf8")) === hash;
}

/**
 * Values a build must be able to parse and never uses: pages that need the real ones are rendered on request.
 * With them a build needs no secrets, and no secret can end up in the output.
 */
const BUILD_ENV = {
  DATABASE_URL: "postgresql://build:build@127.0.0.1:1/build",
  AUTH_SECRET: "only-for-building-never-used-to-sign",
  LOCKSTEP_ENCRYPTION_KEYS: `build:${Buffer.alloc(32).toString("base64")}`,
  LOG_LEVEL: "warn",
};

/**
 * Makes the production build when the sources are not the built ones. Two commands started together build once.
 * @param {{ force?: boolean }} [options]
 */
export async function ensureBuilt({ force = false } = {}) {
  if (!force && (await isBuilt(await sourceHash()))) return;
  await withBuildLock(async () => {
    const hash = await sourceHash();
    if (!force && (await isBuilt(hash))) return;
    say("Building the application. This takes about a minute after a change.");
    await rm(MARK, { force: true });
    const env = { ...process.env, ...BUILD_ENV, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
    const { code } = await run(process.execPath, [binOf.next, "build"], { env });
    if (code !== 0) throw new SetupError("The build failed; its messages are above.");
    await writeFile(MARK, hash);
  });
}

/** @param {() => Promise<void>} work */
async function withBuildLock(work) {
  await mkdir(cacheFolder, { recursive: true });
  for (let told = false; ; ) {
    try {
      await writeFile(LOCK, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || error.code !== "EEXIST") throw error;
    }
    const holder = Number(await readFile(LOCK, "utf8").catch(() => "0"));
    if (!isAlive(holder)) {
      await rm(LOCK, { force: true });
      continue;
    }
    if (!told) say(`Waiting for the build that process ${holder} is making.`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  try {
    await work();
  } finally {
    await rm(LOCK, { force: true });
  }
}
