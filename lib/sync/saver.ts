import type { LiveMessage } from "../db/live";
import type { LinkPatch, OperationPatch, Progress, saveProgress } from "../db/progress";

/** One thing that became known, saved with whatever else became known meanwhile. */
export type Entry = {
  link?: LinkPatch;
  operation?: OperationPatch;
  counts?: Partial<Progress["counts"]>;
  messages?: LiveMessage[];
};

export class RunTakenOver extends Error {
  constructor() {
    super("another worker has taken this run over");
    this.name = "RunTakenOver";
  }
}

type Waiting = { entry: Entry; resolve: () => void; reject: (error: unknown) => void };

/**
 * Group commit: while one bunch is being written the next one gathers, so the more happens at once the fewer round
 * trips each record costs, and a lone result is written at once. `save` resolves when the entry is durable.
 */
export function createSaver({
  write,
  head,
  onStopRequested,
}: {
  write: typeof saveProgress;
  onStopRequested: () => void;
  head: Pick<Progress, "organizationId" | "campaignSetId" | "syncRunId" | "generation" | "leaseMs">;
}) {
  let waiting: Waiting[] = [];
  let isWriting = false;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const bunch = waiting;
      waiting = [];
      try {
        const outcome = await write({ ...head, ...mergeEntries(bunch.map(({ entry }) => entry)) });
        if (outcome === "saved_stop_requested") onStopRequested();
        for (const { resolve, reject } of bunch) {
          if (outcome === "taken_over") reject(new RunTakenOver());
          else resolve();
        }
      } catch (error) {
        for (const { reject } of bunch) reject(error);
      }
    }
    isWriting = false;
  }

  return {
    save: (entry: Entry): Promise<void> =>
      new Promise((resolve, reject) => {
        waiting.push({ entry, resolve, reject });
        // A turn of the event loop lets everything that happened at the same moment share the statement.
        if (isWriting) return;
        isWriting = true;
        setImmediate(() => void writeAll());
      }),
  };
}

export type Saver = ReturnType<typeof createSaver>;

const overlaid = (earlier: LinkPatch | undefined, later: LinkPatch): LinkPatch => ({
  ...earlier,
  ...later,
  ...both("shadowDesired", earlier, later),
  ...both("shadowObserved", earlier, later),
  ...both("observed", earlier, later),
});

const both = (
  key: "shadowDesired" | "shadowObserved" | "observed",
  earlier: LinkPatch | undefined,
  later: LinkPatch,
): Partial<LinkPatch> => (earlier?.[key] && later[key] ? { [key]: { ...earlier[key], ...later[key] } } : {});

/** A statement may touch a row once: later facts about a row are laid over earlier ones. */
function mergeEntries(entries: Entry[]): Pick<Progress, "links" | "operations" | "counts" | "messages"> {
  const links = new Map<string, LinkPatch>();
  const operations = new Map<string, OperationPatch>();
  const counts = { synced: 0, failed: 0, skipped: 0 };
  const messages: LiveMessage[] = [];
  for (const entry of entries) {
    if (entry.link) links.set(entry.link.id, overlaid(links.get(entry.link.id), entry.link));
    if (entry.operation)
      operations.set(entry.operation.id, { ...operations.get(entry.operation.id), ...entry.operation });
    counts.synced += entry.counts?.synced ?? 0;
    counts.failed += entry.counts?.failed ?? 0;
    counts.skipped += entry.counts?.skipped ?? 0;
    messages.push(...(entry.messages ?? []));
  }
  return { links: [...links.values()], operations: [...operations.values()], counts, messages };
}
