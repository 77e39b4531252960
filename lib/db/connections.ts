import { type CredentialStore, Credentials } from "../domain/credentials";
import { AppError } from "../errors";
import { db, isKnownError } from "./client";

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
  { organizationId, connectionId }: Scope,
  /** Only a test's own time; otherwise the database's, which all workers share. */
  testTime?: () => Date,
): CredentialStore {
  const where = { id: connectionId, organizationId };
  return {
    async read() {
      const row = await db.connection.findFirst({ where, select: { id: true, credentials: true } });
      if (!row?.credentials) throw new AppError("precondition", "This connection has no sign-in. Connect it again.");
      return Credentials.parse(JSON.parse(row.credentials));
    },
    async takeLease(ms) {
      const time = testTime?.() ?? null;
      const taken = await db.$executeRaw`
        update "Connection" set "refreshLeaseUntil" = coalesce(${time}::timestamptz, now()) + ${ms}::int * interval '1 millisecond'
        where "id" = ${connectionId}::uuid and "organizationId" = ${organizationId}::uuid
          and ("refreshLeaseUntil" is null or "refreshLeaseUntil" < coalesce(${time}::timestamptz, now()))`;
      return taken === 1;
    },
    async releaseLease() {
      await db.connection.updateMany({ where, data: { refreshLeaseUntil: null } });
    },
    async save(credentials) {
      // A worker that renewed while a person disconnected must not bring the sign-in back.
      const update = db.connection.update({
        where: { ...where, status: { not: "disconnected" } },
        data: {
          credentials: JSON.stringify(credentials),
          tokenExpiresAt: credentials.expiresAt,
        },
        select: { id: true },
      });
      await update.catch((error: unknown) => {
        throw isKnownError(error, "P2025") ? new AppError("precondition", "This connection was disconnected.") : error;
      });
      await restoreStatus({ organizationId, connectionId });
    },
    async markRefused(reason) {
      await interrupt({ organizationId, connectionId }, reason);
    },
  };
}

/** A refused sign-in stops the connection, and keeps how it stood: a person's pause, or a choice that is still to be made. */
const interrupt = ({ organizationId, connectionId }: Scope, reason: string) =>
  db.$executeRaw`
    update "Connection" set "status" = 'reauthorize', "statusReason" = ${reason}, "updatedAt" = now(),
      "settings" = case when "status" = 'paused'
        then "settings" || jsonb_build_object('interrupted', jsonb_build_object('status', "status", 'statusReason', "statusReason"))
        else "settings" end
    where "id" = ${connectionId}::uuid and "organizationId" = ${organizationId}::uuid and "status" <> 'disconnected'`;

/** A sign-in that works again lifts only what its failure had set: a connection that was paused before is paused again. */
const restoreStatus = ({ organizationId, connectionId }: Scope) =>
  db.$executeRaw`
    update "Connection" set "status" = coalesce("settings"->'interrupted'->>'status', 'active')::"ConnectionStatus",
      "statusReason" = "settings"->'interrupted'->>'statusReason', "settings" = "settings" - 'interrupted', "updatedAt" = now()
    where "id" = ${connectionId}::uuid and "organizationId" = ${organizationId}::uuid
      and ("status" = 'reauthorize' or ("status" = 'active' and "statusReason" is not null))`;
