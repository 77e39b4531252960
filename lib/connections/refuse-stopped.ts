import { listOpenBreakers } from "../db/breaker";
import { AppError } from "../errors";
import { breakerWaitMs } from "../http/breaker";

/**
 * Throws `breaker_open`, with the time until the next try, when calls to one of these connections are stopped. Once the
 * cool-down is over it does not: the first call of whatever is started then is the one that tries.
 */
export async function refuseStopped(connections: { id: string; name: string }[]): Promise<void> {
  const stopped = (await listOpenBreakers(connections.map(({ id }) => id)))
    .map((row) => ({ ...row, waitMs: breakerWaitMs(row) }))
    .sort((a, b) => b.waitMs - a.waitMs)[0];
  if (!stopped) return;
  const { name } = connections.find(({ id }) => id === stopped.connectionId) ?? { name: "The platform" };
  throw new AppError(
    "breaker_open",
    `${name} keeps failing, so nothing is sent there for now. It is tried again in ${inWords(stopped.waitMs)}; then ask again.`,
    { retryAfterMs: stopped.waitMs },
  );
}

function inWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 90) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
