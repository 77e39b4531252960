import type { Capabilities, FieldRule } from "../types";
import { REDDIT_QUOTAS } from "./client";
import { POST_FIELDS } from "./mapping/post";

const both: FieldRule = { policy: "both" };
const fixed: FieldRule = { policy: "both", immutable: true };

/** What Reddit can do, field by field. Source: Reddit Ads API v3, create and update schemas of each kind. */
export const redditCapabilities: Capabilities = {
  displayName: "Reddit",
  kinds: {
    campaign: {
      fields: {
        name: both,
        objective: fixed,
        status: both,
        budgetOn: fixed,
        budgetType: fixed,
        budgetAmountMicros: both,
        startAt: both,
        endAt: both,
        "settings.optimizationGoal": fixed,
        "settings.appId": fixed,
        "settings.invoiceLabel": { policy: "ours" },
      },
      remove: { by: "status", status: "archived" },
      createCalls: { write: 1 },
      updateCalls: { write: 1 },
      listPageSize: 1000,
    },
    ad_group: {
      fields: {
        name: both,
        status: both,
        bidStrategy: both,
        bidAmountMicros: both,
        // An amount for the whole run must not turn into the same amount for every day.
        budgetType: { policy: "ours", immutable: true },
        budgetAmountMicros: { policy: "ours", shared: true },
        startAt: { policy: "ours" },
        endAt: { policy: "ours" },
        "targeting.communities": both,
        "targeting.interests": both,
        "targeting.locations": both,
        "targeting.devices": both,
      },
      remove: { by: "status", status: "archived" },
      createCalls: { write: 1 },
      updateCalls: { write: 1 },
      listPageSize: 1000,
    },
    ad: {
      fields: {
        status: both,
        ...Object.fromEntries(POST_FIELDS.map((field) => [field, { ...both, part: "post" }])),
      },
      remove: { by: "status", status: "archived" },
      // The post, at least one look at the job that makes it, and the ad.
      createCalls: { creative: 2, write: 1 },
      updateCalls: { write: 1 },
      listPageSize: 1000,
    },
  },
  quotaGroups: REDDIT_QUOTAS,
  listingLagMs: 5_000,
  namesAreUnique: false,
  webhooks: false,
};
