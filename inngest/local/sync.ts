import type { CallApp } from "./call";
import { canonicalText, isJsonObject, readJson } from "./canonical-json";
import { type Log, reasonOf } from "./log";
import { type Registry, readRegistry } from "./registry";
import { type SigningKey, signBody } from "./signing";

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 2_000;
const LONGEST_SYNC_MS = 60_000;

export interface SyncOptions {
  readonly call: CallApp;
  readonly signingKey: SigningKey;
  /** The application's route, as a full address. */
  readonly routeUrl: string;
  /** How often to look for new functions while nothing seems wrong. */
  readonly intervalMs: number;
  readonly log: Log;
  readonly onRegistry: (registry: Registry) => Promise<void> | void;
  /** The application's functions cannot be run here. Before the first registration this ends start-up. */
  readonly onRefused: (cause: Error) => void;
}

/**
 * Learns the functions by in-band sync: a signed PUT that the route answers with its whole registry. Asked until it
 * answers, and again from time to time, because an application that restarted may have other functions.
 */
export class AppSync {
  private readonly options: SyncOptions;
  private timer: NodeJS.Timeout | undefined;
  private waitMs = FIRST_RETRY_MS;
  private lastPayload = "";
  private stopped = false;
  private syncing = false;
  /** Why the last sync failed, for the health answer; undefined when it did not. */
  trouble: string | undefined = "the application has not answered yet";

  constructor(options: SyncOptions) {
    this.options = options;
  }

  start(): void {
    void this.sync();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Something about the application looks wrong: ask it soon. */
  suspect(): void {
    if (this.stopped || this.syncing || this.waitMs < this.options.intervalMs) return;
    this.waitMs = FIRST_RETRY_MS;
    this.schedule();
  }

  /** Takes a register payload, by whichever way it came. Throws when a function asks for what is not built. */
  async register(payload: unknown): Promise<{ modified: boolean; registry: Registry }> {
    const registry = readRegistry(payload);
    const text = canonicalText(isJsonObject(payload) ? (payload.functions ?? []) : []);
    const modified = text !== this.lastPayload;
    if (modified) {
      await this.options.onRegistry(registry);
      this.lastPayload = text;
    }
    return { modified, registry };
  }

  private async sync(): Promise<void> {
    this.syncing = true;
    const payload = await this.fetchPayload();
    try {
      if (payload !== undefined && !this.stopped) {
        await this.register(payload);
        this.trouble = undefined;
        this.waitMs = this.options.intervalMs;
      }
    } catch (cause) {
      this.trouble = reasonOf(cause);
      this.waitMs = this.options.intervalMs;
      this.options.onRefused(cause instanceof Error ? cause : new Error(String(cause)));
    } finally {
      this.syncing = false;
    }
    if (!this.stopped) this.schedule();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.sync(), this.waitMs);
    if (this.waitMs < this.options.intervalMs) this.waitMs = Math.min(this.waitMs * 2, LONGEST_RETRY_MS);
  }

  /** Undefined when the application gave no usable answer; it will be asked again. */
  private async fetchPayload(): Promise<unknown> {
    const { call, signingKey, routeUrl, log } = this.options;
    const { pathname } = new URL(routeUrl);
    const body = canonicalText({ url: routeUrl });
    try {
      const response = await call({
        method: "PUT",
        path: pathname,
        headers: {
          "content-type": "application/json",
          "x-inngest-sync-kind": "in_band",
          "x-inngest-signature": signBody(signingKey, body, Date.now()),
        },
        body,
        signal: AbortSignal.timeout(LONGEST_SYNC_MS),
      });
      if (response.status === 200) return readJson(response.body);
      throw new Error(`the application answered ${response.status} to the sync`);
    } catch (cause) {
      const reason = reasonOf(cause);
      if (this.trouble !== reason && !this.stopped) log("warn", "the application cannot be synced yet", { reason });
      this.trouble = reason;
      if (this.waitMs >= this.options.intervalMs) this.waitMs = FIRST_RETRY_MS;
      return undefined;
    }
  }
}
