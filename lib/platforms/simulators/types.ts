import type { Quota, QuotaBook } from "./quotas";
import type { StateStore } from "./state-store";

/** One request as it reached the host. `path` begins with a slash and has neither the platform's prefix nor the query. */
export type SimulatedRequest = {
  method: string;
  /** Scheme and host the caller used: absolute links in answers lead back the same way. */
  origin: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: string;
};

/** What a platform answers, before faults and serialisation. Values may be shared with its state, so nothing changes them in place. */
export type SimulatedAnswer = {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is when the answer is not JSON. */
  text?: string;
  contentType?: string;
  list?: ListAnswer;
};

/** One page of a listing, with what it takes to misbehave: the addresses of this page and of the page after the next one. */
export type ListAnswer = {
  items: readonly unknown[];
  selfUrl: string;
  nextUrl: string | null;
  afterNextUrl: string | null;
  render(items: readonly unknown[], nextUrl: string | null): unknown;
};

export type CallClass = "list" | "read" | "create" | "update" | "token" | "other";

/** A value to be kept differently. The platform sets `applied` once it found one to change. */
export type ValueFault = { kind: "coerce" | "drop_field"; field?: string; value?: unknown; applied?: boolean };

/** How the platform should answer this once. */
export type AnswerOptions = {
  /** Read the world as it was at this instant, in milliseconds. */
  asOf?: number;
  /** Keep a value differently from how it was sent, or not at all. */
  alter?: ValueFault;
};

/** The gate before a call is looked at: who calls, in which quota group, and a refusal when it ends here. */
export type Admission = {
  group: string | null;
  headers: Record<string, string>;
  refusal?: SimulatedAnswer;
};

export type ControlRecord = Record<string, unknown>;

export type BulkOrder = { kind: string; count: number; seed: number; options: Record<string, unknown> };

/** What a person or a harness may do behind the platform's back. Throws `ControlError` for what cannot be done. */
export type PlatformControl = {
  kinds: readonly string[];
  list(kind: string, filter: URLSearchParams): readonly ControlRecord[];
  patch(kind: string, id: string, changes: ControlRecord): ControlRecord;
  bulk(order: BulkOrder): { created: number; ids: string[] };
  /** Sends a webhook; absent where the platform has none. */
  webhook?(order: ControlRecord): Promise<unknown>;
  /** Choices the platform's documents leave open, and delays. */
  switches: Record<string, boolean | number | string>;
};

export interface SimulatedPlatform {
  readonly name: string;
  readonly control: PlatformControl;
  classify(request: SimulatedRequest): CallClass;
  admit(request: SimulatedRequest): Admission;
  answer(request: SimulatedRequest, admission: Admission, options: AnswerOptions): SimulatedAnswer;
  /** The platform's own words for a failure it did not mean. `retryAfterMs` only with `rate_limit`, when it says how long to wait. */
  failure(
    kind: "status" | "rate_limit" | "error_in_200",
    details: { status: number; retryAfterMs?: number; admission: Admission | null },
  ): SimulatedAnswer;
  /** The JSON with one enum value nobody knows, or with one field missing; undefined when there is none to change. */
  distort(json: unknown, kind: "unknown_enum" | "drop_field", field?: string): unknown;
  /** The bearer token of this request stops working now; with `rotate`, its next renewal hands out a new refresh token. */
  expireToken(request: SimulatedRequest, options: { rotate: boolean }): boolean;
  /** Called when the state was read or emptied: adds what is missing. `seeded` asks for the demo world, otherwise only what any platform has. */
  prepare(options: { seeded: boolean }): void;
}

/** What the host lends to a platform. */
export type PlatformTools = {
  /** The simulators' clock, in milliseconds. */
  now(): number;
  store: StateStore;
  quotas: QuotaBook;
  /** Everything random in a platform comes from here. */
  seed: number;
};

export type PlatformFactory = {
  name: string;
  /** The quotas the platform publishes, by group. */
  quotas: Readonly<Record<string, Quota>>;
  create(tools: PlatformTools): SimulatedPlatform;
};

/** A control request that cannot be carried out; the message goes to the caller. */
export class ControlError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "ControlError";
  }
}
