import { uuidv7 } from "uuidv7";
import type { ConnectionStatus, Prisma } from "../../prisma/generated/client";
import type { Funding } from "../domain/connection";
import { db, type Transaction } from "./client";

type Scope = { organizationId: string; connectionId: string };

const changeable = {
  id: true,
  platform: true,
  mode: true,
  name: true,
  status: true,
  statusReason: true,
  settings: true,
  guardrails: true,
  policies: true,
  version: true,
} as const;

/** A connection as far as people change it; secrets are never read. */
export const findConnection = (tx: Transaction, { organizationId, connectionId }: Scope) =>
  tx.connection.findFirst({ where: { id: connectionId, organizationId }, select: changeable });

export type ChangeableConnection = NonNullable<Awaited<ReturnType<typeof findConnection>>>;

/** The same, held until the transaction ends: who changes it next sees what this one did. */
export async function lockConnection(tx: Transaction, scope: Scope): Promise<ChangeableConnection | null> {
  await tx.$queryRaw`select 1 from "Connection" where "id" = ${scope.connectionId}::uuid and "organizationId" = ${scope.organizationId}::uuid for update`;
  return findConnection(tx, scope);
}

export type ConnectionChange = {
  name?: string;
  status?: ConnectionStatus;
  statusReason?: string | null;
  settings?: Prisma.InputJsonObject;
  guardrails?: Prisma.InputJsonObject;
  policies?: Prisma.InputJsonObject;
  /** JSON of the tokens; the client encrypts it. Null forgets them. */
  credentials?: string | null;
  tokenExpiresAt?: string | null;
  refreshLeaseUntil?: null;
};

/** Writes a change of a person; each raises the version. */
export const saveConnection = (tx: Transaction, { organizationId, connectionId }: Scope, change: ConnectionChange) =>
  tx.connection.update({
    where: { id: connectionId, organizationId },
    data: { ...change, version: { increment: 1 } },
    select: { id: true },
  });

export const insertConnection = (
  tx: Transaction,
  data: Pick<Prisma.ConnectionUncheckedCreateInput, "id" | "organizationId" | "platform" | "mode" | "name"> &
    Required<Pick<ConnectionChange, "status" | "statusReason" | "settings" | "credentials" | "tokenExpiresAt">>,
) => tx.connection.create({ data, select: { id: true } });

export const listConnectionNames = async (tx: Transaction, organizationId: string): Promise<string[]> =>
  (await tx.connection.findMany({ where: { organizationId }, select: { name: true } })).map(({ name }) => name);

/** One at a time in an organisation, until the transaction ends: two connections must not take the same ad account. */
export const lockAccountChoices = (tx: Transaction, organizationId: string) =>
  tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`account-choice:${organizationId}`}, 0))::text`;

/** Another connection that works in this ad account already. */
export const findConnectionOnAccount = (
  tx: Transaction,
  { organizationId, connectionId, adAccountId }: Scope & { adAccountId: string },
  { platform, mode }: Pick<ChangeableConnection, "platform" | "mode">,
) =>
  tx.connection.findFirst({
    where: {
      organizationId,
      platform,
      mode,
      id: { not: connectionId },
      status: { not: "disconnected" },
      settings: { path: ["adAccountId"], equals: adAccountId },
    },
    select: { name: true },
  });

/** What ties a connection to the ad account it has: records over there, budgets in its currency, a run under way. */
export async function findTies(tx: Transaction, { organizationId, connectionId }: Scope) {
  const [linked, currencies, openRun] = await Promise.all([
    countLinked(tx, { organizationId, connectionId }),
    tx.campaign.groupBy({
      by: ["currency"],
      where: { organizationId, connectionId, deletedAt: null },
      _count: true,
    }),
    tx.syncRun.findFirst({
      where: {
        organizationId,
        openKey: { not: null },
        OR: [{ connectionId }, { campaignSet: { campaigns: { some: { connectionId } } } }],
      },
      select: { id: true },
    }),
  ]);
  return {
    linked,
    budgets: currencies.map(({ currency, _count }) => ({ currency, campaigns: _count })),
    isRunning: openRun !== null,
  };
}

/**
 * What of ours the account holds, or may hold, and is not put away there: what is archived, or is below something archived,
 * was taken off as far as the platform allows.
 */
async function countLinked(tx: Transaction, { organizationId, connectionId }: Scope): Promise<number> {
  const [row] = await tx.$queryRaw<{ linked: number }[]>`
    select count(*)::int as linked from "Link" l
    left join "Link" c on c."connectionId" = l."connectionId" and c."recordKind" = 'campaign' and c."recordId" = l."campaignId"
    left join "Ad" a on l."recordKind" = 'ad' and a."id" = l."recordId"
    left join "Keyword" k on l."recordKind" = 'keyword' and k."id" = l."recordId"
    left join "Link" g on g."connectionId" = l."connectionId" and g."recordKind" = 'ad_group'
      and g."recordId" = coalesce(a."adGroupId", k."adGroupId")
    where l."organizationId" = ${organizationId}::uuid and l."connectionId" = ${connectionId}::uuid and l."goneAt" is null
      and (l."platformId" is not null or l."intentAt" is not null or l."parts" <> '{}')
      and 'archived' <> all(array[coalesce(l."observed"->>'status', ''), coalesce(c."observed"->>'status', ''), coalesce(g."observed"->>'status', '')])`;
  return row?.linked ?? 0;
}

/**
 * The connection leaves its ad account: what was put away there is out of reach, as if it were gone. Named again, because
 * somebody chose the account once more, it is not. What was found there is nothing to import into another account.
 */
export async function leaveBehind(tx: Transaction, { organizationId, connectionId }: Scope, at: Date): Promise<void> {
  await tx.remoteRecord.deleteMany({ where: { organizationId, connectionId } });
  await tx.connection.updateMany({ where: { id: connectionId, organizationId }, data: { lastPullAt: null } });
  await tx.$executeRaw`
    with left_behind as (
      select "id" from "Link" where "organizationId" = ${organizationId}::uuid and "connectionId" = ${connectionId}::uuid
        and "platformId" is not null and "goneAt" is null
      order by "recordId" for update)
    update "Link" l set "goneAt" = ${at.toISOString()}::timestamptz, "observedAt" = ${at.toISOString()}::timestamptz, "syncStatus" = 'pending'
    from left_behind b where l."id" = b."id"`;
}

/** Keeps what was read of an account's funding; what the account no longer has goes. */
export async function saveFunding(
  tx: Transaction,
  { organizationId, connectionId }: Scope,
  funding: readonly Funding[],
  observedAt: Date,
): Promise<void> {
  await tx.fundingInstrument.deleteMany({
    where: { connectionId, organizationId, platformId: { notIn: funding.map(({ platformId }) => platformId) } },
  });
  for (const { platformId, ...rest } of funding) {
    await tx.fundingInstrument.upsert({
      where: { connectionId_platformId: { connectionId, platformId } },
      create: { id: uuidv7(), organizationId, connectionId, platformId, ...rest, observedAt },
      update: { ...rest, observedAt },
    });
  }
}

export const listFundingRows = ({ organizationId, connectionId }: Scope) =>
  db.fundingInstrument.findMany({ where: { organizationId, connectionId } });

/** Connections whose access ends within so many milliseconds and can be renewed. */
export const listExpiring = (withinMs: number, atMost: number) =>
  db.$queryRaw<{ organizationId: string; connectionId: string }[]>`
    select "organizationId", "id" as "connectionId" from "Connection"
    where "status" in ('active', 'paused') and "credentials" is not null
      and "tokenExpiresAt" < now() + ${withinMs}::int * interval '1 millisecond'
    order by "tokenExpiresAt" limit ${atMost}::int`;

/** Something a person should know of a connection that still works. */
export const noteTrouble = ({ organizationId, connectionId }: Scope, statusReason: string) =>
  db.connection.updateMany({ where: { id: connectionId, organizationId, status: "active" }, data: { statusReason } });
