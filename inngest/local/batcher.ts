/**
 * Group commit: what arrives while a statement is under way travels together in the next one. Under load many small
 * writes become a few larger ones; a lone write goes out at once.
 */
export class Batcher<Item, Result> {
  private waiting: { item: Item; resolve: (result: Result) => void; reject: (reason: unknown) => void }[] = [];
  private flushing = 0;
  private readonly flush: (items: Item[]) => Promise<Result[]>;
  private readonly limits: { readonly items: number; readonly lanes: number };

  /**
   * `flush` answers with one result for each item, in order; when it rejects for several items, each is tried alone, so
   * that one bad item fails alone. `lanes` is how many batches may be under way at once.
   */
  constructor(flush: (items: Item[]) => Promise<Result[]>, limits: { items: number; lanes: number }) {
    this.flush = flush;
    this.limits = limits;
  }

  submit(item: Item): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.waiting.length === 1) setImmediate(() => this.pump());
    });
  }

  private pump(): void {
    while (this.waiting.length > 0 && this.flushing < this.limits.lanes) {
      this.flushing += 1;
      const batch = this.waiting.splice(0, this.limits.items);
      void this.send(batch).finally(() => {
        this.flushing -= 1;
        this.pump();
      });
    }
  }

  private async send(batch: typeof this.waiting): Promise<void> {
    try {
      const results = await this.flush(batch.map((entry) => entry.item));
      batch.forEach((entry, index) => {
        const result = results[index];
        if (result === undefined) entry.reject(new Error("the batch answered with too few results"));
        else entry.resolve(result);
      });
    } catch (cause) {
      if (batch.length === 1) return batch[0]?.reject(cause);
      for (const entry of batch) await this.send([entry]);
    }
  }
}
