import type { CanonicalValue } from "../../../domain/canonical";

/** Our words in Reddit's, and back. */

export const OBJECTIVES: Record<string, { objective: string; bidType: string; optimizationGoal?: string }> = {
  awareness: { objective: "IMPRESSIONS", bidType: "CPM" },
  traffic: { objective: "CLICKS", bidType: "CPC" },
  engagement: { objective: "CLICKS", bidType: "CPC" },
  leads: { objective: "LEAD_GENERATION", bidType: "CPC" },
  app_installs: { objective: "APP_INSTALLS", bidType: "CPC", optimizationGoal: "MOBILE_CONVERSION_INSTALL" },
  conversions: { objective: "CONVERSIONS", bidType: "CPC", optimizationGoal: "PURCHASE" },
  sales: { objective: "CONVERSIONS", bidType: "CPC", optimizationGoal: "PURCHASE" },
  video_views: { objective: "VIDEO_VIEWABLE_IMPRESSIONS", bidType: "CPV6", optimizationGoal: "VIDEO_VIEW_6S" },
};

export const OBJECTIVE_BACK: Record<string, string> = {
  IMPRESSIONS: "awareness",
  BRAND_AWARENESS: "awareness",
  CLICKS: "traffic",
  LEAD_GENERATION: "leads",
  APP_INSTALLS: "app_installs",
  CONVERSIONS: "conversions",
  SALES: "sales",
  CATALOG_SALES: "sales",
  VIDEO_VIEWABLE_IMPRESSIONS: "video_views",
};

export const STATUSES: Record<string, string> = { active: "ACTIVE", paused: "PAUSED", archived: "ARCHIVED" };
export const STATUS_BACK: Record<string, string> = {
  ACTIVE: "active",
  PAUSED: "paused",
  ARCHIVED: "archived",
  DELETED: "archived",
};

export const GOALS: Record<string, string> = { daily: "DAILY_SPEND", lifetime: "LIFETIME_SPEND" };
export const GOAL_BACK: Record<string, string> = { DAILY_SPEND: "daily", LIFETIME_SPEND: "lifetime" };

export const NAME_LIMIT = 500;

export const text = (value: CanonicalValue | undefined) => (typeof value === "string" ? value : null);

export const sorted = (value: CanonicalValue | undefined, clean: (item: string) => string = (item) => item) =>
  Array.isArray(value) ? value.map((item) => clean(String(item))).sort() : [];

export const translated = (table: Record<string, string>, value: string | null | undefined) =>
  typeof value === "string" ? table[value] : value;
