import { logger } from "../lib/logger";

type Line = (message: unknown, ...rest: unknown[]) => void;

/** The SDK logs a stack trace for every unsigned request; one line with the reason is enough. */
const line =
  (level: "debug" | "info" | "warn" | "error"): Line =>
  (message, ...rest) => {
    const error = [message, ...rest].find((item) => item instanceof Error);
    const text = typeof message === "string" ? message : error instanceof Error ? error.message : "inngest";
    logger[level]({ source: "inngest", ...(error instanceof Error ? { reason: error.message } : {}) }, text);
  };

export const inngestLogger = { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
