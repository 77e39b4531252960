import { uuidv7 } from "uuidv7";
import type { ConnectionStatus } from "../../prisma/generated/client";
import type { Platform } from "../domain/campaign";
import { db, type Transaction } from "./client";
import type { RunToSend, SyncRunRow } from "./sync-runs";

export type { SyncRunRow } from "./sync-runs";
export type PullToSend = RunToSend;

type BareRun = Omit<SyncRunRow, "campaignSet" | "connection">;

type NewPull = {
  id: string;
  organizationId: string;
  connectionId: string;
  trigger: "person" | "api" | "schedule";
  requestedById: string | null;
};

/** Opens a pull, unless its connection is being read already: the unique key on `openKey` settles races. Answers null then. */
export async function insertPull(tx: Transaction, pull: NewPull): Promise<BareRun | null> {
  const rows = await tx.$queryRaw<BareRun[]>`
    insert into "SyncRun" ("id", "organizationId", "kind", "connectionId", "trigger", "requestedById", "openKey", "status")
    values (${pull.id}::uuid, ${pull.organizationId}::uuid, 'pull', ${pull.connectionId}::uuid, ${pull.trigger}::"RunTrigger",
      ${pull.requestedById}::uuid, ${pull.connectionId}::uuid, 'queued')
    on conflict ("openKey") do nothing
    returning *`;
  return rows[0] ?? null;
}

/** Opens a pull for each active connection, or for this one, that is not being read already. Answers what is to be sent. */
export async function insertPulls(connectionId?: string): Promise<PullToSend[]> {
  const where = { status: "active" as const, ...(connectionId ? { id: connectionId } : {}) };
  const connections = await db.connection.findMany({ where, select: { id: true } });
  return db.$queryRaw<PullToSend[]>`
    insert into "SyncRun" ("id", "organizationId", "kind", "connectionId", "trigger", "openKey", "status")
    select p."id", c."organizationId", 'pull', c."id", 'schedule', c."id", 'queued'
    from unnest(${connections.map(() => uuidv7())}::uuid[], ${connections.map(({ id }) => id)}::uuid[]) as p("id", "connectionId")
    join "Connection" c on c."id" = p."connectionId" and c."status" = 'active'
    on conflict ("openKey") do nothing
    returning "id", "campaignSetId", "connectionId", "requestedById", "trigger"::text as "trigger", "sendCount"`;
}

const withSubject = {
  campaignSet: { select: { name: true } },
  connection: { select: { name: true, platform: true } },
} as const;

export const findOpenPull = (organizationId: string, connectionId: string): Promise<SyncRunRow | null> =>
  db.syncRun.findFirst({ where: { organizationId, openKey: connectionId }, include: withSubject });

export type OpenPull = {
  organizationId: string;
  connectionId: string;
  /** When it began to read: what was written there later is not its to judge. */
  beganAt: Date;
  /** It begins only now, or had to wait for the platform and goes on. */
  hasMoved: boolean;
  connection: { name: string; platform: Platform; status: ConnectionStatus };
};

/** Takes up a pull, for the first time or again. Null when it has closed. */
export async function startPull(runId: string, now: Date): Promise<OpenPull | null> {
  const rows = await db.$queryRaw<OpenPull[]>`
    with open as (
      select r."id", r."status" as "before", r."waitingUntil", c."name", c."platform", c."status"
      from "SyncRun" r join "Connection" c on c."id" = r."connectionId"
      where r."id" = ${runId}::uuid and r."kind" = 'pull' and r."status" in ('queued', 'running') for update of r)
    update "SyncRun" r set "status" = 'running', "startedAt" = coalesce(r."startedAt", now()), "progressAt" = now(),
      "observedAt" = coalesce(r."observedAt", ${now.toISOString()}::timestamptz), "waiting" = null, "waitingUntil" = null
    from open o where r."id" = o."id"
    returning r."organizationId", r."connectionId", r."observedAt" as "beganAt", o."before" = 'queued' or o."waitingUntil" is not null as "hasMoved",
      jsonb_build_object('name', o."name", 'platform', o."platform", 'status', o."status") as "connection"`;
  return rows[0] ?? null;
}

export const saveFindings = (runId: string, findings: object) =>
  db.syncRun.updateMany({ where: { id: runId, endedAt: null }, data: { findings } });

/** How many fields of our rows a pull has changed, as the trail has them: also what a worker changed that died after it. */
export async function countTakenOver(organizationId: string, runId: string): Promise<number> {
  // Ids are made in time order: what the run changed stands behind the run itself.
  const [row] = await db.$queryRaw<{ fields: number }[]>`
    select count(*)::int as fields from "AuditEntry" a, jsonb_object_keys(a."after")
    where a."organizationId" = ${organizationId}::uuid and a."id" > ${runId}::uuid and a."syncRunId" = ${runId}::uuid`;
  return row?.fields ?? 0;
}

/** The ids of the pages are only needed until their listing has been settled. */
export const forgetListing = (runId: string) => db.listingPage.deleteMany({ where: { syncRunId: runId } });

export const findConnectionToPull = (organizationId: string, connectionId: string) =>
  db.connection.findFirst({
    where: { id: connectionId, organizationId },
    select: { id: true, name: true, platform: true, status: true },
  });
