import { Prisma } from "../../prisma/generated/client";
import { db } from "./client";

/** Answers already given to writes that carried an Idempotency-Key. Kept for a day, the time within which clients try again. */

type Claim = { organizationId: string; key: string; requestHash: string };

export type ClaimAnswer =
  | { outcome: "claimed" }
  | { outcome: "answered"; status: number; body: unknown }
  | { outcome: "under_way" | "other_request" };

/** An answer is kept this long; a claim without an answer is of a process that died, and ends sooner. */
const KEPT = "24 hours";
const ABANDONED = "2 minutes";

/** Takes the key for this request, or says what became of it. One statement settles two requests that arrive together. */
export async function claimIdempotencyKey({ organizationId, key, requestHash }: Claim): Promise<ClaimAnswer> {
  const claimed = await db.$executeRaw`
    insert into "IdempotencyRecord" as r ("organizationId", "key", "requestHash")
    values (${organizationId}::uuid, ${key}, ${requestHash})
    on conflict ("organizationId", "key") do update
      set "requestHash" = excluded."requestHash", "status" = null, "body" = null, "createdAt" = now()
      where r."createdAt" < now() - ${KEPT}::interval
        or (r."status" is null and r."createdAt" < now() - ${ABANDONED}::interval)`;
  if (claimed === 1) return { outcome: "claimed" };
  const known = await db.idempotencyRecord.findUnique({ where: { organizationId_key: { organizationId, key } } });
  // Given up by its owner between the two statements.
  if (!known) return claimIdempotencyKey({ organizationId, key, requestHash });
  if (known.requestHash !== requestHash) return { outcome: "other_request" };
  if (known.status === null) return { outcome: "under_way" };
  return { outcome: "answered", status: known.status, body: known.body };
}

export const saveIdempotentAnswer = (claim: Omit<Claim, "requestHash">, status: number, body: unknown) =>
  db.idempotencyRecord.update({
    where: { organizationId_key: claim },
    data: { status, body: body === null ? Prisma.DbNull : (body as Prisma.InputJsonValue) },
  });

/** Lets the same request be tried again, after an answer that was no decision. */
export const releaseIdempotencyKey = (claim: Omit<Claim, "requestHash">) =>
  db.idempotencyRecord.deleteMany({ where: claim });
