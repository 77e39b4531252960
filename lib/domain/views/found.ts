import { z } from "zod";
import { PLATFORMS } from "../campaign";
import { RECORD_KINDS } from "../canonical";
import { instant, nullableInstant } from "./primitives";

/** What a reading found over there that no record of ours is linked to. */

const OurRecord = z.object({
  recordKind: z.enum(RECORD_KINDS),
  recordId: z.string(),
  name: z.string(),
  campaignSetId: z.string(),
  campaignSetName: z.string(),
});

export const FoundView = z.object({
  id: z.string(),
  recordKind: z.enum(RECORD_KINDS),
  platformId: z.string(),
  name: z.string(),
  /** Null where the platform says something we have no word for. */
  status: z.enum(["active", "paused", "archived"]).nullable(),
  /** What it may spend a day by itself, or together with its ad groups. Null where nothing is said. */
  budget: z.object({ perDayMicros: z.string(), currency: z.string() }).nullable(),
  firstSeenAt: instant,
  dismissedAt: nullableInstant,
  /** Unknown records below it, which come along. */
  children: z.object({ adGroups: z.number(), ads: z.number(), keywords: z.number() }),
  /** The record of ours it was found under; null for a campaign. */
  parent: OurRecord.nullable(),
  /** Carries the mark of a record of ours that is linked to something else: made twice, by a lost answer or by a person there. */
  copyOf: OurRecord.nullable(),
  /** The one record of ours with its name that was never pushed. */
  suggestion: OurRecord.nullable(),
});

const FoundCounts = z.object({ open: z.number(), copies: z.number(), dismissed: z.number() });

export const FoundPage = z.object({
  platform: z.enum(PLATFORMS),
  connectionName: z.string(),
  /** When the listing this rests on began; null before the first. */
  readAt: nullableInstant,
  counts: FoundCounts,
  items: z.array(FoundView),
  nextCursor: z.string().nullable(),
});

const There = z.object({ recordKind: z.enum(RECORD_KINDS), platformId: z.string(), name: z.string() });

/** What our model could not take over. It stays as it is over there. */
const Unheld = There.extend({ recordId: z.string(), text: z.string() });

/** What was left alone, and why. */
const LeftAlone = There.extend({ reason: z.string() });

const Linked = There.extend({ recordId: z.string(), campaignSetId: z.string() });

export const ImportAnswer = z.object({
  /** Where the campaigns went; null when none was among the records. */
  campaignSetId: z.string().nullable(),
  imported: z.object({ campaigns: z.number(), adGroups: z.number(), ads: z.number(), keywords: z.number() }),
  /** The records that were asked for, with what they are here now: of this import, or of an earlier one. */
  records: z.array(Linked),
  unheld: z.array(Unheld),
  left: z.array(LeftAlone),
});

export const AdoptAnswer = z.object({
  campaignSetId: z.string(),
  /** Everything that is linked now, the record itself first. */
  records: z.array(Linked),
  /** Records whose fields differ on both sides: each a conflict to decide. */
  conflicts: z.number(),
});

export const DismissAnswer = z.object({ changed: z.number(), counts: FoundCounts });

export const ArchiveCopiesAnswer = z.object({ archived: z.array(There), left: z.array(LeftAlone) });

export type FoundView = z.infer<typeof FoundView>;
export type FoundPage = z.infer<typeof FoundPage>;
export type ImportAnswer = z.infer<typeof ImportAnswer>;
export type AdoptAnswer = z.infer<typeof AdoptAnswer>;
export type DismissAnswer = z.infer<typeof DismissAnswer>;
export type ArchiveCopiesAnswer = z.infer<typeof ArchiveCopiesAnswer>;
