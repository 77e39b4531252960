import type { Prisma } from "../../prisma/generated/client";
import { recordAudit } from "../db/audit";
import { inTransaction, type Transaction } from "../db/client";
import { type ConflictRow, closeConflict, findConflict, lockConflict, narrowConflict } from "../db/conflicts";
import { findLinkedRecord, type LinkedRecord, saveLinkedRecord } from "../db/linked-records";
import type { Actor } from "../domain/actor";
import type { CanonicalRecord } from "../domain/canonical";
import type { ConflictChoice, ConflictFieldView, ConflictView } from "../domain/views";
import { AppError } from "../errors";
import { EXISTENCE } from "../sync/core/take-over";
import { receivedColumns } from "../sync/received";
import { getConflict } from "./list-conflicts";
import { type PersonalResolution, plainColumn, type Resolution, type Snapshot } from "./views";

export type Choices = Record<string, ConflictChoice>;

type Resolve = {
  actor: Actor;
  conflictId: string;
  /** One choice for every field, or one for each field that is to be settled now; the others stay open. */
  decision: { choice: ConflictChoice } | { fields: Choices };
};

/**
 * Settles a conflict, whole or field by field. `platform` takes their value over; `local` keeps ours, which the next push
 * sends. Calls no platform. Throws `not_found`, `invalid` (a field that is not in conflict), `precondition` (settled already).
 */
export async function resolveConflict({ actor, conflictId, decision }: Resolve): Promise<ConflictView> {
  await inTransaction(async (tx) => {
    const conflict = await openConflict(tx, actor.organizationId, conflictId);
    const fields = conflict.fields as unknown as ConflictFieldView[];
    const choices = choicesOf(decision, fields);
    const record = await findLinkedRecord(tx, conflict);
    if (!record) throw new AppError("not_found", "The record of this conflict does not exist any more.");
    const change = changeOf(record, choices);
    const left = fields.filter((field) => !(field.name in choices));
    await saveLinkedRecord(tx, record, {
      ...change.after,
      editedById: actor.userId,
      bareLink: change.bareLink,
      syncStatus: left.length > 0 ? "conflict" : Object.values(choices).includes("local") ? "pending" : "synced",
    });
    const { before, after } = change;
    const resolution = joined(conflict.resolution as Resolution | null, {
      by: "person",
      name: actor.name,
      choices,
      before,
      after,
    });
    if (left.length > 0) await narrowConflict(tx, conflictId, left, resolution);
    else await closeConflict(tx, conflictId, actor.userId, resolution);
    await recordAudit(tx, {
      actor,
      action: "conflict.resolve",
      subjectKind: conflict.recordKind,
      subjectId: conflict.recordId,
      before: before.columns as Prisma.InputJsonObject,
      after: { choices },
    });
  });
  return getConflict({ actor, conflictId });
}

async function openConflict(tx: Transaction, organizationId: string, id: string): Promise<ConflictRow> {
  await lockConflict(tx, id);
  const conflict = await findConflict(tx, organizationId, id);
  if (!conflict) throw new AppError("not_found", "This conflict does not exist.");
  if (conflict.status === "resolved") throw new AppError("precondition", "This conflict was settled already.");
  return conflict;
}

function choicesOf(decision: Resolve["decision"], fields: ConflictFieldView[]): Choices {
  if ("choice" in decision) return Object.fromEntries(fields.map(({ name }) => [name, decision.choice]));
  const known = new Set(fields.map(({ name }) => name));
  const strange = Object.keys(decision.fields).filter((name) => !known.has(name));
  if (strange.length > 0) {
    const errors = strange.map((name) => ({ path: `fields.${name}`, message: "This field is not in conflict." }));
    throw new AppError("invalid", `${strange.join(", ")}: not in conflict.`, { errors });
  }
  return decision.fields;
}

/** Settled in several steps, the whole is one resolution: going back leads to before the first of them. */
function joined(earlier: Resolution | null, now: PersonalResolution): PersonalResolution {
  if (earlier?.by !== "person") return now;
  const join = (first: Snapshot, second: Snapshot): Snapshot => ({
    columns: { ...first.columns, ...second.columns },
    shadowDesired: { ...first.shadowDesired, ...second.shadowDesired },
    shadowObserved: { ...first.shadowObserved, ...second.shadowObserved },
  });
  return {
    ...now,
    choices: { ...earlier.choices, ...now.choices },
    before: join(now.before, earlier.before),
    after: join(earlier.after, now.after),
  };
}

type Change = { before: Snapshot; after: Snapshot; bareLink: boolean };

/** What a decision does to our row and to the common base. Either way the base becomes what the platform shows now. */
function changeOf(record: LinkedRecord, choices: Choices): Change {
  const { link, row, kind } = record;
  if (EXISTENCE in choices) return existenceChange(record, choices[EXISTENCE] ?? "local");
  const fields = Object.keys(choices);
  const there = pick(link.observed, fields);
  const taken = fields.filter((field) => choices[field] === "platform");
  const { columns } = receivedColumns(kind, pick(link.observed, taken), row);
  return {
    before: snapshot(record, Object.keys(columns), fields),
    after: { columns, shadowDesired: there, shadowObserved: there },
    bareLink: false,
  };
}

function existenceChange(record: LinkedRecord, choice: ConflictChoice): Change {
  const { link, row, kind } = record;
  const fields = Object.keys(link.observed);
  const before = snapshot(record, ["status", "deletedAt"], fields);
  if (link.goneAt !== null) {
    // Ours is kept: it is made again with the next push. Theirs: it is put away here too.
    if (choice === "local") {
      return { before, after: { columns: {}, shadowDesired: {}, shadowObserved: {} }, bareLink: true };
    }
    const away = { status: "archived" };
    return { before, after: { columns: away, shadowDesired: away, shadowObserved: away }, bareLink: false };
  }
  const there = link.observed;
  // Ours is kept: the removal may go, whatever they edited. Theirs: it is back here, with their edits.
  if (choice === "local") {
    return { before, after: { columns: {}, shadowDesired: {}, shadowObserved: there }, bareLink: false };
  }
  const changed = fields.filter((field) => JSON.stringify(link.shadowObserved[field]) !== JSON.stringify(there[field]));
  const { columns } = receivedColumns(kind, pick(there, changed), row);
  const base = pick(there, changed);
  return {
    before: snapshot(record, ["deletedAt", ...Object.keys(columns)], fields),
    after: { columns: { ...columns, deletedAt: null }, shadowDesired: base, shadowObserved: base },
    bareLink: false,
  };
}

const pick = (value: CanonicalRecord, fields: string[]): CanonicalRecord =>
  Object.fromEntries(fields.map((field) => [field, value[field] ?? null]));

const snapshot = ({ link, row }: LinkedRecord, columns: string[], fields: string[]): Snapshot => ({
  columns: Object.fromEntries(columns.map((column) => [column, plainColumn(row[column])])),
  shadowDesired: pick(link.shadowDesired, fields),
  shadowObserved: pick(link.shadowObserved, fields),
});
