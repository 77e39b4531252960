import { DEMO_COMMUNITIES, DEMO_GEOLOCATIONS, DEMO_INTERESTS } from "./fixtures";

/** The lists that do not belong to anyone: what can be targeted, time zones, languages, bids. */

type Community = {
  id: string;
  name: string;
  categories: string[];
  description: string | null;
  icon_url: string | null;
  subscriber_count: number;
};

/** By name, as listings page through them. */
export const COMMUNITIES: readonly Community[] = DEMO_COMMUNITIES.map((name, index) => ({
  id: `t5_${(2_000_000 + index).toString(36)}`,
  name,
  categories: [],
  description: null,
  icon_url: null,
  subscriber_count: 40_000_000 - index * 250_000,
})).sort((a, b) => (a.name < b.name ? -1 : 1));

export const INTERESTS = DEMO_INTERESTS;

/** `country`, `cities_search` and `postal_code` narrow the list; without any, all of it. */
export function findGeolocations(query: URLSearchParams): unknown[] {
  const country = query.get("country")?.toUpperCase();
  const city = query.get("cities_search")?.toLowerCase();
  const postalCode = query.get("postal_code");
  return DEMO_GEOLOCATIONS.filter(
    (place) =>
      (!country || place.country === country) &&
      (!city || (place.city?.toLowerCase().includes(city) ?? false)) &&
      (!postalCode || (place.postal_code?.includes(postalCode) ?? false)),
  );
}

export const LANGUAGES: readonly { code: string; name: string }[] = [
  { code: "DE", name: "German" },
  { code: "EN", name: "English" },
  { code: "ES", name: "Spanish" },
  { code: "FR", name: "French" },
  { code: "IT", name: "Italian" },
  { code: "JA", name: "Japanese" },
  { code: "NL", name: "Dutch" },
  { code: "PT", name: "Portuguese" },
];

/** Offsets in seconds. */
export const TIME_ZONES = [
  zone("America/Los_Angeles", "PST", -28_800, true),
  zone("America/New_York", "EST", -18_000, true),
  zone("Asia/Tokyo", "JST", 32_400, false),
  zone("Europe/Berlin", "CET", 3_600, true),
  zone("Europe/London", "GMT", 0, true),
  zone("UTC", "UTC", 0, false),
];

function zone(id: string, code: string, offset: number, hasSummerTime: boolean) {
  return { id, name: id, code, offset, dst_offset: hasSummerTime ? 3_600 : 0, is_dst_active: false };
}

/** Words that no brand wants its ad beside. */
export function isBrandSafe(keyword: string): boolean {
  return !/\b(gore|nsfw|hate|violence)\b/i.test(keyword);
}

/** Suggested bids in micros of the account currency; a share of the budget never exceeds sense. */
export function suggestBids(bidType: string): Record<string, number> {
  const median = bidType === "CPM" ? 6_000_000 : bidType === "CPC" ? 650_000 : 40_000;
  return {
    min_bid_value: bidType === "CPM" ? 3_500_000 : Math.round(median / 10),
    bid_suggestion_min: Math.max(bidType === "CPM" ? 3_500_000 : 0, Math.round(median * 0.7)),
    bid_suggestion_median: median,
    bid_suggestion_max: Math.round(median * 1.6),
  };
}
