import type { Ad, AdGroup, Campaign, Keyword } from "../../prisma/generated/client";
import { type CanonicalRecord, canonicalInstant } from "../domain/canonical";

/** Our rows in the form the engine compares. A draft is pushed paused: it exists over there and spends nothing. */
const canonicalStatus = (status: string) =>
  status === "active" ? "active" : status === "archived" ? "archived" : "paused";

export const desiredCampaign = (row: Campaign): CanonicalRecord => ({
  name: row.name,
  objective: row.objective,
  status: canonicalStatus(row.status),
  budgetType: row.budgetType,
  budgetAmountMicros: row.budgetAmountMicros.toString(),
  startAt: canonicalInstant(row.startAt),
  endAt: canonicalInstant(row.endAt),
  ...settingsOf(row.platformSettings),
});

/** Settings of one platform only, each a field of its own: `settings.appId`. */
const settingsOf = (settings: Campaign["platformSettings"]): CanonicalRecord =>
  Object.fromEntries(
    Object.entries((settings ?? {}) as CanonicalRecord).map(([name, value]) => [`settings.${name}`, value]),
  );

type StoredTargeting = { communities?: string[]; interests?: string[]; locations?: string[]; devices?: string[] };

export const desiredAdGroup = (row: AdGroup): CanonicalRecord => {
  const targeting = row.targeting as StoredTargeting;
  return {
    name: row.name,
    status: canonicalStatus(row.status),
    bidStrategy: row.bidStrategy,
    bidAmountMicros: row.bidAmountMicros?.toString() ?? null,
    "targeting.communities": targeting.communities ?? [],
    "targeting.interests": targeting.interests ?? [],
    "targeting.locations": targeting.locations ?? [],
    "targeting.devices": targeting.devices ?? [],
  };
};

export const desiredAd = (row: Ad): CanonicalRecord => ({
  status: canonicalStatus(row.status),
  headlines: row.headlines,
  descriptions: row.descriptions,
  finalUrl: row.finalUrl,
  displayUrl: row.displayUrl,
  callToAction: row.callToAction,
  imageUrl: row.imageUrl,
});

export const desiredKeyword = (row: Keyword): CanonicalRecord => ({
  text: row.text,
  matchType: row.matchType,
  negative: row.negative,
  bidMicros: row.bidMicros?.toString() ?? null,
  status: canonicalStatus(row.status),
});
