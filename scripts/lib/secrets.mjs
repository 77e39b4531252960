import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { SetupError } from "./say.mjs";

/**
 * @typedef {object} Secrets
 * @property {string} AUTH_SECRET
 * @property {string} LOCKSTEP_ENCRYPTION_KEYS `k1:<base64 of 32 bytes>`
 * @property {string} INNGEST_SIGNING_KEY `signkey-local-<64 hex>`
 * @property {string} INNGEST_EVENT_KEY
 * @property {string} databasePassword of the embedded server
 */

/** @returns {Secrets} */
function generate() {
  return {
    AUTH_SECRET: randomBytes(32).toString("base64"),
    LOCKSTEP_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    INNGEST_SIGNING_KEY: `signkey-local-${randomBytes(32).toString("hex")}`,
    INNGEST_EVENT_KEY: randomBytes(24).toString("hex"),
    databasePassword: randomBytes(18).toString("hex"),
  };
}

/**
 * The secrets of one machine, made once and kept in LOCKSTEP_HOME/secrets.json, readable by its owner alone.
 * A secret that an older file lacks is added; one that is there is never replaced, because stored credentials depend on it.
 * @param {string} home
 * @returns {Promise<Secrets>}
 */
export async function loadSecrets(home) {
  await mkdir(home, { recursive: true });
  const file = path.join(home, "secrets.json");
  const kept = await readSecrets(file);
  const secrets = { ...generate(), ...kept };
  if (Object.keys(kept).length < Object.keys(secrets).length) {
    // Written aside and renamed, so that a crash leaves the old file or the new one and never half of one.
    const draft = `${file}.${process.pid}`;
    await writeFile(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    await rename(draft, file);
  }
  await chmod(file, 0o600);
  return secrets;
}

/**
 * @param {string} file
 * @returns {Promise<Partial<Secrets>>}
 */
async function readSecrets(file) {
  const text = await readFile(file, "utf8").catch((error) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    // Generating new ones here would make every stored credential unreadable without a word.
    throw new SetupError(`${file} is not readable as JSON. Restore it, or remove it together with the database.`, {
      cause: error,
    });
  }
}
