import { AppError, PlatformError } from "../errors";
import { failRun } from "./close-run";

/** Waiting does not mend these: a person has to act, or the platform has to be understood first. */
const FINAL = new Set(["auth_expired", "rejected", "contract_violation", "gone"]);

export const isFinal = (error: unknown): boolean =>
  error instanceof AppError || (error instanceof PlatformError && FINAL.has(error.code));

/**
 * Does one step of a run. What trying again would not mend ends the run, with the reason for the person; the step then
 * answers `fallback`. Anything else is thrown, and the durable function tries the step again.
 */
export async function endingRun<Result>(runId: string, fallback: Result, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isFinal(error)) throw error;
    await failRun(runId, error);
    return fallback;
  }
}
