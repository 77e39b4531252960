import type { Operation, Prisma } from "../../prisma/generated/client";
import type { Platform } from "../domain/campaign";
import type { CanonicalRecord, RecordKind } from "../domain/canonical";
import type { OperationView } from "../domain/views/plans";
import { db, type Transaction } from "./client";
import { toDatabaseJson } from "./json";

export type NewOperation = {
  id: string;
  seq: number;
  kind: OperationView["kind"];
  recordKind: RecordKind;
  recordId: string;
  recordName: string;
  parentRecordId: string | null;
  connectionId: string;
  campaignId: string;
  platform: Platform;
  changes: unknown;
  desired: CanonicalRecord;
  recordVersion: number;
  state: "planned" | "held";
  finalStatus: string | null;
  reason: string | null;
  guard: string | null;
  /** A decimal text. */
  exposureMicros: string;
};

export type NewPlan = {
  id: string;
  organizationId: string;
  campaignSetId: string;
  basis: string;
  digest: string;
  summary: unknown;
  createdById: string | null;
  observedAt: Date | null;
  operations: NewOperation[];
};

/** Operations a statement; keeps the text sent at once to a few megabytes whatever the plan's size. */
const OPERATIONS_A_STATEMENT = 2_000;

/** Saves a plan with its operations. */
export async function insertPlan(plan: NewPlan): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.plan.create({
      data: {
        id: plan.id,
        organizationId: plan.organizationId,
        campaignSetId: plan.campaignSetId,
        basis: plan.basis,
        digest: plan.digest,
        summary: plan.summary as Prisma.InputJsonValue,
        createdById: plan.createdById,
        observedAt: plan.observedAt,
      },
    });
    for (let start = 0; start < plan.operations.length; start += OPERATIONS_A_STATEMENT) {
      await tx.$executeRawUnsafe(
        INSERT_OPERATIONS,
        plan.id,
        plan.organizationId,
        toDatabaseJson(plan.operations.slice(start, start + OPERATIONS_A_STATEMENT)),
      );
    }
  });
}

const INSERT_OPERATIONS = /* sql */ `
insert into "Operation" ("id", "organizationId", "planId", "seq", "kind", "recordKind", "recordId", "recordName", "parentRecordId",
  "connectionId", "campaignId", "platform", "changes", "desired", "recordVersion", "state", "finalStatus", "reason", "guard", "exposureMicros")
select "id", $2::uuid, $1::uuid, "seq", "kind", "recordKind", "recordId", "recordName", "parentRecordId",
  "connectionId", "campaignId", "platform", "changes", "desired", "recordVersion", "state", "finalStatus", "reason", "guard", "exposureMicros"
from jsonb_to_recordset($3::jsonb) as r("id" uuid, "seq" int, "kind" "OperationKind", "recordKind" "RecordKind", "recordId" uuid,
  "recordName" text, "parentRecordId" uuid, "connectionId" uuid, "campaignId" uuid, "platform" "Platform", "changes" jsonb,
  "desired" jsonb, "recordVersion" int, "state" "OperationState", "finalStatus" text, "reason" text, "guard" text, "exposureMicros" bigint)`;

export const findPlan = (organizationId: string, planId: string) =>
  db.plan.findFirst({ where: { id: planId, organizationId }, include: { campaignSet: { select: { name: true } } } });

export const listPlanOperations = (organizationId: string, planId: string) =>
  db.operation.findMany({ where: { planId, organizationId }, orderBy: { seq: "asc" } });

/** The run that has taken this plan, if one has; a plan is carried out once. */
export const findRunOfPlan = (organizationId: string, planId: string) =>
  db.syncRun.findFirst({
    where: { organizationId, dryRun: false, OR: [{ planId }, { approvedPlanId: planId }] },
    select: { id: true, createdAt: true, endedAt: true, planId: true },
  });

type Approval = { planId: string; operationIds: string[]; approvedById: string | null };

/** An operation that a person let pass, with what held it. */
export type Approved = Pick<
  Operation,
  "id" | "recordKind" | "recordId" | "recordName" | "changes" | "guard" | "reason" | "approvedById"
>;

/** Frees operations that a guardrail holds; answers those it freed. What has to be mended first stays held. */
export const approveOperations = (tx: Transaction, { planId, operationIds, approvedById }: Approval) =>
  tx.$queryRaw<Approved[]>`
    update "Operation" set "state" = 'planned', "approvedAt" = now(), "approvedById" = ${approvedById}::uuid
    where "planId" = ${planId}::uuid and "id" = any(${operationIds}::uuid[]) and "state" = 'held' and "guard" is not null
    returning "id", "recordKind", "recordId", "recordName", "changes", "guard", "reason", "approvedById"`;
