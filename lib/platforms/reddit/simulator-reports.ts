import { createHash } from "node:crypto";
import type { SimulatedAnswer, SimulatedRequest } from "../simulators/types";
import { invalid } from "./simulator-answers";
import type { CampaignRow } from "./simulator-records";
import type { RedditWorld } from "./simulator-world";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/**
 * A small report: daily figures per campaign that follow from its id, whatever was asked beside `CAMPAIGN_ID` and `DATE`.
 * Times must be whole hours in their `Z` form, which Reddit insists on here.
 */
export function answerReport(
  world: RedditWorld,
  adAccountId: string,
  { data }: { request: SimulatedRequest; data: Record<string, unknown> },
): SimulatedAnswer {
  for (const name of ["starts_at", "ends_at"] as const) {
    if (!/^\d{4}-\d\d-\d\dT\d\d:00:00Z$/.test(String(data[name]))) {
      throw invalid([{ path: name, message: "Must be a whole hour in the form YYYY-MM-DDTHH:00:00Z." }]);
    }
  }
  const [from, to] = [Date.parse(String(data.starts_at)), Date.parse(String(data.ends_at))];
  if (to <= from) throw invalid([{ path: "ends_at", message: "Must be later than starts_at." }]);
  const breakdowns = Array.isArray(data.breakdowns) ? data.breakdowns : [];
  const fields = new Set((Array.isArray(data.fields) ? data.fields : []).map((field) => String(field).toLowerCase()));
  const campaigns = [...world.campaigns.values()].filter((row) => row.adAccountId === adAccountId);
  const metrics: Record<string, unknown>[] = [];
  for (let day = from; day < to; day += DAY_MS) {
    for (const campaign of campaigns) {
      const figures = figuresOf(world, campaign, day);
      if (!figures) continue;
      metrics.push({
        ...(breakdowns.includes("CAMPAIGN_ID") && { campaign_id: campaign.id }),
        ...(breakdowns.includes("DATE") && { date: new Date(day).toISOString().slice(0, 10) }),
        ...Object.fromEntries(Object.entries(figures).filter(([name]) => fields.has(name))),
      });
    }
  }
  return {
    status: 200,
    json: {
      data: { metrics, metrics_updated_at: world.instant(Math.floor(world.now() / HOUR_MS) * HOUR_MS) },
      pagination: { next_url: null, previous_url: null, page_index: 0, total_count: metrics.length },
    },
  };
}

/** Only a campaign that ran that day has figures. Spend is in micros. */
function figuresOf(world: RedditWorld, row: CampaignRow, day: number): Record<string, number> | null {
  if (row.fields.configured_status !== "ACTIVE" || row.createdMs > day + DAY_MS || day > world.now()) return null;
  const luck = createHash("sha256").update(`${row.id} ${day}`).digest().readUInt16BE(0) / 65_535;
  const impressions = Math.round(2_000 + luck * 8_000);
  const clicks = Math.round(impressions * (0.004 + luck * 0.01));
  const budget = row.fields.goal_value ?? 20_000_000;
  const spend = Math.round(budget * (0.6 + luck * 0.4));
  return { impressions, clicks, spend, ctr: clicks / impressions, cpc: clicks > 0 ? Math.round(spend / clicks) : 0 };
}
