import { connectionForSync } from "../db/connections";
import {
  type Below,
  countBelow,
  countFound,
  type FoundRow,
  findReadAt,
  listNamesakes,
  listFound as listRows,
} from "../db/found";
import type { Actor } from "../domain/actor";
import type { CanonicalRecord } from "../domain/canonical";
import { AccountSettings } from "../domain/connection";
import type { FoundPage, FoundView } from "../domain/views/found";
import { perDayMicros } from "../sync/core/pace";
import { fromRemote } from "../sync/pull/remote-record";
import { refKey } from "./found-records";

type ListFound = {
  actor: Actor;
  connectionId: string;
  limit: number;
  cursor: string | null;
  state?: "open" | "dismissed";
};

/** What readings found on a connection and nobody here knows, newest first. Throws `not_found`. */
export async function listFound({ actor, connectionId, limit, cursor, state }: ListFound): Promise<FoundPage> {
  const scope = { organizationId: actor.organizationId, connectionId };
  const connection = await connectionForSync(scope);
  const [rows, counts, readAt] = await Promise.all([
    listRows(scope, { limit, cursor, dismissed: state === "dismissed" }),
    countFound(scope),
    findReadAt(scope),
  ]);
  const shown = rows.slice(0, limit);
  const [below, namesakes] = await Promise.all([
    countBelow(
      scope,
      shown.map(({ recordKind, platformId }) => ({ recordKind, platformId })),
    ),
    listNamesakes(
      scope,
      shown.map(({ name }) => name),
      shown.flatMap(({ parentCampaignId }) => parentCampaignId ?? []),
    ),
  ]);
  const belowOf = new Map(below.map((item) => [refKey(item), item]));
  const currency = AccountSettings.parse(connection.settings).currency ?? null;
  const now = new Date();
  const viewOf = (row: FoundRow): FoundView => {
    const { fields } = fromRemote(row.value);
    const children = belowOf.get(refKey(row));
    const alike = namesakes.filter(
      (item) =>
        item.recordKind === row.recordKind && item.name === row.name && item.parentRecordId === row.parentCampaignId,
    );
    const [suggested] = alike;
    return {
      id: row.id,
      recordKind: row.recordKind,
      platformId: row.platformId,
      name: row.name,
      status: STATUSES.find((status) => status === fields.status) ?? null,
      budget: currency ? budgetOf(fields, children, currency, now) : null,
      firstSeenAt: row.firstSeenAt.toISOString(),
      dismissedAt: row.dismissedAt?.toISOString() ?? null,
      children: {
        adGroups: children?.adGroups ?? 0,
        ads: children?.ads ?? 0,
        keywords: children?.keywords ?? 0,
      },
      parent: ours(row.parentKind, row.parentRecordId, row.parentName, row.parentSetId, row.parentSetName),
      copyOf: ours(row.recordKind, row.originalId, row.originalName, row.originalSetId, row.originalSetName),
      suggestion:
        suggested && alike.length === 1
          ? ours(row.recordKind, suggested.recordId, suggested.name, suggested.campaignSetId, suggested.setName)
          : null,
    };
  };
  return {
    platform: connection.platform,
    connectionName: connection.name,
    readAt: readAt?.toISOString() ?? null,
    counts,
    items: shown.map(viewOf),
    nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  };
}

const STATUSES = ["active", "paused", "archived"] as const;

function ours(
  recordKind: FoundView["recordKind"] | null,
  recordId: string | null,
  name: string | null,
  campaignSetId: string | null,
  campaignSetName: string | null,
): FoundView["parent"] {
  if (!recordKind || !recordId || name === null || !campaignSetId || campaignSetName === null) return null;
  return { recordKind, recordId, name, campaignSetId, campaignSetName };
}

/** What it may spend a day: its own budget, or what its ad groups have together. */
function budgetOf(fields: CanonicalRecord, below: Below | undefined, currency: string, now: Date): FoundView["budget"] {
  const { budgetType, budgetAmountMicros, startAt, endAt } = fields;
  const date = (value: unknown) => (typeof value === "string" ? new Date(value) : null);
  const perDay = (type: "daily" | "lifetime", amount: string, end: Date | null) =>
    perDayMicros({ currency, type, amountMicros: BigInt(amount), startAt: date(startAt), endAt: end }, now);
  if (typeof budgetAmountMicros === "string") {
    const type = budgetType === "lifetime" ? "lifetime" : "daily";
    return { perDayMicros: perDay(type, budgetAmountMicros, date(endAt)).toString(), currency };
  }
  if (!below?.dailyMicros && !below?.lifetimeMicros) return null;
  const daily = BigInt(below.dailyMicros ?? 0);
  const lifetime = below.lifetimeMicros ? perDay("lifetime", below.lifetimeMicros, date(below.endAt)) : 0n;
  return { perDayMicros: (daily + lifetime).toString(), currency };
}
