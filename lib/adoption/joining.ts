import type { Campaign } from "../../prisma/generated/client";
import type { Rebase } from "../db/new-links";
import type { SetRecords } from "../db/set-records";
import type { RowTakeOver } from "../db/take-over";
import { type CanonicalRecord, isEqual } from "../domain/canonical";
import { platformOrThrow } from "../platforms/registry";
import type { PlanRecord } from "../sync/core/planned";
import { desiredCampaign } from "../sync/desired";
import { planRecords } from "../sync/plan-records";
import { receivedColumns } from "../sync/received";
import { asRows, type Taken, type Taking } from "./new-rows";

/**
 * What joins campaigns of ours changes what those come to: a budget that stands on the ad groups is now the sum of one
 * more, and its equal parts are other parts. None of that is an edit of ours, so none of it may be pushed.
 */
export type Joining = {
  /** Everything taken on, as we would bring it over: what both sides agree on from now on. */
  desired: Map<string, CanonicalRecord>;
  campaigns: RowTakeOver[];
  rebased: Rebase[];
};

export function reckonJoining(existing: SetRecords, { records, taken }: Taking): Joining {
  const fresh = asRows(records);
  const campaigns: RowTakeOver[] = [];
  const joined = existing.campaigns.map((row) => {
    const columns = followedColumns(row, existing, taken);
    if (Object.keys(columns).length === 0) return row;
    campaigns.push({ recordId: row.id, version: row.version, columns });
    return withColumns(row, columns);
  });
  const after = planRecords({
    ...existing,
    campaigns: [...joined, ...fresh.campaigns],
    adGroups: [...existing.adGroups, ...fresh.adGroups],
    ads: [...existing.ads, ...fresh.ads],
    keywords: [...existing.keywords, ...fresh.keywords],
  });
  const desired = new Map(after.map((record) => [record.id, record.desired]));
  return { desired, campaigns, rebased: rebase(existing, planRecords(existing), desired) };
}

/** Columns of our campaign that follow from what hangs below it over there, and that nobody here changed. */
function followedColumns(row: Campaign, { links }: SetRecords, taken: Taken[]): Record<string, unknown> {
  const { unproject } = platformOrThrow(row.platform);
  const mine = links.filter((link) => link.campaignId === row.id && link.platformId && link.goneAt === null);
  const top = mine.find((link) => link.recordId === row.id);
  const newGroups = taken.filter(({ found, campaignId }) => found.kind === "ad_group" && campaignId === row.id);
  if (!top || newGroups.length === 0) return {};
  const campaign = { id: row.id, value: (top.observed ?? {}) as CanonicalRecord };
  const adGroups = mine
    .filter((link) => link.recordKind === "ad_group")
    .map((link) => ({ id: link.recordId, value: (link.observed ?? {}) as CanonicalRecord }));
  const joining = newGroups.map(({ found, recordId }) => ({ id: recordId, value: found.fields }));
  const before = unproject({ campaign, adGroups, ads: [], keywords: [] });
  const after = unproject({ campaign, adGroups: [...adGroups, ...joining], ads: [], keywords: [] });
  const ours = desiredCampaign(row);
  const follows = Object.fromEntries(
    Object.entries(after).filter(
      ([field, value]) => !isEqual(value, before[field]) && isEqual(ours[field], before[field]),
    ),
  );
  return receivedColumns("campaign", follows, row).columns;
}

function withColumns(row: Campaign, columns: Record<string, unknown>): Campaign {
  const { budgetAmountMicros, startAt, endAt, ...rest } = columns;
  const date = (value: unknown, was: Date | null) =>
    value === undefined ? was : typeof value === "string" ? new Date(value) : null;
  return {
    ...row,
    ...(rest as Partial<Campaign>),
    budgetAmountMicros: typeof budgetAmountMicros === "string" ? BigInt(budgetAmountMicros) : row.budgetAmountMicros,
    startAt: date(startAt, row.startAt),
    endAt: date(endAt, row.endAt),
  };
}

/** Where our side comes to something else by itself, the common base follows; what somebody edited before stays to be pushed. */
function rebase({ links }: SetRecords, before: PlanRecord[], after: Map<string, CanonicalRecord>): Rebase[] {
  const linkOf = new Map(links.map((link) => [link.recordId, link]));
  return before.flatMap((record) => {
    const link = linkOf.get(record.id);
    const now = after.get(record.id);
    if (!link?.platformId || !now) return [];
    const agreed = (link.shadowDesired ?? {}) as CanonicalRecord;
    const moved = Object.entries(now).filter(
      ([field, value]) => !isEqual(value, record.desired[field]) && isEqual(agreed[field], record.desired[field]),
    );
    return moved.length > 0 ? [{ linkId: link.id, desired: Object.fromEntries(moved) }] : [];
  });
}
