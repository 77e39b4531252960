import { Batcher } from "./batcher";
import type { Submission } from "./outcome";
import type { Registry } from "./registry";
import { prepareRoutes } from "./routing";
import type { Applied, Store } from "./store";

/** A statement of this size keeps its transaction well under the time of a slow request. */
const MOST_UNITS = 200;

/**
 * The way of every change into the database: submissions that arrive together are routed together, then applied by
 * one statement. Progress reports have lanes of their own, because a running function waits for their answer.
 */
export class Writer {
  private readonly general: Batcher<Submission, Applied>;
  private readonly reports: Batcher<Submission, Applied>;

  constructor(options: {
    store: Store;
    registry: () => Registry;
    now: () => number;
    /** Called when calls became due that nobody has leased yet. */
    onArmed: () => void;
  }) {
    const { store, registry, now, onArmed } = options;
    const flush = async (submissions: Submission[]): Promise<Applied[]> => {
      const emits = submissions.flatMap((submission) => submission.emits);
      const route = await prepareRoutes(emits, registry(), store, now());
      const { results, armed } = await store.apply(submissions.map((submission) => submission.unit(route)));
      if (armed) onArmed();
      return results;
    };
    this.general = new Batcher(flush, { items: MOST_UNITS, lanes: 2 });
    this.reports = new Batcher(flush, { items: MOST_UNITS, lanes: 2 });
  }

  submit(submission: Submission): Promise<Applied> {
    return this.general.submit(submission);
  }

  /** A checkpoint: memos and nothing else. */
  report(submission: Submission): Promise<Applied> {
    return this.reports.submit(submission);
  }
}
