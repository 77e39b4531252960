const POLL_MS = 50;
const ANSWER_TIMEOUT_MS = 5_000;

/**
 * Waits until an address answers with success.
 * @param {string} url
 * @param {object} options
 * @param {number} options.timeoutMs
 * @param {AbortSignal} [options.signal] ends the wait with its reason
 * @returns {Promise<void>}
 * @throws with the last answer when the time is over
 */
export async function waitForOk(url, { timeoutMs, signal }) {
  const deadline = Date.now() + timeoutMs;
  let last = "nothing answered";
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
      const text = await response.text();
      if (response.ok) return;
      last = `it answered ${response.status}: ${text.slice(0, 500)}`;
    } catch (error) {
      // Not listening yet is what is being waited out.
      last = error instanceof Error ? String(error.cause ?? error.message) : String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`${url} was not ready after ${Math.round(timeoutMs / 1000)} s; ${last}`);
}
