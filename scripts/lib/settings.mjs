import { existsSync } from "node:fs";
import path from "node:path";
import { inProject, projectRoot } from "./paths.mjs";
import { SetupError } from "./say.mjs";

const INNGEST_VARIABLES = ["INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY", "INNGEST_BASE_URL", "INNGEST_DEV"];

/**
 * @typedef {object} Settings what the start script decides from the environment; the rest is the application's own
 * @property {string} home absolute
 * @property {number} port
 * @property {number} databasePort
 * @property {number} simulatorPort
 * @property {number} enginePort
 * @property {string | undefined} databaseUrl undefined: the embedded server
 * @property {boolean} simulators
 * @property {"local" | "inngest"} engine
 */

/** Reads `.env` of the project into this process; what is set already wins. */
export function loadEnvFile() {
  const file = inProject(".env");
  if (existsSync(file)) process.loadEnvFile(file);
}

/**
 * @param {Record<string, string | undefined>} env
 * @returns {Settings}
 * @throws {SetupError} naming the variable
 */
export function readSettings(env) {
  const configured = INNGEST_VARIABLES.some((name) => env[name]);
  return {
    home: path.resolve(projectRoot, env.LOCKSTEP_HOME || ".lockstep"),
    port: portOf(env, "PORT", 3000),
    databasePort: portOf(env, "LOCKSTEP_DB_PORT", 54329),
    simulatorPort: portOf(env, "LOCKSTEP_SIMULATOR_PORT", 4010),
    enginePort: portOf(env, "LOCKSTEP_ENGINE_PORT", 8288),
    databaseUrl: databaseUrlOf(env),
    simulators: oneOf(env, "LOCKSTEP_SIMULATORS", ["on", "off"], "on") === "on",
    engine: oneOf(env, "LOCKSTEP_ENGINE", ["local", "inngest"], configured ? "inngest" : "local"),
  };
}

/** @param {Record<string, string | undefined>} env @param {string} name @param {number} fallback */
function portOf(env, name, fallback) {
  const text = env[name];
  if (!text) return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new SetupError(`${name} is "${text}", expected a port number.`);
  return port;
}

/** @param {Record<string, string | undefined>} env */
function databaseUrlOf(env) {
  const url = env.DATABASE_URL;
  if (!url) return undefined;
  if (!/^postgres(ql)?:\/\//.test(url)) throw new SetupError("DATABASE_URL must start with postgresql://.");
  return url;
}

/**
 * @template {string} T
 * @param {Record<string, string | undefined>} env
 * @param {string} name
 * @param {readonly T[]} allowed
 * @param {T} fallback
 * @returns {T}
 */
function oneOf(env, name, allowed, fallback) {
  const text = env[name];
  if (!text) return fallback;
  const value = allowed.find((candidate) => candidate === text);
  if (!value) throw new SetupError(`${name} is "${text}", expected ${allowed.join(" or ")}.`);
  return value;
}
