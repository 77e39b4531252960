import { z } from "zod";
import { createRandom } from "./random";
import type { CallClass } from "./types";

export const FAULT_KINDS = [
  "latency",
  "status",
  "rate_limit",
  "drop_before",
  "drop_after",
  "cut_body",
  "error_in_200",
  "partial_batch",
  "stale_list",
  "stale_read",
  "repeat_page",
  "skip_page",
  "empty_page",
  "truncate_list",
  "coerce",
  "drop_field",
  "unknown_enum",
  "expire_token",
  "rotate_token",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/**
 * A fault to come. It strikes calls that match, after letting `after` of them pass, at most `times` times (no limit when absent),
 * each with `probability` drawn from `seed`. A call that cannot show the fault (a page fault on a write) neither counts nor uses it up.
 */
export const Fault = z.strictObject({
  match: z
    .strictObject({
      method: z.string().optional(),
      /** Text found anywhere in `path?query`; with `*` (no slash) or `**` (anything) a pattern for the whole path. No platform prefix. */
      path: z.string().optional(),
    })
    .default({}),
  kind: z.enum(FAULT_KINDS),
  times: z.int().positive().optional(),
  after: z.int().nonnegative().default(0),
  probability: z.number().min(0).max(1).default(1),
  seed: z.int().optional(),
  /** `latency`: how long the answer is held (30 s). `rate_limit`: how long the platform asks to wait (absent: it does not say). `stale_*`: how old the view is (30 s). */
  delayMs: z.number().nonnegative().optional(),
  /** Of `status`; 503 when absent. */
  status: z.int().min(400).max(599).optional(),
  /** `status` and `error_in_200`: the call is carried out all the same. */
  landed: z.boolean().default(false),
  /** `coerce`, `drop_field`, `unknown_enum`: which field, otherwise the platform's usual suspect. */
  field: z.string().optional(),
  /** `coerce`: what the field becomes. */
  value: z.json().optional(),
});

export type Fault = z.infer<typeof Fault>;
export type FaultInput = z.input<typeof Fault>;

const SHOWN_BY: Record<FaultKind, readonly CallClass[] | "all" | "none"> = {
  latency: "all",
  status: "all",
  rate_limit: "all",
  drop_before: "all",
  drop_after: "all",
  cut_body: "all",
  error_in_200: ["list", "read", "create", "update", "other"],
  // Only platforms that take many writes in one call can show it; none of those here does yet.
  partial_batch: "none",
  stale_list: ["list"],
  stale_read: ["read"],
  repeat_page: ["list"],
  skip_page: ["list"],
  empty_page: ["list"],
  truncate_list: ["list"],
  coerce: ["create", "update"],
  drop_field: ["create", "update", "read"],
  unknown_enum: ["list", "read", "create", "update"],
  expire_token: ["list", "read", "create", "update", "other"],
  rotate_token: ["list", "read", "create", "update", "other", "token"],
};

type Armed = {
  fault: Fault;
  seen: number;
  fired: number;
  random: () => number;
  matches: (method: string, target: string) => boolean;
};

/** A fault chosen for one call. `cancel` puts it back when the call turned out unable to show it. */
export type Strike = { fault: Fault; cancel(): void };

/** The faults of one platform, in order; the first that strikes a call is the only one. */
export class FaultBook {
  private armed: Armed[] = [];

  constructor(private readonly seed: number) {}

  set(faults: readonly FaultInput[]): void {
    this.armed = faults.map((input, index) => {
      const fault = Fault.parse(input);
      const random = createRandom(fault.seed ?? this.seed + index);
      return { fault, seen: 0, fired: 0, random, matches: matcher(fault.match) };
    });
  }

  clear(): void {
    this.armed = [];
  }

  list(): (Fault & { seen: number; fired: number })[] {
    return this.armed.map(({ fault, seen, fired }) => ({ ...fault, seen, fired }));
  }

  /** `target` is the path with its query. */
  strike(method: string, target: string, callClass: CallClass): Strike | null {
    for (const armed of this.armed) {
      const { fault } = armed;
      if (fault.times !== undefined && armed.fired >= fault.times) continue;
      if (!isShownBy(fault.kind, callClass) || !armed.matches(method, target)) continue;
      armed.seen += 1;
      if (armed.seen <= fault.after) continue;
      if (fault.probability < 1 && armed.random() >= fault.probability) continue;
      armed.fired += 1;
      const cancel = () => {
        armed.fired -= 1;
        armed.seen -= 1;
      };
      return { fault, cancel };
    }
    return null;
  }
}

function isShownBy(kind: FaultKind, callClass: CallClass): boolean {
  const shownBy = SHOWN_BY[kind];
  return shownBy === "all" || (shownBy !== "none" && shownBy.includes(callClass));
}

function matcher({ method, path }: Fault["match"]): (method: string, target: string) => boolean {
  const wanted = method?.toUpperCase();
  const pattern = path?.includes("*") ? toPattern(path) : null;
  return (actual, target) => {
    if (wanted && wanted !== actual) return false;
    if (path === undefined) return true;
    return pattern ? pattern.test(target.split("?")[0] ?? target) : target.includes(path);
  };
}

function toPattern(path: string): RegExp {
  const parts = path.split(/(\*\*|\*)/).map((part) => {
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    return part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`);
}
