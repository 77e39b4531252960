import { uuidv7 } from "uuidv7";
import type { Prisma } from "../../prisma/generated/client";
import type { Actor } from "../domain/actor";
import type { Transaction } from "./client";

type AuditFact = {
  actor: Actor;
  action: string;
  subjectKind: string;
  subjectId: string;
  before?: Prisma.InputJsonValue;
  after?: Prisma.InputJsonValue;
};

/** Who did what, in the transaction that does it. */
export async function recordAudit(tx: Transaction, fact: AuditFact): Promise<void> {
  const { actor, action, subjectKind, subjectId, before, after } = fact;
  await tx.auditEntry.create({
    data: {
      id: uuidv7(),
      organizationId: actor.organizationId,
      actorId: actor.userId,
      actorKind: actor.kind,
      action,
      subjectKind,
      subjectId,
      before,
      after,
    },
  });
}
