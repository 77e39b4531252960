import { listener } from "../db/listener";
import { type LiveRow, readLive } from "../db/live";
import { logger } from "../logger";

/** One event as it goes over the wire; encoded once, whoever follows. */
export type FeedEvent = { id: bigint; type: string; data: unknown };
export type Follower = { after: bigint; take: (events: FeedEvent[]) => void };

const MOST_AT_ONCE = 500;
/** Events that come close together go out together. */
const MERGE_MS = 15;

/**
 * Reads a topic once for all who follow it in this process. A follower that starts behind reads its own way up to the
 * shared position first, so nobody misses or repeats an event.
 */
class TopicFeed {
  private readonly followers = new Set<Follower>();
  private stopListening: (() => void) | null = null;
  private position: bigint | null = null;
  private timer: NodeJS.Timeout | null = null;
  private reading = false;
  private again = false;

  constructor(
    private readonly topic: string,
    private readonly onEmpty: () => void,
  ) {}

  async join(follower: Follower): Promise<() => void> {
    await listener().ready();
    this.stopListening ??= listener().follow(this.topic, () => this.wake());
    this.followers.add(follower);
    // Catching up includes everything committed before this read; what comes later is told by the listener.
    this.position = this.position === null || follower.after < this.position ? follower.after : this.position;
    this.wake();
    return () => this.leave(follower);
  }

  private leave(follower: Follower): void {
    this.followers.delete(follower);
    if (this.followers.size > 0) return;
    this.stopListening?.();
    this.stopListening = null;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.onEmpty();
  }

  private wake(): void {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.read();
    }, MERGE_MS);
  }

  private async read(): Promise<void> {
    this.reading = true;
    try {
      for (;;) {
        this.again = false;
        const from = this.position ?? 0n;
        const rows = await readLive(this.topic, from, MOST_AT_ONCE);
        this.deliver(rows, from);
        const last = rows.at(-1)?.id;
        // Someone may have joined further back while this was read; then the position moved back and stays.
        if (last !== undefined && this.position === from) this.position = last;
        if (rows.length < MOST_AT_ONCE && !this.again && (last === undefined || this.position === last)) break;
      }
    } catch (error) {
      logger.warn({ err: error, topic: this.topic }, "live: events could not be read; trying again");
      if (this.followers.size === 0) return;
      this.timer ??= setTimeout(() => {
        this.timer = null;
        void this.read();
      }, 1_000);
    } finally {
      this.reading = false;
    }
    if (this.again) this.wake();
  }

  private deliver(rows: LiveRow[], from: bigint): void {
    if (rows.length === 0) return;
    for (const follower of this.followers) {
      // Joined further back while this was read: what lies between comes first, with the next read.
      if (follower.after < from) continue;
      const news = rows.filter((row) => row.id > follower.after);
      const last = news.at(-1);
      if (!last) continue;
      follower.after = last.id;
      follower.take(news);
    }
  }
}

const holder = globalThis as typeof globalThis & { lockstepFeeds?: Map<string, TopicFeed> };

/** Follows a topic from an id on. `take` gets events in order, none twice, none missing. Answers how to stop. */
export function followTopic(topic: string, follower: Follower): Promise<() => void> {
  holder.lockstepFeeds ??= new Map();
  const feeds = holder.lockstepFeeds;
  let feed = feeds.get(topic);
  if (!feed) {
    feed = new TopicFeed(topic, () => feeds.delete(topic));
    feeds.set(topic, feed);
  }
  return feed.join(follower);
}
