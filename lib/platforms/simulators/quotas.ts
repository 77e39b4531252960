/** A quota of one group: so many calls in each window. */
export type Quota = { limit: number; windowSeconds: number };

export type QuotaVerdict = {
  allowed: boolean;
  limit: number;
  windowSeconds: number;
  remaining: number;
  resetMs: number;
};

export type OverrunWindow = { group: string; caller: string; startedAt: string; attempts: number; limit: number };

type Window = { startedAt: number; used: number; attempts: number; overrun: OverrunWindow | null };

const OVERRUNS_KEPT = 200;

/**
 * Fixed windows, one per caller and group, aligned to the clock (a 60 s window begins with the minute) or, with `alignToFirstCall`,
 * beginning with the first call. A refused call uses nothing up. A window in which more calls came than allowed is an overrun.
 */
export class QuotaBook {
  alignToFirstCall = false;
  overrunCount = 0;
  readonly overruns: OverrunWindow[] = [];
  private readonly overrides = new Map<string, Quota | "off">();
  private allOff = false;
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly now: () => number,
    private readonly published: Readonly<Record<string, Quota>>,
  ) {}

  quotaOf(group: string): Quota | null {
    if (this.allOff) return null;
    const override = this.overrides.get(group);
    if (override === "off") return null;
    return override ?? this.published[group] ?? null;
  }

  /** Counts one call; null when the group has no quota. */
  take(group: string, caller: string): QuotaVerdict | null {
    const quota = this.quotaOf(group);
    if (!quota) return null;
    const now = this.now();
    const lengthMs = quota.windowSeconds * 1000;
    const key = `${group} ${caller}`;
    let window = this.windows.get(key);
    if (!window || now < window.startedAt || now >= window.startedAt + lengthMs) {
      const startedAt = this.alignToFirstCall ? now : Math.floor(now / lengthMs) * lengthMs;
      window = { startedAt, used: 0, attempts: 0, overrun: null };
      this.windows.set(key, window);
    }
    window.attempts += 1;
    const allowed = window.used < quota.limit;
    if (allowed) window.used += 1;
    else this.noteOverrun(window, { group, caller, limit: quota.limit });
    const resetMs = window.startedAt + lengthMs - now;
    return { allowed, ...quota, remaining: quota.limit - window.used, resetMs };
  }

  /** Sets quotas by group; `"off"` for everything, `"default"` for what the platform publishes. */
  setLimits(limits: Record<string, Quota | "off"> | "off" | "default"): void {
    this.windows.clear();
    if (limits === "off" || limits === "default") {
      this.allOff = limits === "off";
      this.overrides.clear();
      return;
    }
    this.allOff = false;
    for (const [group, quota] of Object.entries(limits)) this.overrides.set(group, quota);
  }

  limits(): Record<string, Quota | "off"> {
    const groups = new Set([...Object.keys(this.published), ...this.overrides.keys()]);
    return Object.fromEntries([...groups].map((group) => [group, this.quotaOf(group) ?? "off"]));
  }

  forget(): void {
    this.windows.clear();
    this.overruns.length = 0;
    this.overrunCount = 0;
  }

  private noteOverrun(
    window: Window,
    { group, caller, limit }: { group: string; caller: string; limit: number },
  ): void {
    if (!window.overrun) {
      window.overrun = { group, caller, limit, startedAt: new Date(window.startedAt).toISOString(), attempts: 0 };
      this.overrunCount += 1;
      this.overruns.push(window.overrun);
      if (this.overruns.length > OVERRUNS_KEPT) this.overruns.shift();
    }
    window.overrun.attempts = window.attempts;
  }
}
