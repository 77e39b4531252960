import { createHash } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { findCampaignSet } from "../db/campaign-sets";
import { findPersonNames } from "../db/people";
import { findPlan, findRunOfPlan, insertPlan, listPlanOperations, type NewOperation } from "../db/plans";
import { listQuotaWindows } from "../db/quota";
import { readSetBasis, readSetRecords, type SetRecords } from "../db/set-records";
import type { Actor } from "../domain/actor";
import { type CanonicalValue, stableJson } from "../domain/canonical";
import type { PlanView } from "../domain/views/plans";
import { AppError } from "../errors";
import { platformOrThrow } from "../platforms/registry";
import { forecastCalls, forecastSpend, spendParts } from "./core/forecast";
import type { PickOperation } from "./core/plan";
import type { PlannedChange, PlannedOperation } from "./core/planned";
import { planSet } from "./plan-records";
import { readSpendFacts } from "./spend-facts";
import { type StoredCalls, toPlanView } from "./views";

type PlanScope = { organizationId: string; campaignSetId: string; createdById: string | null };

/** What a push of this set would change, saved so that a person can approve exactly it. Calls no platform. */
export async function makePlan({ actor, campaignSetId }: { actor: Actor; campaignSetId: string }): Promise<PlanView> {
  const set = await findCampaignSet(actor.organizationId, campaignSetId);
  if (!set) throw new AppError("not_found", "This campaign set does not exist.");
  const planId = await savePlan({ organizationId: actor.organizationId, campaignSetId, createdById: actor.userId });
  return getPlan({ actor, planId });
}

export async function getPlan({ actor, planId }: { actor: Actor; planId: string }): Promise<PlanView> {
  const plan = await findPlan(actor.organizationId, planId);
  if (!plan) throw new AppError("not_found", "This plan does not exist.");
  const [operations, basis, windows, run] = await Promise.all([
    listPlanOperations(actor.organizationId, planId),
    readSetBasis(actor.organizationId, plan.campaignSetId),
    listQuotaWindows(actor.organizationId, plan.campaignSetId),
    findRunOfPlan(actor.organizationId, planId),
  ]);
  const names = await findPersonNames(operations.flatMap(({ approvedById }) => approvedById ?? []));
  return toPlanView(plan, operations, { stale: basis !== plan.basis, windows, now: new Date(), run, names });
}

/** Plans the set as it stands and saves the plan, or that part of it which `only` picks. Answers its id. */
export async function savePlan({
  organizationId,
  campaignSetId,
  createdById,
  only,
}: PlanScope & { only?: PickOperation }): Promise<string> {
  // The basis is read first: an edit that comes in between makes the plan stale, never silently newer than it says.
  const basis = await readSetBasis(organizationId, campaignSetId);
  const set = await readSetRecords(organizationId, campaignSetId);
  const facts = await readSpendFacts({ organizationId, campaignSetId }, set, new Date());
  const { records, operations, skipped } = planSet(set, facts, only);
  const rows = operations.map(toNewOperation);
  const idOf = new Map(operations.map((operation, index) => [operation, rows[index]?.id]));
  const planId = uuidv7();
  await insertPlan({
    id: planId,
    organizationId,
    campaignSetId,
    basis,
    digest: digestOf(rows),
    createdById,
    observedAt: oldestReading(set),
    operations: rows,
    summary: {
      skipped: skipped.map(({ record, reason }) => ({
        kind: "skipped",
        recordKind: record.kind,
        recordId: record.id,
        recordName: record.name,
        platform: record.platform,
        reason,
      })),
      spend: forecastSpend(records, operations, facts.now),
      spendParts: spendParts(records, operations, (operation) => idOf.get(operation) ?? "", facts.now),
      calls: callsOf(set, operations),
    },
  });
  return planId;
}

/**
 * What a guardrail holds now, or lets go less far, and did not when this plan was made: other sets may spend more since, a
 * day's limit counts what was pushed since, and guardrails change. What a person let pass stays so, with the guardrail
 * they were told of. Answers its name and why, in words.
 */
export async function findNewHold({
  organizationId,
  campaignSetId,
  planId,
}: Omit<PlanScope, "createdById"> & { planId: string }): Promise<{ name: string; reason: string } | null> {
  const [set, approved] = await Promise.all([
    readSetRecords(organizationId, campaignSetId),
    listPlanOperations(organizationId, planId),
  ]);
  const { operations } = planSet(set, await readSpendFacts({ organizationId, campaignSetId }, set, new Date()));
  const keyOf = (recordId: string, field: string) => `${recordId}/${field}`;
  const cleared = approved
    .filter(({ state }) => state === "planned")
    .flatMap(({ recordId, changes, approvedAt, guard }) =>
      (changes as PlannedChange[]).map(({ field, to }) => ({ key: keyOf(recordId, field), to, approvedAt, guard })),
    );
  const byItself = new Map(cleared.filter(({ approvedAt }) => approvedAt === null).map(({ key, to }) => [key, to]));
  const otherwise = new Set(
    cleared.filter(({ approvedAt, guard }) => approvedAt !== null && guard !== "exposure").map(({ key }) => key),
  );
  for (const { record, state, guard, reason, changes } of operations) {
    const keys = changes.map(({ field }) => keyOf(record.id, field));
    const isNew =
      keys.some((key) => byItself.has(key)) || (guard === "exposure" && keys.some((key) => otherwise.has(key)));
    if (state === "held" && isNew) return { name: record.name, reason: reason ?? "" };
    const clamped = changes.find(
      (change) => change.wanted !== undefined && goesBeyond(byItself.get(keyOf(record.id, change.field)), change),
    );
    if (clamped) return { name: record.name, reason: clamped.reason };
  }
  return null;
}

/** Whether what was cleared goes further than a clamp lets it go now. */
function goesBeyond(cleared: CanonicalValue | undefined, { from, to }: PlannedChange): boolean {
  if (typeof cleared !== "string" || typeof from !== "string" || typeof to !== "string") return false;
  return BigInt(to) > BigInt(from) ? BigInt(cleared) > BigInt(to) : BigInt(cleared) < BigInt(to);
}

function toNewOperation(
  { kind, record, desired, changes, state, reason, guard, exposureMicros = 0n, finalStatus }: PlannedOperation,
  seq: number,
): NewOperation {
  return {
    id: uuidv7(),
    seq,
    kind,
    recordKind: record.kind,
    recordId: record.id,
    recordName: record.name.slice(0, 500),
    parentRecordId: record.parentId,
    connectionId: record.connectionId,
    campaignId: record.campaignId,
    platform: record.platform,
    changes,
    desired,
    recordVersion: record.version,
    state,
    finalStatus,
    reason,
    guard,
    exposureMicros: exposureMicros.toString(),
  };
}

/** What the plan would do, whatever ids its operations have. */
function digestOf(operations: NewOperation[]): string {
  const content = operations.map(({ id: _id, ...operation }) => operation);
  return createHash("sha256").update(stableJson(content)).digest("base64url");
}

function oldestReading(set: SetRecords): Date | null {
  const readings = set.connections.map((connection) => connection.lastPullAt);
  if (readings.length === 0 || readings.some((at) => at === null)) return null;
  return new Date(Math.min(...readings.map((at) => at?.getTime() ?? 0)));
}

function callsOf(set: SetRecords, operations: PlannedOperation[]): StoredCalls[] {
  return set.connections.flatMap((connection) => {
    const mine = operations.filter((operation) => operation.record.connectionId === connection.id);
    const platform = mine[0]?.record.platform;
    if (!platform) return [];
    return [
      {
        connectionId: connection.id,
        connectionName: connection.name,
        platform,
        ...forecastCalls(mine, platformOrThrow(platform).capabilities),
      },
    ];
  });
}
