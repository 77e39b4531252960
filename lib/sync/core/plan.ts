import { isEqual } from "../../domain/canonical";
import type { Capabilities, KindCapabilities } from "../../platforms/types";
import { changeOf, problemSentence } from "./changes";
import { holdExposure } from "./exposure";
import { DEFAULT_GUARDRAILS, type Guardrails, guardDeletes, guardMoneyChange, MONEY_FIELDS } from "./guards";
import type { ConnectionFacts, PlannedOperation, PlanRecord, SkippedRecord } from "./planned";
import { holdUnsafeShares } from "./shared-budgets";
import { isAway, isEditedThere, isRemoved } from "./take-over";

/** Whether an operation is to be in a plan; it sees all that there would be. */
export type PickOperation = (operation: PlannedOperation, all: readonly PlannedOperation[]) => boolean;

/**
 * The operations that bring the platforms in step with our records, parents before children, each campaign's tree
 * together. Pure: the same records give the same plan at the same instant. `records` come parents first. What `only` does not
 * pick is not in the plan, and the guardrails judge what is left without it: room that it would have made is not there.
 */
export function buildPlan(
  records: PlanRecord[],
  factsOf: (record: PlanRecord) => ConnectionFacts,
  now = new Date(),
  only: PickOperation = () => true,
): { operations: PlannedOperation[]; skipped: SkippedRecord[] } {
  const operations: PlannedOperation[] = [];
  const skipped: SkippedRecord[] = [];
  const closedTrees = new Set<string>();
  for (const record of treeOrder(records)) {
    const { capabilities, guardrails = DEFAULT_GUARDRAILS } = factsOf(record);
    const kind = capabilities.kinds[record.kind];
    if (record.parentId && closedTrees.has(record.parentId)) {
      closedTrees.add(record.id);
      continue;
    }
    if (record.link?.gone) {
      // Nothing is left to change there, and nothing is made again before a person says so.
      closedTrees.add(record.id);
      continue;
    }
    if (record.deleted) {
      closedTrees.add(record.id);
      if (kind && (record.link ? !isRemoved(record, kind) : record.maybeThere)) {
        operations.push(...pauseMeanwhile(record, kind), removal(record, kind, capabilities.displayName));
      }
      continue;
    }
    if (!kind) {
      skipped.push({ record, reason: `Not supported on ${capabilities.displayName}.` });
      continue;
    }
    if (record.desired.status === "archived") {
      // Nothing is made, or made better, under what is put away.
      closedTrees.add(record.id);
      if (!record.link && record.maybeThere) operations.push(lostArchive(record, capabilities.displayName));
      if (!record.link || isAway(record, kind)) continue;
    }
    if (record.link) operations.push(...changeOf(record, record.link, kind, guardrails, now));
    else operations.push(creation(record, kind, capabilities, guardrails));
  }
  const leftOut = new Set(operations.filter((operation) => !only(operation, operations)));
  for (const operation of leftOut) operation.state = "held";
  const isPicked = (operation: PlannedOperation) => !leftOut.has(operation);
  holdTooManyRemovals(operations.filter(isPicked), records, factsOf);
  holdUnsafeShares(operations, records, (record) => {
    const { capabilities, guardrails = DEFAULT_GUARDRAILS } = factsOf(record);
    return { rules: capabilities.kinds[record.kind]?.fields, guardrails };
  });
  holdExposure(operations, records, factsOf, now);
  const picked = operations.filter(isPicked);
  deferActivation(picked, records);
  return { operations: picked, skipped };
}

/** Depth first, siblings in the order given, so that one campaign's tree stays together. */
function treeOrder(records: PlanRecord[]): PlanRecord[] {
  const children = new Map<string | null, PlanRecord[]>();
  for (const record of records) {
    const siblings = children.get(record.parentId);
    if (siblings) siblings.push(record);
    else children.set(record.parentId, [record]);
  }
  const ordered: PlanRecord[] = [];
  const visit = (parentId: string | null) => {
    for (const record of children.get(parentId) ?? []) {
      ordered.push(record);
      visit(record.id);
    }
  };
  visit(null);
  return ordered;
}

/** What is made again is judged by what it could spend before, and held whole: half a record cannot be made. */
function jumpOf({ amountsBefore, desired }: PlanRecord, { fields }: KindCapabilities, guardrails: Guardrails) {
  for (const field of MONEY_FIELDS) {
    if (fields[field]?.shared) continue;
    const change = { from: amountsBefore?.[field] ?? null, to: desired[field] ?? null };
    const judged = guardMoneyChange(change, { ...guardrails, beyond: "hold" });
    if (judged.answer === "hold") return judged;
  }
  return null;
}

function creation(
  record: PlanRecord,
  kind: KindCapabilities,
  capabilities: Capabilities,
  guardrails: Guardrails,
): PlannedOperation {
  const jump = jumpOf(record, kind, guardrails);
  const reason = `not on ${capabilities.displayName} yet`;
  const [problem] = record.problems;
  return {
    kind: "create",
    record,
    desired: record.desired,
    changes: Object.keys(kind.fields)
      .filter((field) => !isEqual(record.desired[field], null))
      .map((field) => ({ field, from: null, to: record.desired[field] ?? null, by: record.editedBy, reason })),
    // What the platform would refuse is not sent; the person reads what to mend.
    state: problem || jump ? "held" : "planned",
    reason: problem ? problemSentence(problem) : (jump?.reason ?? null),
    guard: problem ? null : (jump?.guard ?? null),
    finalStatus: null,
  };
}

/** Deleted here and edited there, a record waits for a decision. Until then it spends nothing. */
function pauseMeanwhile(record: PlanRecord, kind: KindCapabilities): PlannedOperation[] {
  const { link } = record;
  if (link?.observed.status !== "active" || !kind.fields.status || !isEditedThere(record, kind)) return [];
  const reason = "deleted here and edited there: paused until somebody decides";
  return [
    {
      kind: "pause",
      record,
      desired: { ...link.shadow.desired, status: "paused" },
      changes: [{ field: "status", from: "active", to: "paused", by: record.editedBy, reason }],
      state: "planned",
      reason: null,
      guard: null,
      finalStatus: null,
    },
  ];
}

/** Archived here before anyone knew whether its create had arrived. */
function lostArchive(record: PlanRecord, platformName: string): PlannedOperation {
  const { desired, editedBy } = record;
  return {
    kind: "archive",
    record,
    desired,
    changes: [{ field: "status", from: null, to: "archived", by: editedBy, reason: "archived here" }],
    state: "planned",
    reason: `Nobody knows whether it was created: it is looked for on ${platformName}, and archived if it is there.`,
    guard: null,
    finalStatus: null,
  };
}

function removal(record: PlanRecord, kind: KindCapabilities, platformName: string): PlannedOperation {
  const to = kind.remove.by === "status" ? kind.remove.status : "deleted";
  const isEdited = isEditedThere(record, kind);
  return {
    kind: "remove",
    record,
    desired: record.desired,
    changes: [
      { field: "status", from: record.link?.observed.status ?? null, to, by: record.editedBy, reason: "deleted here" },
    ],
    state: isEdited ? "held" : "planned",
    reason: isEdited
      ? `Deleted here, and edited on ${platformName} since. Decide under Conflicts.`
      : record.link
        ? kind.remove.by === "status"
          ? `${platformName} keeps it as ${kind.remove.status}.`
          : null
        : `Nobody knows whether it was created: it is looked for on ${platformName}, and taken off if it is there.`,
    guard: null,
    finalStatus: null,
  };
}

function holdTooManyRemovals(
  operations: PlannedOperation[],
  records: PlanRecord[],
  factsOf: (record: PlanRecord) => ConnectionFacts,
): void {
  // Archived is gone for good on some platforms, whichever way it came about.
  const removals = operations.filter(({ kind, record, changes }) => {
    const remove = factsOf(record).capabilities.kinds[record.kind]?.remove;
    const takesOff = changes.some(
      ({ field, to }) => remove?.by === "status" && field === "status" && to === remove.status,
    );
    return kind === "remove" || (kind !== "create" && takesOff);
  });
  for (const connectionId of new Set(removals.map((removal) => removal.record.connectionId))) {
    const ofConnection = removals.filter((removal) => removal.record.connectionId === connectionId);
    const [first] = ofConnection;
    if (!first) continue;
    const scope = records.filter((record) => record.connectionId === connectionId && record.link).length;
    const guard = guardDeletes(ofConnection.length, scope, factsOf(first.record).guardrails ?? DEFAULT_GUARDRAILS);
    if (guard.answer !== "hold") continue;
    for (const removal of ofConnection.filter(({ state }) => state === "planned")) {
      removal.state = "held";
      removal.reason = guard.reason;
      removal.guard = guard.guard;
    }
  }
}

/**
 * Nothing may spend before it is whole: the top of a new tree, and the top of a new branch under a live parent, is
 * created paused and enabled last. The same holds for a paused top that is to be enabled while records below it
 * are still being created.
 */
function deferActivation(operations: PlannedOperation[], records: PlanRecord[]): void {
  const creates = operations.filter((operation) => operation.kind === "create").map(({ record }) => record);
  const created = new Set(creates.map((record) => record.id));
  const growing = ancestorsOf(creates, records);
  for (const operation of operations) {
    const { record } = operation;
    if (record.desired.status !== "active") continue;
    if (operation.kind === "create") {
      const isTop = record.parentId === null || !created.has(record.parentId);
      const isBranch = record.parentId === null || growing.has(record.id);
      if (isTop && isBranch) operation.finalStatus = "active";
    } else if (growing.has(record.id) && operation.changes.some((item) => item.field === "status")) {
      operation.finalStatus = "active";
    }
  }
}

/** The ids of every record above these, to the top. */
function ancestorsOf(below: PlanRecord[], records: PlanRecord[]): Set<string> {
  const parentOf = new Map(records.map((record) => [record.id, record.parentId]));
  const above = new Set<string>();
  for (const record of below) {
    for (let id = record.parentId; id && !above.has(id); id = parentOf.get(id) ?? null) above.add(id);
  }
  return above;
}
