import { uuidv7 } from "uuidv7";
import type { Prisma } from "../../prisma/generated/client";
import type { Actor } from "../domain/actor";
import type { CanonicalRecord, RecordKind } from "../domain/canonical";
import { executeRows, type Transaction } from "./client";
import type { Approved } from "./plans";

type AuditFact = {
  actor: Actor;
  action: string;
  subjectKind: string;
  subjectId: string;
  before?: Prisma.InputJsonValue;
  after?: Prisma.InputJsonValue;
};

const byActor = ({ organizationId, userId, kind, name }: Actor): By => ({
  organizationId,
  actorId: userId,
  actorKind: kind,
  actorName: kind === "api_key" ? name : null,
});

/** Who did what, in the transaction that does it. */
export async function recordAudit(tx: Transaction, fact: AuditFact): Promise<void> {
  const { actor, action, subjectKind, subjectId, before, after } = fact;
  await tx.auditEntry.create({
    data: {
      id: uuidv7(),
      ...byActor(actor),
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
  await saveChanges(tx, undos, "undo", byActor(actor));
}

/** What a decision about a conflict changed beside its own record. Values are canonical. */
export async function recordDecided(
  tx: Transaction,
  { actor, records }: { actor: Actor; records: RecordChange[] },
): Promise<void> {
  await saveChanges(tx, records, "resolve", byActor(actor));
}

/** Who let which operations pass a guardrail, with what it said. */
export async function recordApprovals(
  tx: Transaction,
  { actor, approved }: { actor: Actor; approved: Approved[] },
): Promise<void> {
  await tx.auditEntry.createMany({
    data: approved.map(({ recordKind, recordId, changes, guard, reason }) => {
      const fields = changes as { field: string; from: Prisma.InputJsonValue; to: Prisma.InputJsonValue }[];
      return {
        id: uuidv7(),
        ...byActor(actor),
        action: "guardrail.approve",
        subjectKind: recordKind,
        subjectId: recordId,
        before: { guard, reason, ...Object.fromEntries(fields.map(({ field, from }) => [field, from])) },
        after: Object.fromEntries(fields.map(({ field, to }) => [field, to])),
      };
    }),
  });
}

/** What a person took on of what was found on a platform: imported, or adopted for a record of ours. Values are canonical. */
export async function recordTakenOn(
  tx: Transaction,
  { actor, action, records }: { actor: Actor; action: "import" | "adopt"; records: RecordChange[] },
): Promise<void> {
  await saveChanges(tx, records, action, byActor(actor));
}

type FoundChange = {
  id: string;
  recordKind: RecordKind;
  before: Prisma.InputJsonObject;
  after: Prisma.InputJsonObject;
};

/** What a person decided about records that are not ours: there is none of ours to speak of, so each is named by its own id. */
export async function recordFoundChange(
  tx: Transaction,
  { actor, action, records }: { actor: Actor; action: string; records: FoundChange[] },
): Promise<void> {
  await tx.auditEntry.createMany({
    data: records.map(({ id, recordKind, before, after }) => ({
      id: uuidv7(),
      ...byActor(actor),
      action,
      subjectKind: `found_${recordKind}`,
      subjectId: id,
      before,
      after,
    })),
  });
}

type By = Pick<
  Prisma.AuditEntryCreateManyInput,
  "organizationId" | "actorKind" | "actorName" | "actorId" | "syncRunId"
>;

async function saveChanges(tx: Transaction, changes: RecordChange[], action: string, by: By): Promise<void> {
  await executeRows(
    tx,
    /* sql */ `insert into "AuditEntry" ("id", "organizationId", "actorId", "syncRunId", "actorKind", "actorName", "action", "subjectKind", "subjectId", "before", "after")
     select r."id", r."organizationId", r."actorId", r."syncRunId", r."actorKind", r."actorName", r."action", r."subjectKind", r."subjectId", r."before", r."after"
     from jsonb_to_recordset($1::jsonb) as r("id" uuid, "organizationId" uuid, "actorId" uuid, "syncRunId" uuid, "actorKind" text, "actorName" text, "action" text,
       "subjectKind" text, "subjectId" uuid, "before" jsonb, "after" jsonb)`,
    changes.map(({ kind, recordId, before, after }) => ({
      ...by,
      id: uuidv7(),
      action: `${kind}.${action}`,
      subjectKind: kind,
      subjectId: recordId,
      before,
      after,
    })),
  );
}
