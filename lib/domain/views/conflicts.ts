import { z } from "zod";
import { PLATFORMS } from "../campaign";
import { RECORD_KINDS } from "../canonical";
import { instant, nullableInstant, page } from "./primitives";

/** A field both sides changed. Values are canonical; `base` is what they last agreed on. */
export const ConflictFieldView = z.object({
  name: z.string(),
  base: z.json(),
  local: z.json(),
  platform: z.json(),
  /** What each choice would spend a day, where the field is about money. */
  moneyEffect: z
    .object({ currency: z.string(), localPerDayMicros: z.string(), platformPerDayMicros: z.string() })
    .nullable(),
  /** Who changed our side last, and when. */
  localBy: z.string().nullable(),
  localAt: nullableInstant,
  /** Who changed theirs, by the name they have there, and when; missing where the platform does not say or was not asked yet. */
  platformBy: z.string().nullable().optional(),
  platformAt: nullableInstant.optional(),
  /** It changed back and forth three times within an hour, so nothing is sent or taken over by itself any more. */
  flapping: z.boolean().optional(),
  /** Why theirs cannot be kept, where our record has no place for it. */
  notTaken: z.string().optional(),
  /** It is put away there for good: keeping ours makes a new record. */
  final: z.boolean().optional(),
});

export const CONFLICT_CHOICES = ["local", "platform"] as const;

export const CONFLICT_STATUSES = ["open", "resolved"] as const;

const Side = z.enum(CONFLICT_CHOICES, { error: "Choose local or platform." });

/** The version of the conflict that was seen; where another value stands in it by now, nothing is settled. */
const version = z.int().optional();

/** One choice for all fields of a conflict, or one for each field that is to be settled now. */
export const ConflictDecision = z.union(
  [
    z.strictObject({ choice: Side, version }),
    z.strictObject({
      version,
      fields: z
        .record(z.string().max(100), Side)
        .refine((fields) => Object.keys(fields).length > 0, { error: "Name at least one field." }),
    }),
  ],
  { error: 'Send {"choice": "local" | "platform"} or {"fields": {"name": "local", …}}.' },
);

export const ConflictView = z.object({
  id: z.string(),
  platform: z.enum(PLATFORMS),
  connectionId: z.string(),
  connectionName: z.string(),
  campaignSetId: z.string(),
  campaignId: z.string(),
  recordKind: z.enum(RECORD_KINDS),
  recordId: z.string(),
  recordName: z.string(),
  currency: z.string().nullable(),
  detectedAt: instant,
  status: z.enum(CONFLICT_STATUSES),
  /** Grows when a value in conflict changes. */
  version: z.number(),
  fields: z.array(ConflictFieldView),
  /** How it was resolved; `agreement` when both sides came to the same value by themselves. */
  resolution: z
    .object({
      by: z.enum(["person", "agreement"]),
      name: z.string().nullable(),
      at: nullableInstant,
      choices: z.record(z.string(), z.enum(CONFLICT_CHOICES)),
      /** Whether undoing it would still find things as the resolution left them. */
      canUndo: z.boolean(),
    })
    .nullable(),
});

export const ConflictPage = page(ConflictView);

export type ConflictFieldView = z.infer<typeof ConflictFieldView>;
export type ConflictView = z.infer<typeof ConflictView>;
export type ConflictChoice = (typeof CONFLICT_CHOICES)[number];
