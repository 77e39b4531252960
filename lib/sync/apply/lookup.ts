import type { Intent, IntentAnswer, IsClaimed, PlatformAdapter } from "../../platforms/types";

type Waiting = { intent: Intent; resolve: (answer: IntentAnswer) => void; reject: (error: unknown) => void };

/**
 * Looks up creates whose answer was lost. Those that ask at the same moment share one listing per parent. A listing
 * that fell short must not lead to a second create, so "none" is believed only when a second listing agrees.
 */
export function createLookup(adapter: PlatformAdapter, claimedIds: () => Promise<Set<string>>) {
  let waiting: Waiting[] = [];

  async function answerAll(): Promise<void> {
    const asked = waiting;
    waiting = [];
    try {
      const claimed = await claimedIds();
      const isClaimed: IsClaimed = (platformId) => claimed.has(platformId);
      const first = await adapter.findByIntent(
        asked.map(({ intent }) => intent),
        isClaimed,
      );
      const missing = asked.filter((_, index) => first[index]?.outcome === "none");
      const second =
        missing.length > 0
          ? await adapter.findByIntent(
              missing.map(({ intent }) => intent),
              isClaimed,
            )
          : [];
      const confirmed = new Map(missing.map((item, index) => [item, second[index]]));
      asked.forEach((item, index) => {
        item.resolve(confirmed.get(item) ?? first[index] ?? { outcome: "none" });
      });
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  return (intent: Intent): Promise<IntentAnswer> =>
    new Promise((resolve, reject) => {
      waiting.push({ intent, resolve, reject });
      if (waiting.length === 1) setImmediate(() => void answerAll());
    });
}

export type Lookup = ReturnType<typeof createLookup>;
