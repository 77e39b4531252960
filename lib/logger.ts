import pino, { type Logger } from "pino";
import { env } from "./env";

const create = (): Logger =>
  pino({
    level: env.LOG_LEVEL,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ["*.authorization", "*.password", "*.token", "*.accessToken", "*.refreshToken", "*.credentials"],
      censor: "[redacted]",
    },
  });

let instance: Logger | undefined;

/**
 * JSON lines on stdout. Secrets are cut by path here, and never handed in by name elsewhere. Made at first use, so that
 * importing it (a build does) needs no environment.
 */
export const logger: Logger = new Proxy({} as Logger, {
  get: (_target, name) => {
    instance ??= create();
    const value: unknown = Reflect.get(instance, name);
    return typeof value === "function" ? value.bind(instance) : value;
  },
});
