import { type CanonicalRecord, isEqual } from "../../domain/canonical";
import { fieldWord } from "../../domain/field-words";
import type { Capabilities, KindCapabilities } from "../../platforms/types";
import { compareRecord, type FieldVerdict } from "./compare";
import {
  DEFAULT_GUARDRAILS,
  type Guardrails,
  guardDeletes,
  guardMoneyChange,
  MONEY_FIELDS,
  SPEND_FIELDS,
} from "./guards";
import type { ConnectionFacts, PlannedChange, PlannedOperation, PlanRecord, SkippedRecord } from "./planned";
import { holdUnsafeShares } from "./shared-budgets";
import { isEditedThere, isPutAwayThere, isRemoved } from "./take-over";

/**
 * The operations that bring the platforms in step with our records, parents before children, each campaign's tree
 * together. Pure: the same records give the same plan. `records` come parents first.
 */
export function buildPlan(
  records: PlanRecord[],
  factsOf: (record: PlanRecord) => ConnectionFacts,
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
        operations.push(removal(record, kind, capabilities.displayName));
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
      if (!record.link) continue;
    }
    if (record.link) operations.push(...changeOf(record, record.link, kind, guardrails));
    else operations.push(creation(record, kind, capabilities));
  }
  holdTooManyRemovals(operations, records, factsOf);
  holdUnsafeShares(operations, records, (record) => {
    const { capabilities, guardrails = DEFAULT_GUARDRAILS } = factsOf(record);
    return { rules: capabilities.kinds[record.kind]?.fields, guardrails };
  });
  deferActivation(operations, records);
  return { operations, skipped };
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

function creation(record: PlanRecord, kind: KindCapabilities, capabilities: Capabilities): PlannedOperation {
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
    state: problem ? "held" : "planned",
    reason: problem ? reasonOf(problem) : null,
    finalStatus: null,
  };
}

const reasonOf = (problem: PlanRecord["problems"][number]) =>
  `${capital(fieldWord(problem.field))}: ${problem.message}`;
const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);

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
    finalStatus: null,
  };
}

/**
 * The fields to bring over, in at most two operations: what may be sent, and what is held back. A held field takes no
 * other along, so a pause arrives whatever became of the budget that was edited with it.
 */
function changeOf(
  record: PlanRecord,
  link: NonNullable<PlanRecord["link"]>,
  kind: KindCapabilities,
  guardrails: Guardrails,
): PlannedOperation[] {
  const verdicts = compareRecord({
    rules: kind.fields,
    shadow: link.shadow,
    desired: record.desired,
    observed: link.observed,
  });
  const changes: PlannedChange[] = [];
  const holds = new Map<string, string>();
  for (const [field, verdict] of Object.entries(verdicts)) {
    if (verdict !== "push" && verdict !== "drift" && verdict !== "conflict") continue;
    const change = {
      field,
      from: link.observed[field] ?? null,
      to: record.desired[field] ?? null,
      by: verdict === "drift" ? null : record.editedBy,
      reason: verdict === "drift" ? "changed over there" : "edited here",
    };
    const hold = holdOf(change, verdict, record, kind, guardrails);
    changes.push(change);
    if (hold) holds.set(field, hold);
  }
  const holdsSpend = [...holds.keys()].some((field) => SPEND_FIELDS.has(field));
  const isHeld = ({ field }: PlannedChange) => holds.has(field) || (holdsSpend && SPEND_FIELDS.has(field));
  const held = changes.filter(isHeld);
  const asBefore = Object.fromEntries(held.map(({ field }) => [field, link.shadow.desired[field] ?? null]));
  return [
    ...update(
      record,
      { ...record.desired, ...asBefore },
      changes.filter((change) => !isHeld(change)),
      null,
    ),
    ...update(record, record.desired, held, [...holds.values()][0] ?? null),
  ];
}

function update(
  record: PlanRecord,
  desired: CanonicalRecord,
  changes: PlannedChange[],
  hold: string | null,
): PlannedOperation[] {
  if (changes.length === 0) return [];
  const state = hold ? "held" : "planned";
  return [{ kind: changeKind(changes), record, desired, changes, state, reason: hold, finalStatus: null }];
}

/** Why a field waits for a person, or null when it may be sent. */
function holdOf(
  { field, from, to }: PlannedChange,
  verdict: FieldVerdict,
  record: PlanRecord,
  kind: KindCapabilities,
  guardrails: Guardrails,
): string | null {
  if (isPutAwayThere(record, kind)) return "It was put away over there, and edited here. Decide under Conflicts.";
  if (verdict === "conflict") return `Both sides changed the ${fieldWord(field)}.`;
  if (kind.fields[field]?.immutable) {
    return `The ${fieldWord(field)} cannot change once the ${record.kind.replace("_", " ")} exists there.`;
  }
  const [problem] = record.problems;
  // Pausing something that has a fault is the last thing to refuse.
  if (problem && field !== "status") return reasonOf(problem);
  // A share follows from the amount above it; its ad groups are judged together.
  if (!MONEY_FIELDS.has(field) || kind.fields[field]?.shared) return null;
  const guard = guardMoneyChange(from, to, guardrails);
  return guard.answer === "hold" ? guard.reason : null;
}

function changeKind(changes: PlannedChange[]): PlannedOperation["kind"] {
  const [only, ...others] = changes;
  if (!only || others.length > 0 || only.field !== "status") return "update";
  if (only.to === "paused") return "pause";
  if (only.to === "active") return "resume";
  return only.to === "archived" ? "archive" : "update";
}

function holdTooManyRemovals(
  operations: PlannedOperation[],
  records: PlanRecord[],
  factsOf: (record: PlanRecord) => ConnectionFacts,
): void {
  const removals = operations.filter((operation) => operation.kind === "remove");
  for (const connectionId of new Set(removals.map((removal) => removal.record.connectionId))) {
    const ofConnection = removals.filter((removal) => removal.record.connectionId === connectionId);
    const [first] = ofConnection;
    if (!first) continue;
    const scope = records.filter((record) => record.connectionId === connectionId && record.link).length;
    const guard = guardDeletes(ofConnection.length, scope, factsOf(first.record).guardrails ?? DEFAULT_GUARDRAILS);
    if (guard.answer === "pass") continue;
    for (const removal of ofConnection) {
      removal.state = "held";
      removal.reason = guard.reason;
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

/** Fields both sides changed to the same value: their new common base. Empty records are left out. */
export function agreedFields(
  records: PlanRecord[],
  factsOf: (record: PlanRecord) => ConnectionFacts,
): { recordId: string; connectionId: string; fields: CanonicalRecord }[] {
  return records.flatMap((record) => {
    const kind = factsOf(record).capabilities.kinds[record.kind];
    if (!kind || !record.link || record.deleted) return [];
    const { shadow, observed } = record.link;
    const verdicts = compareRecord({ rules: kind.fields, shadow, desired: record.desired, observed });
    const agreed = Object.keys(verdicts).filter((field) => verdicts[field] === "agreed");
    if (agreed.length === 0) return [];
    const fields = Object.fromEntries(agreed.map((field) => [field, record.desired[field] ?? null]));
    return [{ recordId: record.id, connectionId: record.connectionId, fields }];
  });
}
