import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** Older values kept for each record, so that a stale read has something to show. */
const VERSIONS_KEPT = 6;
/** The file is written anew, one line per record, once it has grown past this and to four times its compact size. */
const COMPACT_ABOVE_BYTES = 8 * 1024 * 1024;

type Version<T> = { at: number; value: T };
type Entry<T> = { firstAt: number; value: T; versions: Version<T>[] };

/** Records of one kind by key, in order of creation. Values are replaced, never changed in place. */
export class Collection<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(
    private readonly now: () => number,
    private readonly changed: (key: string, value: T | undefined) => void,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: string): T | undefined {
    return this.entries.get(key)?.value;
  }

  /** The record as it stood at that instant; undefined when it did not exist yet. */
  getAsOf(key: string, at: number): T | undefined {
    const entry = this.entries.get(key);
    if (!entry || entry.firstAt > at) return undefined;
    for (let index = entry.versions.length - 1; index >= 0; index -= 1) {
      const version = entry.versions[index];
      if (version && version.at <= at) return version.value;
    }
    return entry.versions[0]?.value;
  }

  put(key: string, value: T): void {
    const at = this.now();
    const entry = this.entries.get(key);
    if (entry) {
      entry.value = value;
      entry.versions.push({ at, value });
      if (entry.versions.length > VERSIONS_KEPT) entry.versions.shift();
    } else {
      this.entries.set(key, { firstAt: at, value, versions: [{ at, value }] });
    }
    this.changed(key, value);
  }

  delete(key: string): void {
    if (this.entries.delete(key)) this.changed(key, undefined);
  }

  *values(asOf?: number): IterableIterator<T> {
    for (const [key, entry] of this.entries) {
      const value = asOf === undefined ? entry.value : this.getAsOf(key, asOf);
      if (value !== undefined) yield value;
    }
  }

  *pairs(): IterableIterator<[string, T]> {
    for (const [key, entry] of this.entries) yield [key, entry.value];
  }

  /** Takes over a record read from disk: it has been there since before anyone can ask. */
  restore(key: string, value: T | undefined): void {
    if (value === undefined) this.entries.delete(key);
    else this.entries.set(key, { firstAt: -Infinity, value, versions: [{ at: -Infinity, value }] });
  }

  clear(): void {
    for (const key of [...this.entries.keys()]) this.delete(key);
  }
}

type Change = { platform: string; collection: string; key: string; value: unknown };

/** The collections of one platform. */
export class StateStore {
  private readonly collections = new Map<string, Collection<unknown>>();

  constructor(
    private readonly platform: string,
    private readonly now: () => number,
    private readonly record: (change: Change) => void,
  ) {}

  /** The collection of that name. A name stands for one type of record throughout a platform. */
  collection<T>(name: string): Collection<T> {
    let found = this.collections.get(name);
    if (!found) {
      found = new Collection<unknown>(this.now, (key, value) =>
        this.record({ platform: this.platform, collection: name, key, value }),
      );
      this.collections.set(name, found);
    }
    return found as Collection<T>;
  }

  clear(): void {
    for (const collection of this.collections.values()) collection.clear();
  }

  *changes(): IterableIterator<Change> {
    for (const [collection, records] of this.collections) {
      for (const [key, value] of records.pairs()) yield { platform: this.platform, collection, key, value };
    }
  }
}

/**
 * Keeps the stores of all platforms in one file of JSON lines `[platform, collection, key, value?]`; the last line of a key counts.
 * `flush` hands everything to the operating system in one write before an answer leaves, so killing this process loses nothing
 * that was acknowledged. A last line cut short is ignored. The file is replaced by rename, so it is always whole.
 */
export class StateFile {
  private pending: string[] = [];
  private descriptor: number | null = null;
  private size = 0;
  private compactSize = 0;

  constructor(
    private readonly path: string,
    private readonly stores: () => Iterable<[string, StateStore]>,
  ) {}

  /** Reads the file into the stores and starts recording. */
  open(): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const stores = new Map(this.stores());
    const kept: string[] = [];
    if (existsSync(this.path)) {
      for (const line of readFileSync(this.path, "utf8").split("\n")) {
        const change = parseLine(line);
        if (!change) continue;
        const [platform, collection, key, value] = change;
        const store = stores.get(platform);
        if (store) store.collection(collection).restore(key, value);
        else kept.push(line);
      }
    }
    this.compact(kept);
  }

  record(change: Change): void {
    if (this.descriptor !== null) this.pending.push(toLine(change));
  }

  flush(): void {
    if (this.descriptor === null || this.pending.length === 0) return;
    const text = this.pending.join("");
    this.pending = [];
    writeWhole(this.descriptor, text);
    this.size += text.length;
    if (this.size > COMPACT_ABOVE_BYTES && this.size > 4 * this.compactSize) this.compact([]);
  }

  close(): void {
    this.flush();
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
  }

  /** `kept` are lines of platforms that are not running this time; they stay as they are. */
  private compact(kept: string[]): void {
    const lines = kept.map((line) => `${line}\n`);
    for (const [, store] of this.stores()) for (const change of store.changes()) lines.push(toLine(change));
    const text = lines.join("");
    const draft = `${this.path}.${process.pid}.tmp`;
    writeFileSync(draft, text);
    renameSync(draft, this.path);
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = openSync(this.path, "a");
    this.size = text.length;
    this.compactSize = text.length;
  }
}

function toLine({ platform, collection, key, value }: Change): string {
  const parts = value === undefined ? [platform, collection, key] : [platform, collection, key, value];
  return `${JSON.stringify(parts)}\n`;
}

function parseLine(line: string): [string, string, string, unknown] | null {
  if (!line.endsWith("]")) return null;
  const parts: unknown = JSON.parse(line);
  if (!Array.isArray(parts) || parts.length < 3) return null;
  return [String(parts[0]), String(parts[1]), String(parts[2]), parts[3]];
}

function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  let offset = 0;
  while (offset < bytes.length) offset += writeSync(descriptor, bytes, offset);
}
