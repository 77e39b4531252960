/** Asked again when the last answer is older than this; a slow question is asked less often. */
const FRESH_MS = 250;
const ASKING_SHARE = 10;

/**
 * Answers from one question what many callers ask at the same time: a run with a thousand operations looks at what moved
 * over there a few times a second, not once for each.
 */
export function createWatch<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let freshUntil = 0;
  let answer: Promise<Answer> | undefined;
  return () => {
    if (answer && performance.now() < freshUntil) return answer;
    const began = performance.now();
    freshUntil = Number.POSITIVE_INFINITY;
    answer = ask().finally(() => {
      const now = performance.now();
      freshUntil = now + Math.max(FRESH_MS, (now - began) * ASKING_SHARE);
    });
    return answer;
  };
}
