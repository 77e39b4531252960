import "server-only";
import pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";
import { env } from "../env";
import { logger } from "../logger";
import { LIVE_CHANNEL } from "./live";

type Wake = () => void;

const RECONNECT_MS = 500;

/**
 * One LISTEN connection for the whole process. A notification names a topic; whoever follows that topic reads the rows
 * from the table. After a lost connection everybody is woken once, because what was told meanwhile was not heard.
 */
class Listener {
  private readonly followers = new Map<string, Set<Wake>>();
  private connecting: Promise<void> | null = null;

  /** Resolves once notifications are heard. */
  ready(): Promise<void> {
    this.connecting ??= this.connect().catch((error: unknown) => {
      // The next to ask tries again; a refusal that was kept would silence every stream until a restart.
      this.connecting = null;
      throw error;
    });
    return this.connecting;
  }

  follow(topic: string, wake: Wake): () => void {
    const followers = this.followers.get(topic) ?? new Set();
    followers.add(wake);
    this.followers.set(topic, followers);
    return () => {
      followers.delete(wake);
      if (followers.size === 0) this.followers.delete(topic);
    };
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      ...parseIntoClientConfig(env.DATABASE_URL),
      keepAlive: true,
      application_name: "lockstep-live",
    });
    let state: "opening" | "listening" | "lost" = "opening";
    // A connection that is ended says so twice and more; it is replaced once.
    const lost = (error?: Error) => {
      const wasListening = state === "listening";
      state = "lost";
      if (!wasListening) return;
      logger.warn({ err: error }, "live: the listening connection was lost");
      this.connecting = this.reconnect();
    };
    client.on("notification", ({ payload }) => {
      for (const wake of this.followers.get(payload ?? "") ?? []) wake();
    });
    client.on("error", lost);
    client.on("end", () => lost());
    try {
      await client.connect();
      await client.query(`LISTEN ${LIVE_CHANNEL}`);
      if (isLost(state)) throw new Error("the connection ended as it began to listen");
      state = "listening";
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
  }

  private async reconnect(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      try {
        await this.connect();
        break;
      } catch (error) {
        logger.warn({ err: error }, "live: still no listening connection");
      }
    }
    for (const followers of this.followers.values()) for (const wake of followers) wake();
  }
}

/** Apart, because the compiler does not know that events change the state while we wait. */
const isLost = (state: string): boolean => state === "lost";

// Kept on the global object: the development server loads modules anew, connections must not pile up.
const holder = globalThis as typeof globalThis & { lockstepListener?: Listener };

export function listener(): Listener {
  holder.lockstepListener ??= new Listener();
  return holder.lockstepListener;
}
