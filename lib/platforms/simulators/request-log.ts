/** How many requests are remembered; the counts go on beyond it. */
const CAPACITY = 20_000;
const BODY_KEPT = 4_000;

export type LoggedRequest = {
  method: string;
  /** With the query, without the platform's prefix. */
  path: string;
  /** 0 when the line was dropped before an answer. */
  status: number;
  /** On the simulators' clock. */
  at: string;
  ms: number;
  body: string;
  group: string | null;
  fault?: string;
};

type Tally = { total: number; byStatus: Record<string, number> };

export type RequestCounts = Tally & {
  byGroup: Record<string, Tally>;
  byFault: Record<string, number>;
  rateLimited: number;
};

/** The latest requests of one platform and counts of all of them since the log was last emptied. */
export class RequestLog {
  private ring: LoggedRequest[] = [];
  private start = 0;
  private tally = emptyCounts();

  add(request: LoggedRequest): void {
    const body = request.body.length > BODY_KEPT ? `${request.body.slice(0, BODY_KEPT)}…` : request.body;
    const entry = { ...request, body };
    if (this.ring.length < CAPACITY) {
      this.ring.push(entry);
    } else {
      this.ring[this.start] = entry;
      this.start = (this.start + 1) % CAPACITY;
    }
    count(this.tally, entry.status);
    const group = entry.group ?? "none";
    this.tally.byGroup[group] ??= { total: 0, byStatus: {} };
    count(this.tally.byGroup[group], entry.status);
    if (entry.status === 429) this.tally.rateLimited += 1;
    if (entry.fault) this.tally.byFault[entry.fault] = (this.tally.byFault[entry.fault] ?? 0) + 1;
  }

  /** Oldest first. */
  items(): LoggedRequest[] {
    return [...this.ring.slice(this.start), ...this.ring.slice(0, this.start)];
  }

  counts(): RequestCounts {
    return structuredClone(this.tally);
  }

  clear(): void {
    this.ring = [];
    this.start = 0;
    this.tally = emptyCounts();
  }
}

function emptyCounts(): RequestCounts {
  return { total: 0, byStatus: {}, byGroup: {}, byFault: {}, rateLimited: 0 };
}

function count(tally: Tally, status: number): void {
  tally.total += 1;
  tally.byStatus[status] = (tally.byStatus[status] ?? 0) + 1;
}
