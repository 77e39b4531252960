import { uuidv7 } from "uuidv7";
import type { Prisma } from "../../prisma/generated/client";
import type { Actor } from "../domain/actor";
import type { CanonicalRecord, RecordKind } from "../domain/canonical";
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

type RecordChange = { kind: RecordKind; recordId: string; before: CanonicalRecord; after: CanonicalRecord };

type Pulls = { organizationId: string; syncRunId: string | null; pulls: RecordChange[] };

/** What a platform changed in our rows, in the transaction that takes it over. Values are canonical. */
export async function recordPulls(tx: Transaction, { organizationId, syncRunId, pulls }: Pulls): Promise<void> {
  await saveChanges(tx, pulls, "pull", { organizationId, syncRunId, actorKind: "platform" });
}

/** What a person took back in our rows. Values are canonical. */
export async function recordUndos(
  tx: Transaction,
  { actor, undos }: { actor: Actor; undos: RecordChange[] },
): Promise<void> {
  const { organizationId, userId: actorId, kind: actorKind } = actor;
  await saveChanges(tx, undos, "undo", { organizationId, actorId, actorKind });
}

type By = Pick<Prisma.AuditEntryCreateManyInput, "organizationId" | "actorKind" | "actorId" | "syncRunId">;

async function saveChanges(tx: Transaction, changes: RecordChange[], action: string, by: By): Promise<void> {
  if (changes.length === 0) return;
  await tx.auditEntry.createMany({
    data: changes.map(({ kind, recordId, before, after }) => ({
      ...by,
      id: uuidv7(),
      action: `${kind}.${action}`,
      subjectKind: kind,
      subjectId: recordId,
      before: before as Prisma.InputJsonObject,
      after: after as Prisma.InputJsonObject,
    })),
  });
}
