import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";

/** @param {string | Buffer} content */
export const hashOf = (content) => createHash("sha256").update(content).digest("hex");

/**
 * All files under a file or folder, sorted, so that a hash over them does not depend on the disk's order. Missing: none.
 * @param {string} target
 * @param {(path: string) => boolean} keep is asked for each file and folder
 * @returns {Promise<string[]>}
 */
async function filesUnder(target, keep) {
  const found = await stat(target).catch((error) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!found || !keep(target)) return [];
  if (found.isFile()) return [target];
  if (!found.isDirectory()) return [];
  const names = (await readdir(target)).sort();
  const nested = await Promise.all(names.map((name) => filesUnder(path.join(target, name), keep)));
  return nested.flat();
}

/**
 * One hash over the names and contents of files and folders. A renamed, added, removed or edited file changes it.
 * @param {string} root paths are named relative to it, so a moved checkout keeps its hash
 * @param {string[]} targets relative to root; missing ones count as empty
 * @param {(path: string) => boolean} [keep]
 */
export async function hashFiles(root, targets, keep = () => true) {
  const lists = await Promise.all(targets.map((target) => filesUnder(path.join(root, target), keep)));
  const hash = createHash("sha256");
  for (const file of lists.flat()) {
    hash.update(path.relative(root, file)).update("\0");
    hash.update(hashOf(await readFile(file))).update("\0");
  }
  return hash.digest("hex");
}
