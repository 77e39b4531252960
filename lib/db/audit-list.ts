import type { AuditEntry } from "../../prisma/generated/client";
import { db } from "./client";

export type AuditFilter = {
  organizationId: string;
  limit: number;
  cursor: string | null;
  person?: string;
  action?: string;
  record?: string;
  since?: string;
  until?: string;
};

/** Newest first, one more than asked for. Ids are made in time order, so the last id is the cursor. */
export const listAuditEntries = ({ limit, cursor, person, record, since, until, ...filter }: AuditFilter) =>
  db.auditEntry.findMany({
    where: {
      ...filter,
      ...(person ? { actorId: person } : {}),
      ...(record ? { subjectId: record } : {}),
      ...(since || until ? { at: { ...(since ? { gte: since } : {}), ...(until ? { lt: until } : {}) } } : {}),
      ...(cursor ? { id: { lt: cursor } } : {}),
    },
    orderBy: { id: "desc" },
    take: limit + 1,
  });

export type AuditSubject = { name: string; gone: boolean; campaignSetId: string | null; currency: string | null };

type Named = AuditSubject & { id: string };
type Asked = { organizationId: string; id: { in: string[] } };

const inSet = { select: { campaignSetId: true, currency: true } } as const;

/** How the records of each kind are found, and what they are called. */
const SUBJECTS: Record<string, (where: Asked) => Promise<Named[]>> = {
  campaign_set: async (where) =>
    (await db.campaignSet.findMany({ where, select: { id: true, name: true, deletedAt: true } })).map(
      ({ id, name, deletedAt }) => ({ id, name, gone: deletedAt !== null, campaignSetId: id, currency: null }),
    ),
  campaign: async (where) =>
    (
      await db.campaign.findMany({
        where,
        select: { id: true, name: true, deletedAt: true, campaignSetId: true, currency: true },
      })
    ).map(({ deletedAt, ...row }) => ({ ...row, gone: deletedAt !== null })),
  ad_group: async (where) =>
    (await db.adGroup.findMany({ where, select: { id: true, name: true, deletedAt: true, campaign: inSet } })).map(
      ({ id, name, deletedAt, campaign }) => ({ id, name, gone: deletedAt !== null, ...campaign }),
    ),
  ad: async (where) =>
    (
      await db.ad.findMany({
        where,
        select: { id: true, headlines: true, deletedAt: true, adGroup: { select: { campaign: inSet } } },
      })
    ).map(({ id, headlines, deletedAt, adGroup }) => ({
      id,
      name: headlines[0] ?? "",
      gone: deletedAt !== null,
      ...adGroup.campaign,
    })),
  keyword: async (where) =>
    (
      await db.keyword.findMany({
        where,
        select: { id: true, text: true, deletedAt: true, adGroup: { select: { campaign: inSet } } },
      })
    ).map(({ id, text, deletedAt, adGroup }) => ({ id, name: text, gone: deletedAt !== null, ...adGroup.campaign })),
  connection: async (where) =>
    (await db.connection.findMany({ where, select: { id: true, name: true, settings: true } })).map(
      ({ id, name, settings }) => ({ id, name, gone: false, campaignSetId: null, currency: currencyOf(settings) }),
    ),
  sync_run: async (where) =>
    (
      await db.syncRun.findMany({
        where,
        select: { id: true, campaignSet: { select: { name: true } }, connection: { select: { name: true } } },
      })
    ).map(({ id, campaignSet, connection }) => ({
      id,
      name: campaignSet?.name ?? connection?.name ?? "",
      gone: false,
      campaignSetId: null,
      currency: null,
    })),
};

/** What a pull found over there, by its own id: no record of ours. */
const foundThere = async (where: Asked): Promise<Named[]> =>
  (await db.remoteRecord.findMany({ where, select: { id: true, name: true } })).map((row) => ({
    ...row,
    gone: false,
    campaignSetId: null,
    currency: null,
  }));

function currencyOf(settings: unknown): string | null {
  const { currency } = (settings ?? {}) as { currency?: unknown };
  return typeof currency === "string" ? currency : null;
}

/** What the entries are about, by id: one statement for each kind. What was deleted for good is not among them. */
export async function findAuditSubjects(
  organizationId: string,
  entries: Pick<AuditEntry, "subjectKind" | "subjectId">[],
): Promise<Map<string, AuditSubject>> {
  const kinds = [...new Set(entries.map(({ subjectKind }) => subjectKind))];
  const found = await Promise.all(
    kinds.map((kind) => {
      const ids = entries.filter(({ subjectKind }) => subjectKind === kind).map(({ subjectId }) => subjectId);
      const find = kind.startsWith("found_") ? foundThere : SUBJECTS[kind];
      return find?.({ organizationId, id: { in: [...new Set(ids)] } }) ?? [];
    }),
  );
  return new Map(found.flat().map(({ id, ...subject }) => [id, subject]));
}

/** Those of the runs that are still there. */
export async function findRunIds(organizationId: string, runIds: string[]): Promise<Set<string>> {
  if (runIds.length === 0) return new Set();
  const rows = await db.syncRun.findMany({ where: { organizationId, id: { in: runIds } }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}
