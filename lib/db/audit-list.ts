import type { AuditEntry } from "../../prisma/generated/client";
import type { Platform } from "../domain/campaign";
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

export type AuditSubject = {
  name: string;
  gone: boolean;
  campaignSetId: string | null;
  currency: string | null;
  /** Of a record: where it runs. */
  platform?: Platform;
};

type Named = AuditSubject & { id: string };
type Asked = { organizationId: string; id: { in: string[] } };

const inSet = { select: { campaignSetId: true, currency: true, platform: true } } as const;

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
        select: { id: true, name: true, deletedAt: true, campaignSetId: true, currency: true, platform: true },
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

/** An adoption takes over what it finds right after it is saved; only a process that ended between the two takes longer. */
const TAKEN_OVER_WITHIN_MS = 60_000;

/** Those of the entries, by id, that belong to the adoption of their record: no run did them, and one has just been adopted. */
export async function findOfAdoptions(
  organizationId: string,
  entries: Pick<AuditEntry, "id" | "at" | "subjectKind" | "subjectId">[],
): Promise<Set<string>> {
  if (entries.length === 0) return new Set();
  const adoptions = await db.auditEntry.findMany({
    where: {
      organizationId,
      subjectId: { in: [...new Set(entries.map(({ subjectId }) => subjectId))] },
      action: { in: [...new Set(entries.map(({ subjectKind }) => `${subjectKind}.adopt`))] },
    },
    select: { subjectId: true, at: true },
  });
  const isOfOne = ({ subjectId, at }: (typeof entries)[number]) =>
    adoptions.some((adoption) => {
      const sinceMs = at.getTime() - adoption.at.getTime();
      return adoption.subjectId === subjectId && sinceMs >= 0 && sinceMs <= TAKEN_OVER_WITHIN_MS;
    });
  return new Set(entries.filter(isOfOne).map(({ id }) => id));
}
