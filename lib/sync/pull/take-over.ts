import { uuidv7 } from "uuidv7";
import type { Link } from "../../../prisma/generated/client";
import { recordPulls } from "../../db/audit";
import { refreshSetStatuses } from "../../db/campaign-sets";
import { inTransaction, type Transaction } from "../../db/client";
import { closeSettledConflicts, type OpenConflict, saveOpenConflicts } from "../../db/conflicts";
import { countFlips } from "../../db/flips";
import { findLastEdits, type LastEdits } from "../../db/last-edits";
import { readCampaignRecords, type SetRecords } from "../../db/set-records";
import {
  type LinkTakeOver,
  listCampaignsToJudge,
  lockLinksAsJudged,
  lockRowsAsJudged,
  type RowTakeOver,
  saveLinkBases,
  saveReceivedRows,
} from "../../db/take-over";
import { type CanonicalRecord, isEqual, RECORD_KINDS, REPORTED_FIELDS } from "../../domain/canonical";
import type { ConflictFieldView } from "../../domain/views/conflicts";
import { AMOUNT, PACE_FIELDS, perDayMicros } from "../core/pace";
import { EXISTENCE, type FieldConflict, judgeReading, type TakeOver } from "../core/take-over";
import { arrivedWrites } from "../core/unanswered";
import { capabilitiesIn, lastKnown, planRecords } from "../plan-records";
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

/**
 * Compares these campaigns once more with what was read of them last, after an edit here: what a conflict shows is then what
 * both sides have now, and where they have come to the same it is none any more.
 */
export const judgeAgain = (organizationId: string, campaignIds: string[]): Promise<TakenOver> =>
  takeOverCampaigns({ organizationId, syncRunId: null }, campaignIds);

type Row = { id: string; version: number; deletedAt: Date | null } & Record<string, unknown>;

/** A judged record with all that saving the verdict needs. */
type Judged = TakeOver & {
  link: Link;
  row: Row;
  columns: Columns;
  received: CanonicalRecord;
  /** Writes of ours that it shows without their answer. */
  arrived: CanonicalRecord;
};

async function takeOverCampaigns(
  scope: Pick<TakeOverScope, "organizationId" | "syncRunId">,
  campaignIds: string[],
): Promise<TakenOver> {
  const set = await readCampaignRecords(scope.organizationId, campaignIds);
  const judged = await freezeFlapping(scope.organizationId, set, judgeAll(set));
  const edits = await findLastEdits(
    scope.organizationId,
    judged.filter((item) => item.conflicts.length > 0).map(({ record }) => record.id),
  );
  return inTransaction(async (tx) => {
    // What a person saved or settled meanwhile, or a run brought over, is judged with the next reading.
    const settled = await lockAsJudged(tx, judged);
    await saveRows(tx, settled);
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
      conflicting.map((item) => conflictOf(item, set, edits)),
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

const FLIPS = 3;
const FLIPS_WITHIN_MS = 3_600_000;

/**
 * A field that changes back and forth is two automations at work against each other, or an echo nobody sees: the third
 * time within an hour it is left as it is on both sides, and a person is asked.
 */
async function freezeFlapping(organizationId: string, set: SetRecords, judged: Judged[]): Promise<Judged[]> {
  const changed = judged.filter(({ changedThere }) => changedThere.length > 0);
  const since = new Date(Date.now() - FLIPS_WITHIN_MS);
  const flips = await countFlips(
    organizationId,
    changed.map(({ record }) => record.id),
    since,
  );
  const flapping = new Map<string, string[]>();
  for (const { recordId, field, count } of flips) {
    const item = changed.find(({ record }) => record.id === recordId);
    if (count < FLIPS || !item?.changedThere.includes(field) || item.link.frozenFields.includes(field)) continue;
    flapping.set(recordId, [...(flapping.get(recordId) ?? item.link.frozenFields), field]);
  }
  if (flapping.size === 0) return judged;
  const frozenFields = ({ recordId, frozenFields: known }: Link) => flapping.get(recordId) ?? known;
  return judgeAll({ ...set, links: set.links.map((link) => ({ ...link, frozenFields: frozenFields(link) })) });
}

/** Every linked record of these campaigns whose reading says something, or that has a conflict to look at again. */
function judgeAll(set: SetRecords): Judged[] {
  const links = new Map(set.links.map((link) => [`${link.connectionId}/${link.recordId}`, link]));
  const rows = new Map<string, Row>(
    [...set.campaigns, ...set.adGroups, ...set.ads, ...set.keywords].map((row) => [row.id, row]),
  );
  const capabilitiesOf = capabilitiesIn(set);
  return planRecords(set).flatMap((record) => {
    const kind = capabilitiesOf(record).kinds[record.kind];
    const link = links.get(`${record.connectionId}/${record.id}`);
    const row = rows.get(record.id);
    if (!kind || !record.link || !link || !row) return [];
    if (!isNews(link)) return [];
    const verdict = judgeReading(record, kind);
    const { columns, received } = receivedColumns(record.kind, verdict.pulled, row);
    const taken = Object.fromEntries(received.map((field) => [field, verdict.pulled[field] ?? null]));
    const arrived = arrivedWrites({ ...lastKnown(link), desired: record.desired });
    return [{ ...verdict, link, row, columns, received: taken, arrived }];
  });
}

/** Whether a link's reading differs from what both sides agreed on, or differed when it was judged last. */
function isNews({ observed, shadowObserved, syncStatus, goneAt, frozenFields }: Link): boolean {
  if (syncStatus === "conflict" || goneAt !== null || frozenFields.length > 0) return true;
  const there = withoutReports(observed);
  const agreed = withoutReports(shadowObserved);
  return [...new Set([...Object.keys(there), ...Object.keys(agreed)])].some((key) => !isEqual(there[key], agreed[key]));
}

const withoutReports = (value: unknown): CanonicalRecord =>
  Object.fromEntries(
    Object.entries((value ?? {}) as CanonicalRecord).filter(([key]) => !REPORTED_FIELDS.includes(key)),
  );

/** Of what was judged, that which still is as it was judged. It stays so until the transaction ends. */
async function lockAsJudged(tx: Transaction, judged: Judged[]): Promise<Judged[]> {
  const rows = new Set<string>();
  for (const kind of RECORD_KINDS) {
    const versions = judged
      .filter(({ record }) => record.kind === kind)
      .map(({ record, row }) => ({ recordId: record.id, version: row.version }));
    for (const id of await lockRowsAsJudged(tx, kind, versions)) rows.add(id);
  }
  const links = await lockLinksAsJudged(
    tx,
    judged.map(({ link: { id, platformId, shadowDesired, shadowObserved } }) => ({
      linkId: id,
      platformId,
      shadowDesired,
      shadowObserved,
    })),
  );
  return judged.filter(({ record, link }) => rows.has(record.id) && links.has(link.id));
}

async function saveRows(tx: Transaction, judged: Judged[]): Promise<void> {
  for (const kind of RECORD_KINDS) {
    const rows: RowTakeOver[] = judged
      .filter((item) => item.record.kind === kind && Object.keys(item.columns).length > 0)
      .map(({ record, row, columns }) => ({ recordId: record.id, version: row.version, columns }));
    await saveReceivedRows(tx, kind, rows);
  }
}

/** What changes of the link: nothing, where the reading was judged before and says the same. */
function baseOf({ link, agreed, pulled, received, arrived, conflicts, waits }: Judged): LinkTakeOver[] {
  const fields = { ...agreed, ...received, ...arrived };
  // A value over there that our row has no place for stays a difference.
  const isWhole = Object.keys(pulled).every((field) => field in received);
  const syncStatus = conflicts.length > 0 ? "conflict" : waits || !isWhole ? "pending" : "synced";
  // A field on which both sides agree again is frozen no more.
  const frozenFields = link.frozenFields.filter((field) => conflicts.some(({ name }) => name === field));
  const isSame = syncStatus === link.syncStatus && link.frozenFields.length === 0;
  if (Object.keys(fields).length === 0 && isSame) return [];
  const { sent, observed } = lastKnown(link);
  const isAnswered =
    link.intentAt !== null && Object.keys(sent).every((field) => isEqual(observed[field], sent[field]));
  return [
    {
      linkId: link.id,
      desired: fields,
      observed: fields,
      frozenFields,
      syncStatus,
      ...(isAnswered && { answeredFor: link.intentAt ?? undefined }),
    },
  ];
}

function pullOf({ record, row, received }: Judged) {
  // Of a list our row may hold more than the platform can: what goes is the whole of it.
  const ours = (field: string) =>
    Array.isArray(row[field]) ? (row[field] as string[]) : (record.desired[field] ?? null);
  const before = Object.fromEntries(Object.keys(received).map((field) => [field, ours(field)]));
  return { kind: record.kind, recordId: record.id, before, after: received };
}

function conflictOf({ record, row, link, conflicts }: Judged, set: SetRecords, edits: LastEdits): OpenConflict {
  const campaign = set.campaigns.find(({ id }) => id === record.campaignId);
  // Of the row only the last save is known, which may have been a pull's, or of another field.
  const lastEditOf = (field: string) => {
    const edit = field === EXISTENCE ? edits.ofAny(record.id) : edits.of(record.id, field);
    return { localBy: edit?.by ?? record.editedBy, localAt: (edit?.at ?? row.deletedAt)?.toISOString() ?? null };
  };
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
    recordVersion: row.version,
    fields: conflicts.map((conflict) => ({
      ...(conflict as Pick<ConflictFieldView, "name" | "base" | "local" | "platform">),
      moneyEffect: moneyEffectOf(conflict, campaign),
      flapping: link.frozenFields.includes(conflict.name),
      ...lastEditOf(conflict.name),
    })),
  };
}

/** What either side's budget comes to a day, for a campaign that may spend; of a lifetime budget its dates say so too. */
function moneyEffectOf(
  { name, local, platform }: FieldConflict,
  campaign: SetRecords["campaigns"][number] | undefined,
): ConflictFieldView["moneyEffect"] {
  if (!campaign || typeof local !== "string" || typeof platform !== "string") return null;
  const { currency, budgetType: type, startAt, endAt, budgetAmountMicros: amountMicros } = campaign;
  if (name !== AMOUNT && !(type === "lifetime" && PACE_FIELDS.has(name))) return null;
  const sideOf = (value: string) => (name === AMOUNT ? { amountMicros: BigInt(value) } : { [name]: new Date(value) });
  const perDay = (value: string) =>
    perDayMicros({ currency, type, startAt, endAt, amountMicros, ...sideOf(value) }, new Date()).toString();
  return { currency, localPerDayMicros: perDay(local), platformPerDayMicros: perDay(platform) };
}
