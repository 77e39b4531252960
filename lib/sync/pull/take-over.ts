import { uuidv7 } from "uuidv7";
import type { Link } from "../../../prisma/generated/client";
import { recordPulls } from "../../db/audit";
import { refreshSetStatuses } from "../../db/campaign-sets";
import { inTransaction, type Transaction } from "../../db/client";
import { closeSettledConflicts, type OpenConflict, saveOpenConflicts } from "../../db/conflicts";
import { readCampaignRecords, type SetRecords } from "../../db/set-records";
import {
  type LinkTakeOver,
  listCampaignsToJudge,
  type RowTakeOver,
  saveLinkBases,
  saveReceivedRows,
} from "../../db/take-over";
import { type CanonicalRecord, isEqual, RECORD_KINDS, REPORTED_FIELDS } from "../../domain/canonical";
import type { ConflictFieldView } from "../../domain/views";
import { platformOrThrow } from "../../platforms/registry";
import { perDayMicros } from "../core/forecast";
import { type FieldConflict, judgeReading, type TakeOver } from "../core/take-over";
import { planRecords } from "../plan-records";
import { type Columns, receivedColumns } from "../received";

export type TakeOverScope = { organizationId: string; syncRunId: string | null } & (
  | { campaignSetId: string }
  | { connectionId: string }
);

/** Counts of fields (`pulled`, `agreed`) and of records (`conflicts`). */
export type TakenOver = { pulled: number; agreed: number; conflicts: number };

const CAMPAIGNS_AT_ONCE = 200;

/**
 * Brings our side up to what was read: takes over what only they changed, settles what both changed alike, and opens a
 * conflict for what both changed differently. Calls no platform. Safe to repeat: what is settled is not judged again.
 */
export async function takeOver(scope: TakeOverScope): Promise<TakenOver> {
  const total: TakenOver = { pulled: 0, agreed: 0, conflicts: 0 };
  let after: string | null = null;
  for (;;) {
    const campaignIds: string[] = await listCampaignsToJudge(scope, after, CAMPAIGNS_AT_ONCE);
    after = campaignIds.at(-1) ?? null;
    if (after === null) return total;
    const taken = await takeOverCampaigns(scope, campaignIds);
    total.pulled += taken.pulled;
    total.agreed += taken.agreed;
    total.conflicts += taken.conflicts;
  }
}

type Row = { id: string; version: number; editedById: string | null; updatedAt: Date } & Record<string, unknown>;

/** A judged record with all that saving the verdict needs. */
type Judged = TakeOver & { link: Link; row: Row; columns: Columns; received: CanonicalRecord };

async function takeOverCampaigns(scope: TakeOverScope, campaignIds: string[]): Promise<TakenOver> {
  const set = await readCampaignRecords(scope.organizationId, campaignIds);
  const judged = judgeAll(set);
  return inTransaction(async (tx) => {
    const written = await saveRows(tx, judged);
    // A row that a person saved meanwhile is judged with the next reading.
    const settled = judged.filter((item) => Object.keys(item.columns).length === 0 || written.has(item.record.id));
    await saveLinkBases(tx, settled.flatMap(baseOf));
    await recordPulls(tx, {
      organizationId: scope.organizationId,
      syncRunId: scope.syncRunId,
      pulls: settled.filter((item) => Object.keys(item.columns).length > 0).map(pullOf),
    });
    const touched = settled.filter(({ record, received }) => record.kind === "campaign" && "status" in received);
    if (touched.length > 0) await refreshSetStatuses(tx, [...new Set(touched.map(({ link }) => link.campaignSetId))]);
    const conflicting = settled.filter((item) => item.conflicts.length > 0);
    await closeSettledConflicts(
      tx,
      settled.filter((item) => item.conflicts.length === 0).map((item) => item.link.id),
    );
    await saveOpenConflicts(
      tx,
      conflicting.map((item) => conflictOf(item, set)),
    );
    return {
      pulled: sum(settled, (item) => Object.keys(item.received).length),
      agreed: sum(settled, (item) => Object.keys(item.agreed).length),
      conflicts: conflicting.length,
    };
  });
}

const sum = (items: Judged[], amount: (item: Judged) => number) =>
  items.reduce((total, item) => total + amount(item), 0);

/** Every linked record of these campaigns whose reading says something, or that has a conflict to look at again. */
function judgeAll(set: SetRecords): Judged[] {
  const links = new Map(set.links.map((link) => [`${link.connectionId}/${link.recordId}`, link]));
  const rows = new Map<string, Row>(
    [...set.campaigns, ...set.adGroups, ...set.ads, ...set.keywords].map((row) => [row.id, row]),
  );
  return planRecords(set).flatMap((record) => {
    const kind = platformOrThrow(record.platform).capabilities.kinds[record.kind];
    const link = links.get(`${record.connectionId}/${record.id}`);
    const row = rows.get(record.id);
    if (!kind || !record.link || !link || !row) return [];
    if (!isNews(link)) return [];
    const verdict = judgeReading(record, kind);
    const { columns, received } = receivedColumns(record.kind, verdict.pulled, row);
    const taken = Object.fromEntries(received.map((field) => [field, verdict.pulled[field] ?? null]));
    return [{ ...verdict, link, row, columns, received: taken }];
  });
}

/** Whether a link's reading differs from what both sides agreed on, or differed when it was judged last. */
function isNews({ observed, shadowObserved, syncStatus, goneAt }: Link): boolean {
  if (syncStatus === "conflict" || goneAt !== null) return true;
  const there = withoutReports(observed);
  const agreed = withoutReports(shadowObserved);
  return [...new Set([...Object.keys(there), ...Object.keys(agreed)])].some((key) => !isEqual(there[key], agreed[key]));
}

const withoutReports = (value: unknown): CanonicalRecord =>
  Object.fromEntries(
    Object.entries((value ?? {}) as CanonicalRecord).filter(([key]) => !REPORTED_FIELDS.includes(key)),
  );

async function saveRows(tx: Transaction, judged: Judged[]): Promise<Set<string>> {
  const written = new Set<string>();
  for (const kind of RECORD_KINDS) {
    const rows: RowTakeOver[] = judged
      .filter((item) => item.record.kind === kind && Object.keys(item.columns).length > 0)
      .map(({ record, row, columns }) => ({ recordId: record.id, version: row.version, columns }));
    for (const id of await saveReceivedRows(tx, kind, rows)) written.add(id);
  }
  return written;
}

/** What changes of the link: nothing, where the reading was judged before and says the same. */
function baseOf({ link, agreed, received, conflicts, waits }: Judged): LinkTakeOver[] {
  const fields = { ...agreed, ...received };
  const syncStatus = conflicts.length > 0 ? "conflict" : waits ? "pending" : "synced";
  if (Object.keys(fields).length === 0 && syncStatus === link.syncStatus) return [];
  return [{ linkId: link.id, desired: fields, observed: fields, syncStatus }];
}

function pullOf({ record, received }: Judged) {
  const before = Object.fromEntries(Object.keys(received).map((field) => [field, record.desired[field] ?? null]));
  return { kind: record.kind, recordId: record.id, before, after: received };
}

function conflictOf({ record, row, link, conflicts }: Judged, set: SetRecords): OpenConflict {
  const campaign = set.campaigns.find(({ id }) => id === record.campaignId);
  return {
    id: uuidv7(),
    organizationId: campaign?.organizationId ?? "",
    connectionId: record.connectionId,
    campaignSetId: campaign?.campaignSetId ?? "",
    campaignId: record.campaignId,
    linkId: link.id,
    recordKind: record.kind,
    recordId: record.id,
    recordName: record.name.slice(0, 500),
    platform: record.platform,
    fields: conflicts.map((conflict) => ({
      ...(conflict as Pick<ConflictFieldView, "name" | "base" | "local" | "platform">),
      moneyEffect: moneyEffectOf(conflict, campaign),
      localBy: record.editedBy,
      localAt: row.updatedAt.toISOString(),
    })),
  };
}

/** What either side's budget comes to a day, for a campaign that may spend. */
function moneyEffectOf(
  { name, local, platform }: FieldConflict,
  campaign: SetRecords["campaigns"][number] | undefined,
): ConflictFieldView["moneyEffect"] {
  if (!campaign || name !== "budgetAmountMicros" || typeof local !== "string" || typeof platform !== "string")
    return null;
  const { currency, budgetType: type, startAt, endAt } = campaign;
  const perDay = (amount: string) =>
    perDayMicros({ currency, type, startAt, endAt, amountMicros: BigInt(amount) }, new Date()).toString();
  return { currency, localPerDayMicros: perDay(local), platformPerDayMicros: perDay(platform) };
}
