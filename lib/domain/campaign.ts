import { z } from "zod";
import { Currency, Micros } from "./money";

/** Campaign sets and what is inside them, as people and programs write them. Unknown fields are refused by name. */

export const SET_STATUSES = [
  "draft",
  "pending",
  "syncing",
  "active",
  "paused",
  "completed",
  "archived",
  "error",
] as const;
export const RECORD_STATUSES = ["draft", "pending", "active", "paused", "completed", "error", "archived"] as const;
export const SYNC_STATUSES = ["pending", "syncing", "synced", "failed", "conflict"] as const;
export const PLATFORMS = ["reddit", "google_ads", "meta", "mailerlite", "instantly", "nmkr"] as const;
export const OBJECTIVES = [
  "awareness",
  "traffic",
  "engagement",
  "leads",
  "app_installs",
  "conversions",
  "sales",
  "video_views",
] as const;
export const MATCH_TYPES = ["broad", "phrase", "exact"] as const;
export const BID_STRATEGIES = ["automatic", "manual_cpc", "manual_cpm"] as const;

export type Platform = (typeof PLATFORMS)[number];
export type RecordStatus = (typeof RECORD_STATUSES)[number];
export type SyncStatus = (typeof SYNC_STATUSES)[number];
export type Objective = (typeof OBJECTIVES)[number];

/** The statuses a person may ask for; the others are read from the platform. A draft is created paused. */
export const EditableStatus = z.enum(["draft", "active", "paused", "archived"], {
  error: "Choose draft, active, paused or archived.",
});

// U+0000 cannot be stored by PostgreSQL and means nothing in a name.
const text = (label: string, min: number, max: number) =>
  z
    .string({ error: `${label} must be text.` })
    .transform((value) => value.replaceAll("\u0000", "").trim())
    .refine((value) => value.length >= min && value.length <= max, {
      error: min === max ? `${label} must have ${min} characters.` : `${label} must have ${min} to ${max} characters.`,
    });

export const Name = text("The name", 3, 500);

const MAX_URL_LENGTH = 5000;
export const WebUrl = z
  .string({ error: "The address must be text." })
  .max(MAX_URL_LENGTH, `The address must have at most ${MAX_URL_LENGTH} characters.`)
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
    error: "Give a full address that starts with https:// or http://.",
  });

/** What both sides of it and PostgreSQL can hold: there is no year 0, and a fifth digit is not read back. */
const YEARS = { first: 1970, last: 9999 };
export const Instant = z.iso
  .datetime({ offset: true, error: "Give an instant such as 2026-12-01T00:00:00Z." })
  .refine((value) => {
    const year = new Date(value).getUTCFullYear();
    return year >= YEARS.first && year <= YEARS.last;
  }, `Give an instant in the years ${YEARS.first} to ${YEARS.last}.`)
  .transform((value) => new Date(value).toISOString());

export const Budget = z.strictObject({
  type: z.enum(["daily", "lifetime"], { error: "Choose daily or lifetime." }),
  amountMicros: Micros,
  currency: Currency,
});

export const Bid = z
  .strictObject({
    strategy: z.enum(BID_STRATEGIES, { error: "Choose automatic, manual_cpc or manual_cpm." }),
    amountMicros: Micros.nullish().transform((value) => value ?? null),
  })
  .refine((bid) => bid.strategy === "automatic" || bid.amountMicros !== null, {
    path: ["amountMicros"],
    error: "A manual bid needs an amount.",
  });

const words = (label: string, max: number) =>
  z
    .array(text(label, 1, 200))
    .max(max)
    .default([]);

export const Targeting = z
  .strictObject({
    communities: words("A community", 1000),
    interests: words("An interest", 200),
    locations: words("A location", 20_000),
    devices: z
      .array(z.enum(["desktop", "mobile", "ios", "android"]))
      .max(4)
      .default([]),
  })
  .default({ communities: [], interests: [], locations: [], devices: [] });
export type Targeting = z.infer<typeof Targeting>;

const MAX_BODY_LENGTH = 40_000;
const adFields = {
  headlines: z
    .array(text("A headline", 1, 300))
    .min(1, "An ad needs a headline.")
    .max(15),
  descriptions: z
    .array(text("The text", 1, MAX_BODY_LENGTH))
    .max(5)
    .default([]),
  finalUrl: WebUrl,
  displayUrl: WebUrl.nullish().transform((value) => value ?? null),
  callToAction: text("The call to action", 1, 50)
    .nullish()
    .transform((value) => value ?? null),
  imageUrl: WebUrl.nullish().transform((value) => value ?? null),
  status: EditableStatus.default("draft"),
};

const keywordFields = {
  text: text("The keyword", 1, 80),
  matchType: z.enum(MATCH_TYPES, { error: "Choose broad, phrase or exact." }).default("broad"),
  negative: z.boolean().default(false),
  bidMicros: Micros.nullish().transform((value) => value ?? null),
  status: EditableStatus.default("active"),
};

const adGroupFields = {
  name: Name,
  status: EditableStatus.default("draft"),
  bid: Bid.default({ strategy: "automatic", amountMicros: null }),
  targeting: Targeting,
};

const campaignFields = {
  name: Name,
  objective: z.enum(OBJECTIVES, { error: `Choose one of ${OBJECTIVES.join(", ")}.` }),
  status: EditableStatus.default("draft"),
  budget: Budget,
  startAt: Instant.nullish().transform((value) => value ?? null),
  endAt: Instant.nullish().transform((value) => value ?? null),
  platformSettings: z.record(z.string().max(100), z.json()).default({}),
};

export const AdInput = z.strictObject(adFields);
export const KeywordInput = z.strictObject(keywordFields);
export const AdGroupInput = z.strictObject({
  ...adGroupFields,
  ads: z.array(AdInput).max(1000).default([]),
  keywords: z.array(KeywordInput).max(10_000).default([]),
});

const endsAfterStart = (value: { startAt?: string | null; endAt?: string | null }) =>
  !value.startAt || !value.endAt || new Date(value.endAt) > new Date(value.startAt);
const endBeforeStart = { path: ["endAt"], error: "The end must come after the start." };

export const CampaignInput = z
  .strictObject({
    ...campaignFields,
    /** The connection the campaign runs on. May be left out when `platform` names a platform with exactly one connection. */
    connectionId: z.uuid("Give the id of a connection.").optional(),
    platform: z.enum(PLATFORMS, { error: `Choose one of ${PLATFORMS.join(", ")}.` }).optional(),
    adGroups: z.array(AdGroupInput).max(1000).default([]),
  })
  .refine(endsAfterStart, endBeforeStart)
  .refine((value) => value.budget.type !== "lifetime" || value.endAt !== null, {
    path: ["endAt"],
    error: "A lifetime budget needs an end.",
  })
  .refine((value) => value.connectionId ?? value.platform, { path: ["connectionId"], error: "Name a connection." });

export const CampaignSetInput = z.strictObject({
  name: Name,
  config: z.record(z.string().max(100), z.json()).default({}),
  campaigns: z.array(CampaignInput).max(10_000).default([]),
});

export type AdInput = z.output<typeof AdInput>;
export type KeywordInput = z.output<typeof KeywordInput>;
export type AdGroupInput = z.output<typeof AdGroupInput>;
export type CampaignInput = z.output<typeof CampaignInput>;
export type CampaignSetInput = z.output<typeof CampaignSetInput>;

/** Every field optional and without its default, plus the version the editor saw. */
function patchOf<Shape extends Record<string, z.ZodType>>(fields: Shape) {
  const entries = Object.entries(fields).map(([key, schema]) => {
    const inner = schema instanceof z.ZodDefault ? (schema.unwrap() as z.ZodType) : schema;
    return [key, inner.optional()];
  });
  return z.strictObject({
    ...(Object.fromEntries(entries) as { [Key in keyof Shape]: z.ZodOptional<Shape[Key]> }),
    version: z.number({ error: "Give the version you read." }).int().min(1),
  });
}

export const CampaignPatch = patchOf(campaignFields).refine(endsAfterStart, endBeforeStart);
export const AdGroupPatch = patchOf(adGroupFields);
export const AdPatch = patchOf(adFields);
export const KeywordPatch = patchOf(keywordFields);
export const CampaignSetPatch = z.strictObject({
  name: Name.optional(),
  version: z.number({ error: "Give the version you read." }).int().min(1),
});
