import { type CredentialStore, Credentials } from "../domain/credentials";
import { AppError } from "../errors";
import { db, inTransaction, type Transaction } from "./client";

type Scope = { organizationId: string; connectionId: string };

/** What the opener needs of a connection, without its secrets. */
export async function connectionForSync({ organizationId, connectionId }: Scope) {
  const connection = await db.connection.findFirst({
    where: { id: connectionId, organizationId },
    select: { id: true, platform: true, mode: true, settings: true, status: true, name: true },
  });
  if (!connection) throw new AppError("not_found", "This connection does not exist.");
  return connection;
}

/** The tokens of one connection. Encryption happens in the client extension, so no caller can forget it. */
export function credentialStore(
  scope: Scope,
  /** Only a test's own time; otherwise the database's, which all workers share. */
  testTime?: () => Date,
): CredentialStore {
  const { organizationId, connectionId } = scope;
  const where = { id: connectionId, organizationId };
  return {
    async read() {
      const row = await db.connection.findFirst({ where, select: { id: true, credentials: true } });
      if (!row?.credentials) throw new AppError("precondition", "This connection has no sign-in. Connect it again.");
      return Credentials.parse(JSON.parse(row.credentials));
    },
    async takeLease(ms) {
      const time = testTime?.() ?? null;
      const [taken] = await db.$queryRaw<{ lease: string }[]>`
        update "Connection" set "refreshLeaseUntil" = coalesce(${time}::timestamptz, now()) + ${ms}::int * interval '1 millisecond'
        where "id" = ${connectionId}::uuid and "organizationId" = ${organizationId}::uuid
          and ("refreshLeaseUntil" is null or "refreshLeaseUntil" < coalesce(${time}::timestamptz, now()))
        returning extract(epoch from "refreshLeaseUntil")::text as lease`;
      return taken?.lease ?? null;
    },
    async releaseLease(lease) {
      await db.$executeRaw`
        update "Connection" set "refreshLeaseUntil" = null
        where "id" = ${connectionId}::uuid and "organizationId" = ${organizationId}::uuid
          and extract(epoch from "refreshLeaseUntil")::text = ${lease}`;
    },
    save: (credentials, exchanged) =>
      inTransaction(async (tx) => {
        const stored = await lockCredentials(tx, scope);
        // A worker that renewed while a person disconnected must not bring the sign-in back.
        if (!stored) throw new AppError("precondition", "This connection was disconnected.");
        if (!isSameSignIn(stored, exchanged)) return false;
        await tx.connection.update({
          where,
          data: { credentials: JSON.stringify(credentials), tokenExpiresAt: credentials.expiresAt },
          select: { id: true },
        });
        await restoreStatus(tx, scope);
        return true;
      }),
    markRefused: (reason, refused) =>
      inTransaction(async (tx) => {
        const stored = await lockCredentials(tx, scope);
        if (stored && !isSameSignIn(stored, refused)) return false;
        await interrupt(tx, scope, reason);
        return true;
      }),
  };
}

/** What is stored, held until the transaction ends; null of a connection that was disconnected. */
async function lockCredentials(tx: Transaction, { organizationId, connectionId }: Scope): Promise<Credentials | null> {
  await tx.$queryRaw`
    select 1 from "Connection" where "id" = ${connectionId}::uuid and "organizationId" = ${organizationId}::uuid for update`;
  const row = await tx.connection.findFirst({
    where: { id: connectionId, organizationId, status: { not: "disconnected" } },
    select: { id: true, credentials: true },
  });
  return row?.credentials ? Credentials.parse(JSON.parse(row.credentials)) : null;
}

/** A refresh token is exchanged once where the platform rotates it, and a person who connects anew brings another. */
const isSameSignIn = (one: Credentials, other: Credentials) => one.refreshToken === other.refreshToken;

/** A refused sign-in stops the connection, and keeps how it stood: a person's pause, or a choice that is still to be made. */
const interrupt = (tx: Transaction, { organizationId, connectionId }: Scope, reason: string) =>
  tx.$executeRaw`
    update "Connection" set "status" = 'reauthorize', "statusReason" = ${reason}, "updatedAt" = now(),
      "settings" = case when "status" = 'paused'
        then "settings" || jsonb_build_object('interrupted', jsonb_build_object('status', "status", 'statusReason', "statusReason"))
        else "settings" end
    where "id" = ${connectionId}::uuid and "organizationId" = ${organizationId}::uuid and "status" <> 'disconnected'`;

/** A sign-in that works again lifts only what its failure had set: a connection that was paused before is paused again. */
const restoreStatus = (tx: Transaction, { organizationId, connectionId }: Scope) =>
  tx.$executeRaw`
    update "Connection" set "status" = coalesce("settings"->'interrupted'->>'status', 'active')::"ConnectionStatus",
      "statusReason" = "settings"->'interrupted'->>'statusReason', "settings" = "settings" - 'interrupted', "updatedAt" = now()
    where "id" = ${connectionId}::uuid and "organizationId" = ${organizationId}::uuid
      and ("status" = 'reauthorize' or ("status" = 'active' and "statusReason" is not null))`;
