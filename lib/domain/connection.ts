import { z } from "zod";
import { PLATFORMS } from "./campaign";
import { RECORD_KINDS } from "./canonical";
import { Micros } from "./money";

/** Helper objects of an ad account that some platforms want named before anything can be created. */
export const ACCOUNT_PARTS = ["profile", "pixel", "fundingInstrument"] as const;
export type AccountPart = (typeof ACCOUNT_PARTS)[number];

/** An object over there as people choose it. */
export type Named = { platformId: string; name: string };

/** An ad account the signed-in person may work in. */
export type AdAccount = Named & {
  currency: string;
  timeZone: string | null;
  businessName: string | null;
  /** Why it cannot run ads, in the platform's word; null when it can. */
  problem: string | null;
};

export type Funding = Named & { currency: string; isServable: boolean; reasons: string[] };

/** What can be chosen along with an ad account. */
export type AccountOptions = { profiles: Named[]; pixels: Named[]; fundingInstruments: Funding[] };

const optional = z.string().optional();

/**
 * The account a connection works in, inside its settings. Names are copies for people; ids decide. Whatever else a
 * platform keeps there stays beside it.
 */
export const AccountSettings = z
  .looseObject({
    adAccountId: optional,
    currency: optional,
    timeZone: optional,
    profileId: optional,
    pixelId: optional,
    fundingInstrumentId: optional,
    names: z
      .looseObject({ adAccount: optional, profile: optional, pixel: optional, fundingInstrument: optional })
      .optional(),
    /** What the platform said the sign-in may do. */
    scopes: z.array(z.string()).optional(),
    /** How the connection stood when its sign-in was refused: it stands so again once a sign-in works. */
    interrupted: z.object({ status: z.enum(["active", "paused"]), statusReason: z.string().nullable() }).optional(),
  })
  .catch({});
export type AccountSettings = z.infer<typeof AccountSettings>;

export const PART_IDS = { profile: "profileId", pixel: "pixelId", fundingInstrument: "fundingInstrumentId" } as const;

/** What still has to be chosen before the connection can be used; empty when nothing is. */
export function missingParts(settings: unknown, required: readonly AccountPart[]): ("adAccount" | AccountPart)[] {
  const account = AccountSettings.parse(settings);
  const missing = required.filter((part) => !account[PART_IDS[part]]);
  return account.adAccountId && account.currency ? missing : ["adAccount", ...missing];
}

const CONNECTION_MODES = ["simulator", "live"] as const;
export type ConnectionMode = (typeof CONNECTION_MODES)[number];

/** Begins a sign-in at a platform: for a new connection, or for one that has to be connected again. */
export const ConnectionInput = z.union(
  [
    z.strictObject({
      platform: z.enum(PLATFORMS, { error: `Choose one of ${PLATFORMS.join(", ")}.` }),
      /** Left out: the simulator where there is one. */
      mode: z.enum(CONNECTION_MODES, { error: "Choose simulator or live." }).optional(),
    }),
    z.strictObject({ connectionId: z.uuid("Give the id of a connection.") }),
  ],
  { error: 'Send {"platform": "reddit"}, or {"connectionId": "…"} to connect one again.' },
);
export type ConnectionInput = z.infer<typeof ConnectionInput>;

const share = (most: number, sentence: string) =>
  z.number({ error: "Give a number." }).min(0, "Not below 0.").max(most, sentence);
const whole = (most: number) =>
  z
    .number({ error: "Give a whole number." })
    .int("Give a whole number.")
    .min(0, "Not below 0.")
    .max(most, `At most ${most.toLocaleString("en")}.`);

/** Shares are parts of the value before: 0.5 is half of it. */
export const GuardrailsInput = z.strictObject({
  maxIncrease: share(10, "At most 10, which is eleven times the amount before."),
  maxIncreaseADay: share(100, "At most 100, which is a hundred and one times the amount of the day before."),
  maxDecrease: share(1, "At most 1, which is everything."),
  maxDeletes: whole(100_000),
  maxDeleteShare: share(1, "At most 1, which is everything."),
  smallScope: whole(100_000),
  beyond: z.enum(["hold", "clamp"], { error: "Choose hold or clamp." }),
  /** In micros of the account's currency; null for no limit. */
  maxExposureMicros: Micros.nullable(),
});

export const CONFLICT_POLICIES = ["ask", "ours", "theirs"] as const;
export type ConflictPolicy = (typeof CONFLICT_POLICIES)[number];

/** What happens where both sides changed a field, by record kind and field. What is left out is asked about. */
export const PoliciesInput = z.partialRecord(
  z.enum(RECORD_KINDS),
  z.record(z.string().max(100), z.enum(CONFLICT_POLICIES, { error: "Choose ask, ours or theirs." })),
);
export type ConflictPolicies = z.infer<typeof PoliciesInput>;

const platformId = z.string({ error: "Give an id." }).min(1, "Give an id.").max(100);

/** A choice of account. Parts left out are chosen by themselves where there is only one. */
export const AccountChoice = z.strictObject({
  adAccountId: platformId,
  profileId: platformId.optional(),
  pixelId: platformId.optional(),
  fundingInstrumentId: platformId.optional(),
});
export type AccountChoice = z.infer<typeof AccountChoice>;

export const ConnectionName = z
  .string({ error: "The name must be text." })
  .trim()
  .min(1, "Give the connection a name.")
  .max(100, "The name must have at most 100 characters.");

export const ConnectionPatch = z
  .strictObject({
    name: ConnectionName.optional(),
    status: z.enum(["active", "paused"], { error: "Choose active or paused." }).optional(),
    guardrails: GuardrailsInput.partial().optional(),
    policies: PoliciesInput.optional(),
    account: AccountChoice.optional(),
    /** The version that was seen; another one answers `stale_version`. */
    version: z.number({ error: "Give a whole number." }).int().optional(),
  })
  .refine(({ version: _seen, ...changes }) => Object.values(changes).some((change) => change !== undefined), {
    error: "Name at least one thing to change.",
  });
export type ConnectionPatch = z.infer<typeof ConnectionPatch>;

/** How a sign-in at a platform can fail, as the address of the page that says so names it. */
export const AUTHORIZATION_PROBLEMS = [
  "expired",
  "declined",
  "refused",
  "unreachable",
  "wrong_account",
  "account_taken",
  "forbidden",
  "failed",
] as const;
export type AuthorizationProblem = (typeof AUTHORIZATION_PROBLEMS)[number];
