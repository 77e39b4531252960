import type { Prisma } from "../../prisma/generated/client";
import type { SyncRunView } from "../domain/views/sync-runs";
import { db, type Transaction } from "./client";
import { toDatabaseJson } from "./json";
import { connectionTopic, setTopic } from "./live";

const withSubject = {
  campaignSet: { select: { name: true } },
  connection: { select: { name: true, platform: true } },
} satisfies Prisma.SyncRunInclude;

/** A run with what it works on: a campaign set (push, undo) or a connection (pull). */
export type SyncRunRow = Prisma.SyncRunGetPayload<{ include: typeof withSubject }>;
export type SetRunRow = SyncRunRow & { campaignSetId: string };
export type BareRun = Omit<SyncRunRow, "campaignSet" | "connection">;

export const isSetRun = (row: SyncRunRow): row is SetRunRow => row.campaignSetId !== null;

/** It ended before it began: the plan it was to carry out is not tried again as it stands. */
export const isRefused = ({ endedAt, planId, approvedPlanId }: BareRun): boolean =>
  endedAt !== null && planId === null && approvedPlanId !== null;

/** Where a run's live events go: to the pages of its set, or of its connection. */
export function runTopic(row: Pick<SyncRunRow, "campaignSetId" | "connectionId">): string {
  if (row.campaignSetId) return setTopic(row.campaignSetId);
  if (row.connectionId) return connectionTopic(row.connectionId);
  throw new Error("a run works on a campaign set or on a connection");
}

export const findRun = (organizationId: string, runId: string) =>
  db.syncRun.findFirst({ where: { id: runId, organizationId }, include: withSubject });

/** For the functions that carry a run out: the organisation comes from the run itself. One statement: every step asks. */
export async function findRunById(runId: string): Promise<SyncRunRow | null> {
  const [row] = await db.$queryRaw<(BareRun & Pick<SyncRunRow, "campaignSet" | "connection">)[]>`
    select r.*, case when s."id" is not null then jsonb_build_object('name', s."name") end as "campaignSet",
      case when c."id" is not null then jsonb_build_object('name', c."name", 'platform', c."platform") end as "connection"
    from "SyncRun" r left join "CampaignSet" s on s."id" = r."campaignSetId" left join "Connection" c on c."id" = r."connectionId"
    where r."id" = ${runId}::uuid`;
  return row ?? null;
}

/** A run that works on a campaign set. Null when there is none with this id. */
export async function findSetRunById(runId: string): Promise<SetRunRow | null> {
  const row = await findRunById(runId);
  return row && isSetRun(row) ? row : null;
}

/** A set with the run that is open on it, if one is. Null when there is no such set. */
export async function findSetWithOpenRun(
  organizationId: string,
  campaignSetId: string,
): Promise<{ name: string; open: SetRunRow | null } | null> {
  // One statement: this is asked at every press of the button, by scripts many times a second.
  const [row] = await db.$queryRaw<(BareRun & { setName: string })[]>`
    select r.*, s."name" as "setName" from "CampaignSet" s left join "SyncRun" r on r."openKey" = s."id"
    where s."id" = ${campaignSetId}::uuid and s."organizationId" = ${organizationId}::uuid and s."deletedAt" is null`;
  if (!row) return null;
  const { setName, ...open } = row;
  return { name: setName, open: open.id ? asSetRun(open, campaignSetId, setName) : null };
}

/** A run's bare row as the run of a set whose name is known. */
export const asSetRun = (row: BareRun, campaignSetId: string, setName: string): SetRunRow => ({
  ...row,
  campaignSetId,
  campaignSet: { name: setName },
  connection: null,
});

export async function findOpenRunId(organizationId: string, campaignSetId: string): Promise<string | null> {
  const run = await db.syncRun.findFirst({ where: { organizationId, openKey: campaignSetId }, select: { id: true } });
  return run?.id ?? null;
}

/** The run a set is pushed by, or the last one that ended. */
export const findLatestRun = async (organizationId: string, campaignSetId: string) =>
  (await db.syncRun.findFirst({ where: { organizationId, openKey: campaignSetId }, include: withSubject })) ??
  db.syncRun.findFirst({
    where: { organizationId, campaignSetId, endedAt: { not: null } },
    orderBy: [{ endedAt: "desc" }, { id: "desc" }],
    include: withSubject,
  });

type RunFilter = {
  organizationId: string;
  limit: number;
  cursor: string | null;
  campaignSetId?: string;
  connectionId?: string;
  status?: SyncRunView["status"];
  kind?: SyncRunView["kind"];
  platform?: SyncRunView["platforms"][number];
  person?: string;
};

/**
 * Newest first. Ids are made in time order, so the last id is the cursor. Runs of a connection are those that read it, and
 * those of the sets with a campaign on it.
 */
export const listRuns = ({
  limit,
  cursor,
  platform,
  connectionId,
  person,
  ...filter
}: RunFilter): Promise<SyncRunRow[]> =>
  db.syncRun.findMany({
    where: {
      ...filter,
      ...(person ? { requestedById: person } : {}),
      AND: [
        platform ? { OR: [{ connection: { platform } }, withCampaigns({ platform })] } : {},
        connectionId ? { OR: [{ connectionId }, withCampaigns({ connectionId })] } : {},
      ],
      ...(cursor ? { id: { lt: cursor } } : {}),
    },
    orderBy: { id: "desc" },
    take: limit + 1,
    include: withSubject,
  });

const withCampaigns = (some: Prisma.CampaignWhereInput): Prisma.SyncRunWhereInput => ({
  campaignSet: { campaigns: { some } },
});

/** The platforms that the campaigns of each of these sets are on, by set. */
export async function listRunPlatforms(campaignSetIds: string[]): Promise<Map<string, SyncRunView["platforms"]>> {
  const rows = await db.campaign.findMany({
    where: { campaignSetId: { in: campaignSetIds } },
    distinct: ["campaignSetId", "platform"],
    select: { campaignSetId: true, platform: true },
  });
  const platforms = new Map<string, SyncRunView["platforms"]>();
  for (const { campaignSetId, platform } of rows) {
    platforms.set(campaignSetId, [...(platforms.get(campaignSetId) ?? []), platform]);
  }
  return platforms;
}

type NewRun = {
  id: string;
  organizationId: string;
  campaignSetId: string;
  trigger: SyncRunView["trigger"];
  dryRun: boolean;
  approvedPlanId: string | null;
  requestedById: string | null;
  undoOf?: { runId: string; report: object };
  /** The only records it works on; otherwise all of the set. */
  recordIds?: string[];
  /** The retry job asks for it, not a person. */
  isAutomatic?: boolean;
  /** What allows one open run at a time: the set, unless the run is a small one beside the set's own. */
  openKey?: string;
};

/** Opens a run, unless the set has one open: the unique key on `openKey` settles races. Answers null then. */
export async function insertRun(tx: Pick<Transaction, "$queryRaw">, run: NewRun): Promise<BareRun | null> {
  const { undoOf, recordIds, isAutomatic } = run;
  const findings = undoOf || recordIds ? toDatabaseJson({ ...undoOf?.report, recordIds, isAutomatic }) : null;
  const rows = await tx.$queryRaw<BareRun[]>`
    insert into "SyncRun" ("id", "organizationId", "campaignSetId", "trigger", "dryRun", "approvedPlanId", "requestedById", "openKey", "status", "kind", "undoOfId", "findings")
    values (${run.id}::uuid, ${run.organizationId}::uuid, ${run.campaignSetId}::uuid, ${run.trigger}::"RunTrigger", ${run.dryRun},
      ${run.approvedPlanId}::uuid, ${run.requestedById}::uuid, ${run.openKey ?? run.campaignSetId}::uuid, 'queued', ${undoOf ? "undo" : "push"}::"RunKind",
      ${undoOf?.runId ?? null}::uuid, ${findings}::jsonb)
    on conflict ("openKey") do nothing
    returning *`;
  return rows[0] ?? null;
}

/**
 * Takes a run for one worker: a higher generation shuts out whoever held it before. Answers null when the run is closed
 * or somebody else's lease has not passed.
 */
export async function claimRun(runId: string, leaseMs: number): Promise<{ generation: number } | null> {
  const rows = await db.$queryRaw<{ generation: number }[]>`
    update "SyncRun" set "generation" = "generation" + 1, "leaseUntil" = now() + ${leaseMs}::int * interval '1 millisecond',
      "status" = 'running', "startedAt" = coalesce("startedAt", now()), "progressAt" = now()
    where "id" = ${runId}::uuid and "status" in ('queued', 'running') and ("leaseUntil" is null or "leaseUntil" < now())
    returning "generation"`;
  return rows[0] ?? null;
}

/** Lets go of the run between two steps. `waiting` says what the pause is for. */
export async function releaseRun(
  runId: string,
  generation: number,
  pause: { waiting: string; until: Date } | null,
): Promise<void> {
  await db.syncRun.updateMany({
    where: { id: runId, generation },
    data: { leaseUntil: null, waiting: pause?.waiting ?? null, waitingUntil: pause?.until ?? null },
  });
}

/** Keeps the run while a worker is busy with it but saves nothing. */
export async function renewLease(runId: string, generation: number, leaseMs: number): Promise<void> {
  await db.$executeRaw`update "SyncRun" set "leaseUntil" = now() + ${leaseMs}::int * interval '1 millisecond'
    where "id" = ${runId}::uuid and "generation" = ${generation} and "status" = 'running'`;
}

/** Of an approved plan only these operations are to be carried out. Answers how many of them can be: the plan's own, planned. */
export async function tickOperations(tx: Transaction, planId: string, operationIds: string[]): Promise<number> {
  const [row] = await tx.$queryRaw<{ ticked: number }[]>`
    with asked as (
      select "id", "id" = any(${operationIds}::uuid[]) as ticked from "Operation"
      where "planId" = ${planId}::uuid and "state" = 'planned'
    ), left_out as (
      update "Operation" o set "state" = 'skipped', "reason" = ${NOT_TICKED}, "endedAt" = now()
      from asked a where o."id" = a."id" and not a.ticked)
    select count(*)::int as ticked from asked where ticked`;
  return row?.ticked ?? 0;
}

export const NOT_TICKED = "Not ticked.";

export const markSyncing = (tx: Transaction, campaignSetId: string) =>
  tx.campaignSet.updateMany({ where: { id: campaignSetId }, data: { status: "syncing" } });

/**
 * Gives the run its plan, once: a step that was repeated beside itself finds the run planned and changes nothing. A dry
 * run only names its plan, which stays free to be pushed. Answers whether this plan is the run's.
 */
export const attachPlan = (runId: string, planId: string, options: { dryRun: boolean }): Promise<boolean> =>
  db.$transaction((tx) => attachPlanIn(tx, runId, planId, options));

export async function attachPlanIn(
  tx: Pick<Transaction, "$executeRaw">,
  runId: string,
  planId: string,
  { dryRun }: { dryRun: boolean },
): Promise<boolean> {
  const taken = await tx.$executeRaw`
    update "SyncRun" set "planId" = ${planId}::uuid, "progressAt" = now()
    where "id" = ${runId}::uuid and "planId" is null and "status" in ('queued', 'running')`;
  if (taken === 0) return false;
  if (dryRun) return true;
  await tx.$executeRaw`update "Operation" set "syncRunId" = ${runId}::uuid where "planId" = ${planId}::uuid`;
  await tx.$executeRaw`update "SyncRun" set "total" = (
      select count(*) from "Operation" where "syncRunId" = ${runId}::uuid and "state" <> 'skipped' and "state" <> 'held')
    where "id" = ${runId}::uuid`;
  return true;
}

export type ObservingRun = {
  id: string;
  organizationId: string;
  campaignSetId: string;
  startedAt: Date | null;
  /** It had to wait for the platform, and goes on now. */
  hasWaited: boolean;
};

/**
 * Takes up the reading before a run's plan: a sign of life, so that whoever looks for lost runs leaves it alone. Null when
 * the run has closed.
 */
export async function startObserving(runId: string): Promise<ObservingRun | null> {
  const rows = await db.$queryRaw<ObservingRun[]>`
    with open as (
      select "id", "waitingUntil" from "SyncRun"
      where "id" = ${runId}::uuid and "campaignSetId" is not null and "endedAt" is null for update)
    update "SyncRun" r set "progressAt" = now(), "waiting" = null, "waitingUntil" = null from open o where r."id" = o."id"
    returning r."id", r."organizationId", r."campaignSetId", r."startedAt", o."waitingUntil" is not null as "hasWaited"`;
  return rows[0] ?? null;
}

/** Notes what is to run next on this set. Answers false when the run closed meanwhile. */
export async function askFollowUp(
  tx: Transaction,
  runId: string,
  { trigger, requestedById }: { trigger: "pause" | "resume"; requestedById: string | null },
): Promise<boolean> {
  const noted = await tx.$executeRaw`
    update "SyncRun" set "followUp" = ${trigger}::"RunTrigger", "followUpById" = ${requestedById}::uuid
    where "id" = ${runId}::uuid and "status" in ('queued', 'running')`;
  return noted === 1;
}

/** What the event of a run is made from. */
export type RunToSend = {
  id: string;
  campaignSetId: string | null;
  connectionId: string | null;
  requestedById: string | null;
  trigger: string;
  sendCount: number;
  openKey?: string | null;
};

/** Runs whose event was lost, or whose worker is gone: they are sent again. */
export const listLostRuns = (olderThanMs: number, limit: number) =>
  db.$queryRaw<RunToSend[]>`
    update "SyncRun" set "sendCount" = "sendCount" + 1, "sentAt" = now()
    where "id" in (
      select "id" from "SyncRun"
      where "status" in ('queued', 'running')
        -- Each time a run was sent in vain the next look comes later, so an outage does not pile up functions.
        and coalesce("sentAt", "createdAt")
          < now() - least(${olderThanMs}::int * power(2, least("sendCount", 6)), 3600000) * interval '1 millisecond'
        and greatest("progressAt", "createdAt") < now() - ${olderThanMs}::int * interval '1 millisecond'
        and coalesce("leaseUntil", 'epoch') < now()
        and coalesce("waitingUntil", 'epoch') < now()
      order by "id" limit ${limit}::int for update skip locked)
    returning "id", "campaignSetId", "connectionId", "requestedById", "trigger"::text as "trigger", "sendCount", "openKey"`;

/** Notes a person's wish to stop. Answers null for a closed run; `isHeld` when a worker is on it and will see the wish. */
export async function requestCancel(tx: Transaction, runId: string): Promise<{ isHeld: boolean } | null> {
  const rows = await tx.$queryRaw<{ isHeld: boolean }[]>`
    update "SyncRun" set "cancelRequestedAt" = coalesce("cancelRequestedAt", now())
    where "id" = ${runId}::uuid and "status" in ('queued', 'running')
    returning coalesce("leaseUntil" > now(), false) as "isHeld"`;
  return rows[0] ?? null;
}
