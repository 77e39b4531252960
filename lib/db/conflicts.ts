import { Prisma } from "../../prisma/generated/client";
import type { ConflictFieldView } from "../domain/views/conflicts";
import { db, executeRows, type Transaction } from "./client";
import { toDatabaseJson } from "./json";

export type OpenConflict = {
  id: string;
  organizationId: string;
  connectionId: string;
  campaignSetId: string;
  campaignId: string;
  linkId: string;
  recordKind: string;
  recordId: string;
  recordName: string;
  platform: string;
  /** The version of our record that was compared. */
  recordVersion: number;
  fields: ConflictFieldView[];
};

/** Whether the record itself is in conflict, as SQL. */
const namesRecord = (fields: string) => /* sql */ `(${fields} @> '[{"name": "record"}]')`;

/** The two sides of every field, without what is only said about them. */
const sidesOf = (fields: string) => /* sql */ `(
  select jsonb_object_agg(f->>'name', jsonb_build_array(f->'local', f->'platform')) from jsonb_array_elements(${fields}) f)`;

/** Opens conflicts, or brings the open one of the same record up to date. Answers the records whose conflict is new. */
export async function saveOpenConflicts(tx: Transaction, conflicts: OpenConflict[]): Promise<string[]> {
  if (conflicts.length === 0) return [];
  const rows = await tx.$queryRawUnsafe<{ recordId: string; isNew: boolean }[]>(
    /* sql */ `insert into "Conflict" as c ("id", "organizationId", "connectionId", "campaignSetId", "campaignId", "linkId", "openKey",
       "recordKind", "recordId", "recordName", "platform", "recordVersion", "fields")
     select r."id", r."organizationId", r."connectionId", r."campaignSetId", r."campaignId", r."linkId", r."linkId",
       r."recordKind", r."recordId", r."recordName", r."platform", r."recordVersion", r."fields"
     from jsonb_to_recordset($1::jsonb) as r("id" uuid, "organizationId" uuid, "connectionId" uuid, "campaignSetId" uuid, "campaignId" uuid,
       "linkId" uuid, "recordKind" "RecordKind", "recordId" uuid, "recordName" text, "platform" "Platform", "recordVersion" int, "fields" jsonb)
     order by r."linkId"
     on conflict ("openKey") do update set "fields" = excluded."fields", "recordName" = excluded."recordName",
       "recordVersion" = excluded."recordVersion",
       -- That the record itself is in question is news, however long another field was.
       "detectedAt" = case when not ${namesRecord('c."fields"')} and ${namesRecord('excluded."fields"')} then now() else c."detectedAt" end,
       "version" = c."version" + (${sidesOf('c."fields"')} is distinct from ${sidesOf('excluded."fields"')})::int
       where (c."fields", c."recordVersion") is distinct from (excluded."fields", excluded."recordVersion")
     returning c."recordId", (xmax = 0) as "isNew"`,
    toDatabaseJson(conflicts),
  );
  return rows.filter((row) => row.isNew).map((row) => row.recordId);
}

/** What was asked about a field, for the value it had then; `at` is null where the platform knows of no change. */
export type KnownEdit = { by: string | null; at: string | null; platform: unknown };
export type KnownEdits = Record<string, KnownEdit>;

/** Open conflicts of a connection, the newest first, with the record over there each is about. */
export const listOpenWithRemote = (organizationId: string, connectionId: string, most: number) =>
  db.conflict.findMany({
    where: { organizationId, connectionId, status: "open", link: { platformId: { not: null } } },
    orderBy: { id: "desc" },
    take: most,
    select: { id: true, recordKind: true, fields: true, edits: true, link: { select: { platformId: true } } },
  });

/** The connections on which something of this set is in conflict. */
export async function listDisputedConnections(organizationId: string, campaignSetId: string): Promise<string[]> {
  const where = { organizationId, campaignSetId, status: "open" as const };
  const rows = await db.conflict.findMany({ where, distinct: ["connectionId"], select: { connectionId: true } });
  return rows.map(({ connectionId }) => connectionId);
}

/** Adds what became known of who changed their side. */
export const saveKnownEdits = (organizationId: string, rows: { id: string; edits: KnownEdits }[]) =>
  executeRows(
    db,
    /* sql */ `update "Conflict" c set "edits" = c."edits" || r."edits"
     from jsonb_to_recordset($1::jsonb) as r("id" uuid, "edits" jsonb)
     where c."id" = r."id" and c."organizationId" = $2::uuid`,
    rows,
    organizationId,
  );

/**
 * Closes conflicts that are none any more: one side took its change back, or both came to the same value. What a person
 * decided about some of the fields before stays written down.
 */
export async function closeSettledConflicts(tx: Transaction, linkIds: string[]): Promise<void> {
  const closed = { status: "resolved" as const, openKey: null, resolvedAt: new Date() };
  const where = { openKey: { in: linkIds } };
  await tx.conflict.updateMany({
    where: { ...where, resolution: { equals: Prisma.AnyNull } },
    data: { ...closed, resolution: { by: "agreement" } },
  });
  await tx.conflict.updateMany({ where, data: closed });
}

const withConnection = { connection: { select: { name: true } } } satisfies Prisma.ConflictInclude;
export type ConflictRow = Prisma.ConflictGetPayload<{ include: typeof withConnection }>;

export type ConflictFilter = {
  organizationId: string;
  limit: number;
  cursor: string | null;
  status?: "open" | "resolved";
  campaignSetId?: string;
  connectionId?: string;
};

/** Newest first. */
export const listConflicts = ({ limit, cursor, ...filter }: ConflictFilter): Promise<ConflictRow[]> =>
  db.conflict.findMany({
    where: { ...filter, ...(cursor ? { id: { lt: cursor } } : {}) },
    orderBy: { id: "desc" },
    take: limit + 1,
    include: withConnection,
  });

export const findConflict = (tx: Transaction, organizationId: string, id: string): Promise<ConflictRow | null> =>
  tx.conflict.findFirst({ where: { id, organizationId }, include: withConnection });

/** Takes the conflict's row for the rest of the transaction: two people who resolve at once come one after the other. */
export const lockConflict = (tx: Transaction, id: string) =>
  tx.$queryRaw`select 1 from "Conflict" where "id" = ${id}::uuid for update`;

type Settlement = {
  by: "person";
  name: string | null;
  choices: Record<string, string>;
  settledBefore?: object[];
  before: object;
  after: object;
  /** The conflict that was decided, where this one was settled along with it. */
  along?: string;
};

/** Some fields are settled; the conflict stays open with the others. */
export const narrowConflict = (tx: Transaction, id: string, fields: ConflictFieldView[], resolution: Settlement) =>
  tx.conflict.update({
    where: { id },
    data: {
      fields: fields as Prisma.InputJsonValue,
      resolution: resolution as Prisma.InputJsonValue,
      version: { increment: 1 },
    },
  });

export const closeConflict = (tx: Transaction, id: string, resolvedById: string | null, resolution: Settlement) =>
  tx.conflict.update({
    where: { id },
    data: {
      status: "resolved",
      openKey: null,
      resolvedAt: new Date(),
      resolvedById,
      resolution: resolution as Prisma.InputJsonValue,
    },
  });

/** Opens a settled conflict again, with these fields. Answers false when its record has another open one. */
export async function reopenConflict(
  tx: Transaction,
  { id, linkId }: ConflictRow,
  fields: ConflictFieldView[],
): Promise<boolean> {
  const open = await tx.conflict.findUnique({ where: { openKey: linkId }, select: { id: true } });
  if (open && open.id !== id) return false;
  const cleared = { status: "open" as const, openKey: linkId, resolvedAt: null, resolvedById: null };
  await tx.conflict.update({
    where: { id },
    data: {
      ...cleared,
      fields: fields as Prisma.InputJsonValue,
      resolution: Prisma.DbNull,
      version: { increment: 1 },
    },
  });
  return true;
}

/** The open conflicts of these links. */
export const listOpenConflictsOf = (tx: Transaction, linkIds: string[]) =>
  tx.conflict.findMany({ where: { openKey: { in: linkIds } }, select: { id: true, fields: true } });

/** Opens again what was settled along with this conflict. */
export const reopenAlong = (tx: Transaction, conflictId: string) =>
  tx.$executeRaw`update "Conflict" set "status" = 'open', "openKey" = "linkId", "resolvedAt" = null, "resolvedById" = null, "resolution" = null
    where "status" = 'resolved' and "resolution"->>'along' = ${conflictId}
      and "organizationId" = (select "organizationId" from "Conflict" where "id" = ${conflictId}::uuid)`;
