import type { JsonSchema } from "../simulators/json-schema";

/**
 * What the trimmed description (revision R1, mid-2026) lacks and a later revision (R2, autumn 2026) or the live API has.
 * The simulator and the contract check both read the description with these applied; nothing else may differ from it.
 */
export type SpecAddition =
  | { schema: string; enum: { property: string | null; values: string[] }; reason: string }
  | { schema: string; property: { name: string; schema: JsonSchema }; reason: string };

const SCHEDULE: JsonSchema = {
  type: ["array", "null"],
  items: {
    type: "object",
    additionalProperties: false,
    properties: {
      start_day: { type: "integer", minimum: 0, maximum: 6 },
      start_hour: { type: "integer", minimum: 0, maximum: 23 },
      end_day: { type: "integer", minimum: 0, maximum: 6 },
      end_hour: { type: "integer", minimum: 0, maximum: 23 },
    },
  },
};

export const SPEC_ADDITIONS: readonly SpecAddition[] = [
  {
    schema: "Objective",
    enum: { property: null, values: ["BRAND_AWARENESS", "SALES"] },
    reason: "objectives added in R2",
  },
  {
    schema: "ManualAdGroup",
    enum: { property: "campaign_objective_type", values: ["BRAND_AWARENESS", "SALES"] },
    reason: "objectives added in R2, repeated on the ad group",
  },
  {
    schema: "AdFields",
    enum: { property: "campaign_objective_type", values: ["BRAND_AWARENESS", "SALES"] },
    reason: "objectives added in R2, repeated on the ad",
  },
  { schema: "Campaign", enum: { property: "bid_type", values: ["CPV15"] }, reason: "bid type added in R2" },
  { schema: "CreateCampaign", enum: { property: "bid_type", values: ["CPV15"] }, reason: "bid type added in R2" },
  { schema: "UpdateCampaign", enum: { property: "bid_type", values: ["CPV15"] }, reason: "bid type added in R2" },
  { schema: "ManualAdGroup", enum: { property: "bid_type", values: ["CPV15"] }, reason: "bid type added in R2" },
  {
    schema: "Campaign",
    property: { name: "schedule", schema: SCHEDULE },
    reason: "delivery windows of a CBO campaign, R2",
  },
  {
    schema: "CreateCampaign",
    property: { name: "schedule", schema: SCHEDULE },
    reason: "delivery windows of a CBO campaign, R2",
  },
  {
    schema: "UpdateCampaign",
    property: { name: "schedule", schema: SCHEDULE },
    reason: "delivery windows of a CBO campaign, R2",
  },
  {
    schema: "ManualAdGroup",
    property: { name: "type", schema: { type: "string", enum: ["MANUAL"], readOnly: true } },
    reason: "returned by R2 on every ad group",
  },
];
