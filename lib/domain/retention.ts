/** How long what only grows is kept. `docs/retention.md` shows this table; a test compares the two. */

type Period = {
  what: string;
  table: string;
  days: number;
  /** The instant the days are counted from, and what else has to be so. */
  from: string;
  why: string;
};

/** In the order in which it is carried out: what holds others comes after them. */
export const RETENTION = {
  liveEvents: {
    what: "Live events",
    table: "LiveEvent",
    days: 7,
    from: "written",
    why: "A page that was away longer reads its lists anew",
  },
  idempotency: {
    what: "Answers to repeated writes",
    table: "IdempotencyRecord",
    days: 1,
    from: "first sent",
    why: "The field's usual promise for an Idempotency-Key",
  },
  authorizations: {
    what: "Sign-ins at a platform that nobody finished",
    table: "AuthorizationFlow",
    days: 1,
    from: "expired",
    why: "They cannot be finished any more",
  },
  listings: {
    what: "Ids that a listing named",
    table: "ListingPage",
    days: 7,
    from: "end of the run",
    why: "Needed while the run compares them; a week for questions",
  },
  callBodies: {
    what: "Bodies of platform calls",
    table: "PlatformCall",
    days: 30,
    from: "called",
    why: "Largest of all, and read only while something is being looked into; the rest of the call stays",
  },
  calls: {
    what: "Platform calls",
    table: "PlatformCall",
    days: 90,
    from: "called",
    why: "Platforms answer questions about a request id for about as long",
  },
  operations: {
    what: "Operations of a run, but what was sent about a budget or a bid",
    table: "Operation",
    days: 400,
    from: "end of the run, once a newer one exists",
    why: "A year can be compared with the year before",
  },
  runs: {
    what: "Runs of which no operation is left",
    table: "SyncRun",
    days: 400,
    from: "end of the run, once a newer one exists",
    why: "As their operations",
  },
  plans: {
    what: "Plans that no run carried out",
    table: "Plan",
    days: 30,
    from: "made",
    why: "The world has moved, so they cannot be pushed",
  },
  dismissals: {
    what: "What a person dismissed as not ours to manage",
    table: "RemoteRecord",
    days: 365,
    from: "dismissed",
    why: "Offered again after a year, if it is still there",
  },
  audit: {
    what: "Audit, but of budgets, bids, guardrails and approvals",
    table: "AuditEntry",
    days: 730,
    from: "done",
    why: "Two years of who changed what",
  },
} as const satisfies Record<string, Period>;

export type RetentionName = keyof typeof RETENTION;
export const RETENTION_NAMES = Object.keys(RETENTION) as RetentionName[];
