export interface Entry {
  readonly label: string;
  readonly at: number;
  readonly data: unknown;
}

type Check<T> = (entries: readonly Entry[]) => T | undefined;

/** What the functions under test did, by the key of the case that made them; checks wait for it instead of sleeping. */
export class Recorder {
  private readonly byKey = new Map<string, Entry[]>();
  private readonly watchers = new Set<() => void>();

  note(key: string, label: string, data: unknown = null): void {
    const entries = this.byKey.get(key) ?? [];
    entries.push({ label, at: Date.now(), data });
    this.byKey.set(key, entries);
    for (const watcher of [...this.watchers]) watcher();
  }

  entries(key: string): readonly Entry[] {
    return this.byKey.get(key) ?? [];
  }

  /** Resolves with the first value the check finds; rejects after `timeoutMs`, listing what was seen instead. */
  until<T>(key: string, wanted: string, check: Check<T>, timeoutMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = check(this.entries(key));
        if (found === undefined) return;
        end();
        resolve(found);
      };
      const timer = setTimeout(() => {
        end();
        const seen = this.entries(key).map((entry) => `${entry.label} ${JSON.stringify(entry.data)}`);
        reject(new Error(`waited ${timeoutMs} ms for ${wanted}; seen:\n${seen.join("\n")}`));
      }, timeoutMs);
      const end = () => {
        clearTimeout(timer);
        this.watchers.delete(look);
      };
      this.watchers.add(look);
      look();
    });
  }
}
