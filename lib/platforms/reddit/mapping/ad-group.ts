import type { CanonicalRecord } from "../../../domain/canonical";
import { withMarker } from "../../marker";
import type { ObservedRecord, Operation } from "../../types";
import type { RedditAdGroup, RedditSettings, RedditTargeting } from "../schemas";
import { instant, known, micros, moments, named } from "./reading";
import { changedOnly, number, soon, startTime, withoutUndefined } from "./sending";
import { fromRedditTargeting, otherTargeting, TARGETING, toRedditTargeting } from "./targeting";
import { GOAL_BACK, GOALS, NAME_LIMIT, OBJECTIVES, STATUS_BACK, STATUSES, text, translated } from "./words";

export function toRedditAdGroup(
  operation: Operation,
  settings: RedditSettings,
  now: Date,
  existingTargeting?: RedditTargeting,
): Record<string, unknown> {
  const { desired } = operation;
  const fields = adGroupFields(operation, now, existingTargeting);
  if (operation.kind === "update") return changedOnly(operation, fields);
  return {
    ...withoutUndefined(fields),
    campaign_id: operation.parentPlatformId,
    configured_status: STATUSES[operation.initialStatus ?? String(desired.status)],
    conversion_pixel_id: settings.pixelId,
    ...(desired["settings.optimizationGoal"] ? { optimization_goal: desired["settings.optimizationGoal"] } : {}),
  };
}

function adGroupFields(
  { desired, marker, kind, changed }: Operation,
  now: Date,
  existingTargeting?: RedditTargeting,
): Record<string, Record<string, unknown>> {
  const own = desired.budgetOn === "ad_groups";
  const bid = toRedditBid(desired);
  const touched = kind === "create" ? Object.keys(TARGETING) : changed;
  const targeting = { targeting: { ...existingTargeting, ...toRedditTargeting(desired, touched) } };
  return {
    name: { name: withMarker(String(desired.name), marker, NAME_LIMIT) },
    status: { configured_status: STATUSES[String(desired.status)] },
    bidStrategy: bid,
    bidAmountMicros: bid,
    ...(own
      ? {
          budgetType: { goal_type: GOALS[String(desired.budgetType)] ?? null },
          budgetAmountMicros: { goal_value: number(desired.budgetAmountMicros) },
          startAt: { start_time: startTime(desired.startAt, now) ?? (desired.endAt ? soon(now) : null) },
          endAt: { end_time: text(desired.endAt) },
        }
      : {}),
    // Reddit replaces the whole targeting object, so what it holds goes along with what changes.
    "targeting.communities": targeting,
    "targeting.interests": targeting,
    "targeting.locations": targeting,
    "targeting.devices": targeting,
  };
}

function toRedditBid(desired: CanonicalRecord): Record<string, unknown> {
  const bidType = OBJECTIVES[String(desired.objective)]?.bidType ?? "CPC";
  if (desired.bidStrategy === "manual_cpc" || desired.bidStrategy === "manual_cpm") {
    return {
      bid_strategy: "MANUAL_BIDDING",
      bid_type: desired.bidStrategy === "manual_cpc" ? "CPC" : "CPM",
      bid_value: number(desired.bidAmountMicros),
    };
  }
  return { bid_strategy: "MAXIMIZE_VOLUME", bid_type: bidType, bid_value: null };
}

export function fromRedditAdGroup(wire: RedditAdGroup): ObservedRecord {
  const { name, marker } = named(wire.name);
  // Under a campaign budget the dates are the campaign's, and shown there.
  const dateOf = (value: string | null | undefined) => (wire.goal_type ? instant(value) : wire.goal_type);
  return {
    kind: "ad_group",
    platformId: wire.id,
    parentPlatformId: wire.campaign_id,
    marker,
    parts: {},
    ...unheldIn(wire),
    ...moments(wire),
    value: known({
      name,
      status: translated(STATUS_BACK, wire.configured_status),
      bidStrategy: bidStrategyOf(wire),
      bidAmountMicros: micros(wire.bid_value),
      budgetType: translated(GOAL_BACK, wire.goal_type),
      budgetAmountMicros: micros(wire.goal_value),
      startAt: dateOf(wire.start_time),
      endAt: dateOf(wire.end_time),
      ...(wire.targeting === undefined ? {} : fromRedditTargeting(wire.targeting)),
      effectiveStatus: wire.effective_status,
    }),
  };
}

/** Beside what our ad groups hold: an update leaves it as it is there. */
function unheldIn(wire: RedditAdGroup): { unheld?: string[] } {
  const strategy = wire.bid_strategy && bidStrategyOf(wire) === undefined ? [`bid strategy ${wire.bid_strategy}`] : [];
  const unheld = [...strategy, ...otherTargeting(wire.targeting)];
  return unheld.length > 0 ? { unheld } : {};
}

const AUTOMATIC = new Set(["MAXIMIZE_VOLUME", "BIDLESS"]);

const MANUAL: Record<string, string> = { CPC: "manual_cpc", CPM: "manual_cpm" };

/** Without a strategy of its own an ad group takes its campaign's, which is never manual. Others we do not know. */
function bidStrategyOf({ bid_strategy: strategy, bid_type: type }: RedditAdGroup): string | undefined {
  if (strategy === undefined) return undefined;
  if (strategy === null || AUTOMATIC.has(strategy)) return "automatic";
  return strategy === "MANUAL_BIDDING" && type ? MANUAL[type] : undefined;
}
