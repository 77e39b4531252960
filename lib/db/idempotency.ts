import { Prisma } from "../../prisma/generated/client";
import type { Claim } from "./claim-at-work";
import { db } from "./client";

/** Answers already given to writes that carried an Idempotency-Key. Kept for a day, the time within which clients try again. */

type Request = Claim & { requestHash: string };

export type ClaimAnswer =
  | { outcome: "claimed" }
  | { outcome: "answered"; status: number; body: unknown }
  /** `lost`: it was carried out by a process that died before it answered. */
  | { outcome: "under_way" | "other_request" | "lost" };

/** An answer is kept this long; a claim without an answer is of a process that died, and ends sooner. */
const KEPT = "24 hours";
const ABANDONED = "2 minutes";

type KnownClaim = { requestHash: string; status: number | null; body: unknown; isAbandoned: boolean };

/** Takes the key for this request, or says what became of it. One statement settles two requests that arrive together. */
export async function claimIdempotencyKey({ organizationId, key, requestHash }: Request): Promise<ClaimAnswer> {
  const claimed = await db.$executeRaw`
    insert into "IdempotencyRecord" as r ("organizationId", "key", "requestHash")
    values (${organizationId}::uuid, ${key}, ${requestHash})
    on conflict ("organizationId", "key") do update
      set "requestHash" = excluded."requestHash", "status" = null, "body" = null, "carriedOut" = false, "createdAt" = now()
      where r."createdAt" < now() - ${KEPT}::interval
        or (r."status" is null and not r."carriedOut" and r."createdAt" < now() - ${ABANDONED}::interval)`;
  if (claimed === 1) return { outcome: "claimed" };
  const [known] = await db.$queryRaw<KnownClaim[]>`
    select "requestHash", "status", "body", "createdAt" < now() - ${ABANDONED}::interval as "isAbandoned"
    from "IdempotencyRecord" where "organizationId" = ${organizationId}::uuid and "key" = ${key}`;
  // Given up by its owner between the two statements.
  if (!known) return claimIdempotencyKey({ organizationId, key, requestHash });
  if (known.requestHash !== requestHash) return { outcome: "other_request" };
  if (known.status === null) return { outcome: known.isAbandoned ? "lost" : "under_way" };
  return { outcome: "answered", status: known.status, body: known.body };
}

export const saveIdempotentAnswer = (claim: Claim, status: number, body: unknown) =>
  db.idempotencyRecord.update({
    where: { organizationId_key: claim },
    data: { status, body: body === null ? Prisma.DbNull : (body as Prisma.InputJsonValue) },
  });

/** Lets the same request be tried again, after an answer that was no decision. `unlessCarriedOut`: only where nothing of it was saved. */
export const releaseIdempotencyKey = (claim: Claim, { unlessCarriedOut }: { unlessCarriedOut: boolean }) =>
  db.idempotencyRecord.deleteMany({ where: { ...claim, ...(unlessCarriedOut ? { carriedOut: false } : {}) } });
