import { z } from "zod";
import { PLATFORMS } from "../campaign";
import { RECORD_KINDS } from "../canonical";
import { ErrorView, instant, nullableInstant, page } from "./primitives";

export const FieldChangeView = z.object({
  field: z.string(),
  from: z.json(),
  to: z.json(),
  by: z.string().nullable(),
  reason: z.string(),
  /** What is wanted here, where a guardrail lets only a part of it go. */
  wanted: z.json().optional(),
  /** What our side was when both last agreed; an undo leads back to it. */
  agreed: z.json().optional(),
});

export const OPERATION_KINDS = ["create", "update", "pause", "resume", "archive", "remove", "adopt", "pull"] as const;

export const OPERATION_STATES = ["planned", "applying", "held", "applied", "failed", "skipped"] as const;

export const GUARDS = ["change", "day", "bid", "removals", "exposure"] as const;

export const OperationView = z.object({
  id: z.string(),
  seq: z.number(),
  kind: z.enum(OPERATION_KINDS),
  recordKind: z.enum(RECORD_KINDS),
  recordId: z.string(),
  recordName: z.string(),
  parentRecordId: z.string().nullable(),
  campaignId: z.string(),
  platform: z.enum(PLATFORMS),
  /** Of its amounts, where the run is of no one set: of a pull. */
  currency: z.string().optional(),
  changes: z.array(FieldChangeView),
  state: z.enum(OPERATION_STATES),
  /** "created paused, enabled once the whole tree is there", why it was held, skipped, … */
  reason: z.string().nullable(),
  /** The guardrail that holds it, or held it before somebody let it pass. Null: nothing but mending helps. */
  guard: z.enum(GUARDS).nullable(),
  approvedAt: nullableInstant,
  /** Who let it pass, where that is known. Events leave it out. */
  approvedBy: z.string().optional(),
  error: ErrorView.nullable(),
  platformId: z.string().nullable(),
  endedAt: nullableInstant,
});

export const OperationPage = page(OperationView);

/** Listed apart: what the platform lacks. Never makes a plan non-empty. */
export const SkippedView = z.object({
  kind: z.literal("skipped"),
  recordKind: z.enum(RECORD_KINDS),
  recordId: z.string(),
  recordName: z.string(),
  platform: z.enum(PLATFORMS),
  reason: z.string(),
});

export const SpendView = z.object({
  currency: z.string(),
  /** What the set may spend a day now, and after the plan. Lifetime budgets are spread over their days. */
  perDayBeforeMicros: z.string(),
  perDayAfterMicros: z.string(),
});

/** One campaign's part of the spend, and the operations it depends on: what is spent when only some of them land. */
export const SpendPartView = z.object({
  currency: z.string(),
  /** Whether it runs now, and whether it is to. It runs or stops once all of `statusBy` have landed. */
  running: z.boolean(),
  wantsToRun: z.boolean(),
  statusBy: z.array(z.string()),
  /** What it may spend a day while it runs: now, and once all of `amountBy` have landed, each of which moves a part. */
  currentMicros: z.string(),
  wantedMicros: z.string(),
  amountBy: z.array(z.object({ operationId: z.string(), micros: z.string() })),
});

export const CallForecastView = z.object({
  connectionId: z.string(),
  connectionName: z.string(),
  platform: z.enum(PLATFORMS),
  calls: z.number(),
  /** The least time the platform's quotas allow for it. */
  minimumSeconds: z.number(),
  /** Of each quota it needs: the calls it takes, and how many the platform still allows in the present window. */
  quota: z
    .array(
      z.object({
        group: z.string(),
        calls: z.number(),
        left: z.number(),
        limit: z.number(),
        windowSeconds: z.number(),
        resetsAt: nullableInstant,
      }),
    )
    .default([]),
});

export const PlanView = z.object({
  planId: z.string(),
  campaignSetId: z.string(),
  campaignSetName: z.string(),
  createdAt: instant,
  /** The oldest reading of a platform the plan rests on; null when nothing was ever read. */
  observedAt: nullableInstant,
  /** True when the world moved since: the plan cannot be pushed any more. */
  stale: z.boolean(),
  /** The run that took it, or was refused with it; a plan is pushed once. Trial runs only name their plan. */
  pushedBy: z.object({ runId: z.string(), at: instant, refused: z.boolean() }).nullable().default(null),
  operations: z.array(OperationView),
  skipped: z.array(SkippedView),
  held: z.array(OperationView),
  spend: z.array(SpendView),
  /** Of the campaigns that it does something to. Plans made before it was told lack it. */
  spendParts: z.array(SpendPartView).optional(),
  calls: z.array(CallForecastView),
});

export type FieldChangeView = z.infer<typeof FieldChangeView>;
export type OperationView = z.infer<typeof OperationView>;
export type SkippedView = z.infer<typeof SkippedView>;
export type SpendView = z.infer<typeof SpendView>;
export type SpendPartView = z.infer<typeof SpendPartView>;
export type CallForecastView = z.infer<typeof CallForecastView>;
export type PlanView = z.infer<typeof PlanView>;
