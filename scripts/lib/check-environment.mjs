import { require as requireTypescript } from "tsx/cjs/api";
import { SetupError } from "./say.mjs";

/**
 * Refuses an environment that the application would refuse, before anything is started: the parts themselves find out one by
 * one, some of them only at their first request. In this process, because a child of its own would cost a second of every start.
 * @param {Record<string, string | undefined>} env
 * @throws {SetupError} naming each bad variable
 */
export function checkEnvironment(env) {
  /** @type {typeof import("../../lib/env")} */
  const { parseEnv } = requireTypescript("../../lib/env.ts", import.meta.url);
  try {
    parseEnv(env);
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error));
  }
}
