import pino from "pino";
import { env } from "./env";

/** JSON lines on stdout. Secrets are cut by path here, and never handed in by name elsewhere. */
export const logger = pino({
  level: env.LOG_LEVEL,
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: ["*.authorization", "*.password", "*.token", "*.accessToken", "*.refreshToken", "*.credentials"],
    censor: "[redacted]",
  },
});
