import { withMarker } from "../../marker";
import type { ObservedRecord, Operation } from "../../types";
import type { RedditCampaign, RedditSettings } from "../schemas";
import { instant, known, micros, moments, named } from "./reading";
import { changedOnly, number, soon, startTime, withoutUndefined } from "./sending";
import {
  GOAL_BACK,
  GOALS,
  NAME_LIMIT,
  OBJECTIVE_BACK,
  OBJECTIVES,
  STATUS_BACK,
  STATUSES,
  text,
  translated,
} from "./words";

/** The fields of a campaign to send; a create sends all, an update only `changed`. */
export function toRedditCampaign(operation: Operation, settings: RedditSettings, now: Date): Record<string, unknown> {
  const { desired } = operation;
  const onCampaign = desired.budgetOn === "campaign";
  const facts = OBJECTIVES[String(desired.objective)];
  if (operation.kind === "update") return changedOnly(operation, campaignFields(operation, now));
  return {
    ...withoutUndefined(campaignFields(operation, now)),
    configured_status: STATUSES[operation.initialStatus ?? String(desired.status)],
    objective: facts?.objective,
    funding_instrument_id: settings.fundingInstrumentId,
    is_campaign_budget_optimization: onCampaign,
    ...(onCampaign
      ? {
          bid_strategy: "MAXIMIZE_VOLUME",
          bid_type: facts?.bidType,
          conversion_pixel_id: settings.pixelId,
        }
      : {}),
    ...(onCampaign && desired["settings.optimizationGoal"]
      ? { optimization_goal: desired["settings.optimizationGoal"] }
      : {}),
    ...(desired["settings.appId"] ? { app_id: desired["settings.appId"] } : {}),
  };
}

function campaignFields({ desired, marker }: Operation, now: Date): Record<string, Record<string, unknown>> {
  const onCampaign = desired.budgetOn === "campaign";
  return {
    name: { name: withMarker(String(desired.name), marker, NAME_LIMIT) },
    status: { configured_status: STATUSES[String(desired.status)] },
    ...(onCampaign
      ? {
          budgetType: { goal_type: GOALS[String(desired.budgetType)] },
          budgetAmountMicros: { goal_value: number(desired.budgetAmountMicros) },
          // A campaign with a budget cannot be without a start; none means at once.
          startAt: { start_time: startTime(desired.startAt, now) ?? soon(now) },
          endAt: { end_time: text(desired.endAt) },
        }
      : {}),
    "settings.invoiceLabel": { invoice_label: desired["settings.invoiceLabel"] ?? null },
  };
}

export function fromRedditCampaign(wire: RedditCampaign): ObservedRecord {
  const { name, marker } = named(wire.name);
  const onCampaign = wire.is_campaign_budget_optimization;
  const budget = onCampaign
    ? {
        budgetType: translated(GOAL_BACK, wire.goal_type),
        budgetAmountMicros: micros(wire.goal_value),
        startAt: instant(wire.start_time),
        endAt: instant(wire.end_time),
      }
    : onCampaign === false
      ? { budgetType: null, budgetAmountMicros: null, startAt: null, endAt: null }
      : {};
  return {
    kind: "campaign",
    platformId: wire.id,
    parentPlatformId: null,
    marker,
    parts: {},
    ...(wire.spend_cap ? { unheld: ["spend cap"] } : {}),
    ...moments(wire),
    value: known({
      name,
      objective: translated(OBJECTIVE_BACK, wire.objective),
      status: translated(STATUS_BACK, wire.configured_status),
      budgetOn: onCampaign === undefined || onCampaign === null ? undefined : onCampaign ? "campaign" : "ad_groups",
      ...budget,
      "settings.optimizationGoal": wire.optimization_goal,
      "settings.appId": wire.app_id,
      "settings.invoiceLabel": wire.invoice_label,
      effectiveStatus: wire.effective_status,
    }),
  };
}
