import { z } from "zod";
import { PLATFORMS } from "../campaign";
import { RECORD_KINDS } from "../canonical";
import { ACCOUNT_PARTS, CONFLICT_POLICIES } from "../connection";
import { instant, nullableInstant, page } from "./primitives";

export const ConnectionView = z.object({
  id: z.string(),
  platform: z.enum(PLATFORMS),
  name: z.string(),
  status: z.enum(["active", "paused", "reauthorize", "disconnected"]),
  statusReason: z.string().nullable(),
  mode: z.enum(["simulator", "live"]),
  lastPullAt: nullableInstant,
  breaker: z.object({ state: z.enum(["closed", "open", "half_open"]), until: nullableInstant }),
  quota: z.array(
    z.object({
      group: z.string(),
      used: z.number(),
      limit: z.number(),
      windowSeconds: z.number(),
      resetsAt: nullableInstant,
    }),
  ),
  /** When the platform's access ends, unless it is renewed before, which happens by itself. */
  tokenExpiresAt: nullableInstant,
  /** The ad account it works in; null until one is chosen. */
  account: z.object({ adAccountId: z.string(), name: z.string(), currency: z.string() }).nullable(),
  /** What has to be chosen before anything can be pushed or read. */
  missing: z.array(z.enum(["adAccount", ...ACCOUNT_PARTS])),
  /** What it carries, and what is wrong there: a connection is as well as the worst thing about it. */
  campaigns: z.number(),
  openConflicts: z.number(),
  held: z.number(),
  failing: z.number(),
  /** Linked records that the last listing left out; the platform has not said that they are gone. */
  unlisted: z.number(),
});

const chosen = z.object({ platformId: z.string(), name: z.string() }).nullable();

/** A connection with what people set on its page. */
export const ConnectionDetailView = ConnectionView.extend({
  version: z.number(),
  createdAt: instant,
  timeZone: z.string().nullable(),
  profile: chosen,
  pixel: chosen,
  fundingInstrument: chosen,
  /** What the platform allowed when a person let us in. */
  scopes: z.array(z.string()),
  /** Shares of the value before: 0.5 lets a budget grow by half in one change. */
  guardrails: z.object({
    maxIncrease: z.number(),
    /** Of what it was 24 hours ago. */
    maxIncreaseADay: z.number(),
    maxDecrease: z.number(),
    maxDeletes: z.number(),
    maxDeleteShare: z.number(),
    smallScope: z.number(),
    beyond: z.enum(["hold", "clamp"]),
    /** What all its campaigns may spend a day; null for no limit. */
    maxExposureMicros: z.string().nullable(),
  }),
  /** What happens where both sides changed a field: a person is asked, or one side wins. */
  policies: z.array(
    z.object({ recordKind: z.enum(RECORD_KINDS), field: z.string(), choice: z.enum(CONFLICT_POLICIES) }),
  ),
});

export const AdAccountList = page(
  z.object({
    platformId: z.string(),
    name: z.string(),
    currency: z.string(),
    timeZone: z.string().nullable(),
    businessName: z.string().nullable(),
    /** Why it cannot run ads, in the platform's word. */
    problem: z.string().nullable(),
    chosen: z.boolean(),
  }),
);

const NamedOption = z.object({ platformId: z.string(), name: z.string() });

const FundingOption = NamedOption.extend({
  currency: z.string(),
  isServable: z.boolean(),
  reasons: z.array(z.string()),
});

export const FundingInstrumentList = page(FundingOption.extend({ chosen: z.boolean(), observedAt: instant }));

/** What can be chosen along with one ad account. */
export const AccountOptionsView = z.object({
  profiles: z.array(NamedOption),
  pixels: z.array(NamedOption),
  fundingInstruments: z.array(FundingOption),
});

export const AuthorizationStarted = z.object({ authorizeUrl: z.string(), expiresAt: instant });

export const ConnectionPage = page(ConnectionView);

export type ConnectionView = z.infer<typeof ConnectionView>;
export type ConnectionDetailView = z.infer<typeof ConnectionDetailView>;
export type AdAccountList = z.infer<typeof AdAccountList>;
export type FundingInstrumentList = z.infer<typeof FundingInstrumentList>;
export type AccountOptionsView = z.infer<typeof AccountOptionsView>;
