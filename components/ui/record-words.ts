import { formatMicros, microsToDecimal } from "@/lib/domain/amounts";
import type { Objective } from "@/lib/domain/campaign";
import type { CanonicalValue, RecordKind } from "@/lib/domain/canonical";
import { dateAndTime } from "./age";

const KIND_WORDS: Record<RecordKind, { one: string; many: string }> = {
  campaign: { one: "campaign", many: "campaigns" },
  ad_group: { one: "ad group", many: "ad groups" },
  ad: { one: "ad", many: "ads" },
  keyword: { one: "keyword", many: "keywords" },
};

export const kindWord = (kind: RecordKind) => KIND_WORDS[kind].one;

/** "1 ad", "2 ads", "1,204 changes" with its own words. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString("en")} ${amount === 1 ? one : many}`;
}

const VALUE_WORDS: Record<string, string> = {
  manual_cpc: "manual, per click",
  manual_cpm: "manual, per 1,000 views",
  automatic: "automatic",
  app_installs: "app installs",
  video_views: "video views",
};

/** "traffic" as the first word of a line. */
export const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);

/** Word for a stored choice: "manual_cpc" is "manual, per click". */
export const choiceWord = (value: string) => VALUE_WORDS[value] ?? value.replaceAll("_", " ");

export const objectiveWord = (objective: Objective) => choiceWord(objective);

// Parts of the value before, told in per cent.
const SHARE_FIELDS = new Set(["maxIncrease", "maxIncreaseADay", "maxDecrease", "maxDeleteShare"]);
const INSTANT_FIELDS = new Set(["startAt", "endAt", "deletedAt"]);

const CHOICE_FIELDS = new Set(["status", "objective", "budgetOn", "bidStrategy", "budgetType", "matchType"]);

/** A canonical value as people read it. Without a currency an amount is given plain. */
export function fieldText(field: string, value: CanonicalValue, currency: string | null): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return "none";
  if (field.endsWith("Micros") && typeof value === "string" && /^-?\d+$/.test(value)) {
    return currency ? formatMicros(value, currency) : microsToDecimal(value);
  }
  if (INSTANT_FIELDS.has(field) && typeof value === "string") return dateAndTime(value);
  if (SHARE_FIELDS.has(field) && typeof value === "number") return `${Math.round(value * 1e4) / 100} %`;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return CHOICE_FIELDS.has(field) ? choiceWord(value) : value;
  if (Array.isArray(value)) return value.map((item) => fieldText(field, item, currency)).join(", ");
  return JSON.stringify(value);
}
