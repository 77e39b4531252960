import { NonRetriableError, RetryAfterError } from "inngest";
import { AppError, PlatformError } from "../lib/errors";

/**
 * The one place where our errors become the executor's: waits keep their length, what will not get better by trying
 * again ends the step, anything else is a crash and is retried.
 */
export async function forInngest<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isToWait =
      error instanceof PlatformError && (error.code === "rate_limited" || error.retryAfterMs !== undefined);
    if (isToWait) throw new RetryAfterError(error.message, error.retryAfterMs ?? 5_000, { cause: error });
    if (error instanceof AppError) throw new NonRetriableError(error.message, { cause: error });
    throw error;
  }
}
