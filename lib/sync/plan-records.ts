import type { Campaign, Link } from "../../prisma/generated/client";
import { guardrailsOf } from "../connections/guardrails";
import { policiesOf, withPolicies } from "../connections/policies";
import type { SetRecords } from "../db/set-records";
import type { CanonicalRecord, RecordKind } from "../domain/canonical";
import { platformOrThrow } from "../platforms/registry";
import type { Capabilities } from "../platforms/types";
import type { Budgeted } from "./core/pace";
import { buildPlan, type PickOperation } from "./core/plan";
import type { ConnectionFacts, PlanRecord } from "./core/planned";
import { EXISTENCE } from "./core/take-over";
import { withUnanswered } from "./core/unanswered";
import { desiredAd, desiredAdGroup, desiredCampaign, desiredKeyword } from "./desired";
import type { SpendFacts } from "./spend-facts";

/** The set's records as the planner takes them, parents first, each as its platform could hold it. */
export function planRecords(set: SetRecords): PlanRecord[] {
  const links = new Map(set.links.map((link) => [`${link.connectionId}/${link.recordId}`, link]));
  const adGroupsOf = groupBy(set.adGroups, (row) => row.campaignId);
  const adsOf = groupBy(set.ads, (row) => row.adGroupId);
  const keywordsOf = groupBy(set.keywords, (row) => row.adGroupId);
  const records: PlanRecord[] = [];

  for (const campaign of set.campaigns) {
    const definition = platformOrThrow(campaign.platform);
    const adGroups = adGroupsOf.get(campaign.id) ?? [];
    const ads = adGroups.flatMap((row) => adsOf.get(row.id) ?? []);
    const keywords = adGroups.flatMap((row) => keywordsOf.get(row.id) ?? []);
    const alive = <Row extends { deletedAt: Date | null }>(rows: Row[]) => rows.filter((row) => row.deletedAt === null);
    const projected = definition.project({
      campaign: { id: campaign.id, value: desiredCampaign(campaign) },
      adGroups: alive(adGroups).map((row) => ({ id: row.id, value: desiredAdGroup(row) })),
      ads: alive(ads).map((row) => ({ id: row.id, value: desiredAd(row) })),
      keywords: alive(keywords).map((row) => ({ id: row.id, value: desiredKeyword(row) })),
    });
    const record = (
      kind: RecordKind,
      row: { id: string; version: number; deletedAt: Date | null; editedById: string | null },
      name: string,
      parentId: string | null,
    ): PlanRecord => {
      const link = links.get(`${campaign.connectionId}/${row.id}`);
      const desired = projected.get(row.id) ?? {};
      return {
        kind,
        id: row.id,
        name,
        parentId,
        campaignId: campaign.id,
        connectionId: campaign.connectionId,
        platform: campaign.platform,
        version: row.version,
        deleted: row.deletedAt !== null,
        editedBy: row.editedById ? (set.editors.get(row.editedById) ?? null) : null,
        desired,
        problems: row.deletedAt === null ? definition.findProblems(kind, desired) : [],
        link: link?.platformId
          ? {
              platformId: link.platformId,
              gone: link.goneAt !== null,
              frozen: link.frozenFields,
              disputed: set.disputed.get(row.id)?.includes(EXISTENCE) ?? false,
              ...withUnanswered({ ...lastKnown(link), desired }),
            }
          : null,
        ...(link && !link.platformId && { amountsBefore: (link.observed ?? {}) as CanonicalRecord }),
        maybeThere: !link?.platformId && link?.intentAt != null,
      };
    };
    records.push(record("campaign", campaign, campaign.name, null));
    for (const row of adGroups) records.push(record("ad_group", row, row.name, campaign.id));
    for (const row of ads) records.push(record("ad", row, row.headlines[0] ?? "Ad", row.adGroupId));
    for (const row of keywords) records.push(record("keyword", row, row.text, row.adGroupId));
  }
  return records;
}

/** What is known of a linked record: as it was read last, as both sides agreed on it, and what we sent unanswered. */
export function lastKnown({ observed, shadowDesired, shadowObserved, intentAt, intent }: Link) {
  return {
    observed: (observed ?? shadowObserved ?? {}) as CanonicalRecord,
    shadow: {
      desired: (shadowDesired ?? {}) as CanonicalRecord,
      observed: (shadowObserved ?? {}) as CanonicalRecord,
    },
    sent: (intentAt ? (intent ?? {}) : {}) as CanonicalRecord,
  };
}

/** The plan for a set as it stands, or for that part of it which `only` picks. */
export function planSet(
  set: SetRecords,
  { now, dayBefore, madeToday, awayToday, elsewhere }: SpendFacts,
  only?: PickOperation,
) {
  const budgets = new Map(set.campaigns.map((row) => [row.id, budgetOf(row)]));
  const records = planRecords(set).map((record) => ({
    ...record,
    budget: budgets.get(record.id),
    dayBefore: dayBefore.get(record.id),
    madeToday: madeToday.has(record.id),
    awayToday: awayToday.has(record.id),
  }));
  const guardrails = new Map(set.connections.map(({ id, guardrails: stored }) => [id, guardrailsOf(stored)]));
  const capabilitiesOf = capabilitiesIn(set);
  const factsOf = ({ platform, connectionId }: PlanRecord): ConnectionFacts => ({
    capabilities: capabilitiesOf({ platform, connectionId }),
    guardrails: guardrails.get(connectionId),
    spentElsewhere: elsewhere.get(connectionId),
  });
  return { records, ...buildPlan(records, factsOf, now, only) };
}

/** What each connection of these records can do, with what people chose for it. */
export function capabilitiesIn(set: SetRecords) {
  const known = new Map<string, Capabilities>();
  const policies = new Map(set.connections.map(({ id, policies: stored }) => [id, policiesOf(stored)]));
  return ({ platform, connectionId }: Pick<PlanRecord, "platform" | "connectionId">): Capabilities => {
    const able =
      known.get(connectionId) ?? withPolicies(platformOrThrow(platform).capabilities, policies.get(connectionId) ?? {});
    known.set(connectionId, able);
    return able;
  };
}

const budgetOf = ({ currency, budgetType, budgetAmountMicros, startAt, endAt }: Campaign): Budgeted => ({
  currency,
  type: budgetType,
  amountMicros: budgetAmountMicros,
  startAt,
  endAt,
});

export function groupBy<Row>(rows: Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
