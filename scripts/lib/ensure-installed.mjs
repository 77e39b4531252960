import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { hashOf } from "./hash.mjs";
import { inProject, projectRoot } from "./paths.mjs";
import { run } from "./run.mjs";
import { SetupError, say } from "./say.mjs";

const MARK = ".lockstep-lock-hash";

/** @param {string} root */
function lockHash(root) {
  return hashOf(readFileSync(`${root}/package-lock.json`));
}

/**
 * Whether node_modules was installed from this very lock file. An install done by hand (`npm install`) counts when npm's
 * own record of the tree lists the same packages.
 * @param {string} root
 */
export function isInstalled(root = projectRoot) {
  const modules = `${root}/node_modules`;
  const mark = `${modules}/${MARK}`;
  if (existsSync(mark) && readFileSync(mark, "utf8").trim() === lockHash(root)) return true;
  return matchesInstalledTree(root);
}

/**
 * npm writes the tree it installed to node_modules/.package-lock.json; it lists the same versions as the lock file,
 * without the packages of other machines.
 * @param {string} root
 */
function matchesInstalledTree(root) {
  const record = `${root}/node_modules/.package-lock.json`;
  if (!existsSync(record)) return false;
  /** @type {Record<string, { version?: string, optional?: boolean }>} */
  const wanted = JSON.parse(readFileSync(`${root}/package-lock.json`, "utf8")).packages;
  /** @type {Record<string, { version?: string }>} */
  const present = JSON.parse(readFileSync(record, "utf8")).packages;
  const missing = Object.entries(wanted).some(
    ([name, entry]) => name !== "" && !entry.optional && present[name]?.version !== entry.version,
  );
  const other = Object.entries(present).some(([name, entry]) => wanted[name]?.version !== entry.version);
  return !missing && !other;
}

/** Installs the dependencies when node_modules does not match package-lock.json; says so first. */
export async function ensureInstalled(root = projectRoot) {
  if (isInstalled(root)) {
    writeMark(root);
    return;
  }
  say("Installing dependencies (npm ci). The first time takes about a minute.");
  // Under `npm start` npm names its own entry; a plain `node scripts/start.mjs` finds npm on the path.
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith(".js") ? [process.execPath, [npm, "ci"]] : ["npm", ["ci"]];
  const { code } = await run(command, [...args, "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
  });
  if (code !== 0) throw new SetupError("npm ci failed; its messages are above. Nothing was started.");
  writeMark(root);
}

/** @param {string} root */
function writeMark(root) {
  writeFileSync(`${root}/node_modules/${MARK}`, `${lockHash(root)}\n`);
}

/** The path of a dependency's command, run with `node` so that no shell or npx stands between. */
export const binOf = {
  next: inProject("node_modules", "next", "dist", "bin", "next"),
  prisma: inProject("node_modules", "prisma", "build", "index.js"),
  vitest: inProject("node_modules", "vitest", "vitest.mjs"),
  playwright: inProject("node_modules", "@playwright", "test", "cli.js"),
  biome: inProject("node_modules", "@biomejs", "biome", "bin", "biome"),
  tsc: inProject("node_modules", "typescript", "bin", "tsc"),
  depcruise: inProject("node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs"),
  knip: inProject("node_modules", "knip", "bin", "knip.js"),
};
