import type { CanonicalRecord, CanonicalValue } from "../../../domain/canonical";
import type { DesiredTree } from "../../types";
import { callToAction } from "./calls-to-action";
import { OBJECTIVES, sorted, text } from "./words";

/**
 * Our tree as Reddit could hold it. Money is micros of the account's currency on both sides.
 *
 * Budgets: Reddit either keeps budget and bid on the campaign ("campaign budget optimisation"), or on each ad group.
 * A manual bid exists on ad groups only, so one manual bid in the tree moves the budget to the ad groups, which share
 * the campaign's amount: together they never spend more than the person wrote.
 */
export function projectTree({ campaign, adGroups, ads, keywords }: DesiredTree): Map<string, CanonicalRecord> {
  const projected = new Map<string, CanonicalRecord>();
  const budgetOn = text(campaign.value[BUDGET_ON]) ?? naturalBudgetOn(adGroups);
  const sharing = adGroups.filter(({ value }) => value.status !== "archived");
  const shares = splitBudget(campaign.value.budgetAmountMicros, sharing.length);
  projected.set(campaign.id, {
    ...campaign.value,
    budgetOn,
    budgetType: budgetOn === "campaign" ? text(campaign.value.budgetType) : null,
    budgetAmountMicros: budgetOn === "campaign" ? text(campaign.value.budgetAmountMicros) : null,
    // Without a campaign budget Reddit has no dates on the campaign.
    startAt: budgetOn === "campaign" ? text(campaign.value.startAt) : null,
    endAt: budgetOn === "campaign" ? text(campaign.value.endAt) : null,
    "settings.optimizationGoal":
      text(campaign.value["settings.optimizationGoal"]) ?? optimizationGoal(campaign.value.objective),
  });
  for (const { id, value } of adGroups) {
    const share = sharing.findIndex((item) => item.id === id);
    const own = budgetOn === "ad_groups" && share >= 0;
    projected.set(id, {
      ...value,
      budgetType: own ? text(campaign.value.budgetType) : null,
      budgetAmountMicros: own ? (shares[share] ?? null) : null,
      startAt: own ? text(campaign.value.startAt) : null,
      endAt: own ? text(campaign.value.endAt) : null,
      objective: text(campaign.value.objective),
      budgetOn,
      "settings.optimizationGoal":
        text(campaign.value["settings.optimizationGoal"]) ?? optimizationGoal(campaign.value.objective),
      "targeting.communities": sorted(value["targeting.communities"], (name) => name.replace(/^r\//i, "")),
      "targeting.interests": sorted(value["targeting.interests"]),
      "targeting.locations": sorted(value["targeting.locations"]),
      "targeting.devices": sorted(value["targeting.devices"]),
    });
  }
  for (const { id, value } of ads) projected.set(id, projectAd(value));
  for (const { id, value } of keywords) projected.set(id, value);
  return projected;
}

/**
 * The campaign as our row holds it. With budgets on the ad groups ours has their sum, and the dates around theirs; that
 * they stand there although no bid is manual is kept beside, because it cannot change once the campaign exists.
 */
export function unprojectTree({ campaign, adGroups }: DesiredTree): CanonicalRecord {
  const { budgetOn } = campaign.value;
  const beside: CanonicalRecord =
    typeof budgetOn === "string" && budgetOn !== naturalBudgetOn(adGroups) ? { [BUDGET_ON]: budgetOn } : {};
  if (budgetOn !== "ad_groups") return { ...campaign.value, ...beside };
  const spending = adGroups
    .map(({ value }) => value)
    .filter((value) => value.status !== "archived" && value.budgetType);
  const budgetType = spending[0]?.budgetType ?? null;
  const together = spending.filter(
    (value) => value.budgetType === budgetType && typeof value.budgetAmountMicros === "string",
  );
  const starts = spending.map((value) => text(value.startAt)).sort();
  const ends = spending.map((value) => text(value.endAt)).sort();
  return {
    ...campaign.value,
    ...beside,
    budgetType,
    budgetAmountMicros:
      together.length > 0
        ? together.reduce((sum, value) => sum + BigInt(String(value.budgetAmountMicros)), 0n).toString()
        : null,
    startAt: starts.includes(null) ? null : (starts[0] ?? null),
    endAt: ends.includes(null) ? null : (ends.at(-1) ?? null),
  };
}

const BUDGET_ON = "settings.budgetOn";

/** Where Reddit has to keep the budget of a tree that we make. */
const naturalBudgetOn = (adGroups: DesiredTree["adGroups"]): string =>
  adGroups.some(({ value }) => (value.bidStrategy ?? "automatic") !== "automatic") ? "ad_groups" : "campaign";

/** A picture ad carries headline, picture and button; a text ad headline and text. Neither carries the other's fields. */
export function projectAd(value: CanonicalRecord): CanonicalRecord {
  const headlines = Array.isArray(value.headlines) ? value.headlines.slice(0, 1) : [];
  const descriptions = Array.isArray(value.descriptions) ? value.descriptions : [];
  const picture = typeof value.imageUrl === "string";
  return {
    ...value,
    headlines,
    descriptions: picture ? [] : descriptions,
    displayUrl: picture ? text(value.displayUrl) : null,
    callToAction: picture ? callToAction(value.callToAction) : null,
  };
}

/** An amount in equal parts that add up to it exactly; the first parts take the remainder. */
function splitBudget(amount: CanonicalValue | undefined, parts: number): string[] {
  if (typeof amount !== "string" || parts === 0) return [];
  const whole = BigInt(amount);
  const share = whole / BigInt(parts);
  const remainder = Number(whole % BigInt(parts));
  return Array.from({ length: parts }, (_, index) => (share + (index < remainder ? 1n : 0n)).toString());
}

const optimizationGoal = (objective: CanonicalValue | undefined) =>
  OBJECTIVES[String(objective)]?.optimizationGoal ?? null;
