import type { Platform } from "../domain/campaign";
import type { CanonicalValue, RecordKind } from "../domain/canonical";
import { fieldCalled, fieldWord } from "../domain/field-words";
import type { ConflictChoice, ConflictFieldView } from "../domain/views/conflicts";
import { AppError } from "../errors";
import { platformOrThrow } from "../platforms/registry";
import { EXISTENCE, isFinalThere } from "../sync/core/take-over";
import { receivedColumns } from "../sync/received";

/** Field name to whose value stays. */
export type Choices = Record<string, ConflictChoice>;

/** One choice for every field, or one for each field that is to be settled now; the others stay open. */
export type Decision = { version?: number | undefined } & ({ choice: ConflictChoice } | { fields: Choices });

type Of = { platform: Platform; recordKind: RecordKind };

/**
 * Whose value stays, field by field. Throws `invalid` for a field that is not in conflict, and for theirs where our
 * record has no place for it: kept, it would only look like an edit of ours.
 */
export function choicesOf(decision: Decision, fields: readonly ConflictFieldView[], of: Of): Choices {
  const named =
    "choice" in decision
      ? Object.fromEntries(fields.map(({ name }) => [name, decision.choice]))
      : Object.fromEntries(Object.entries(decision.fields).map(([name, choice]) => [fieldCalled(name), choice]));
  const strange = Object.keys(named).filter((name) => !fields.some((field) => field.name === name));
  if (strange.length > 0) {
    throw refused(strange.map((name) => [name, `${name}: not in conflict.`]));
  }
  const untakeable = fields.flatMap(({ name, platform }) => {
    const reason = named[name] === "platform" ? whyNotTaken(of, name, platform as CanonicalValue) : null;
    return reason ? [[name, reason] as const] : [];
  });
  if (untakeable.length > 0) throw refused(untakeable);
  // A record that is put away for good, there or on both sides, leaves nothing open: what is not named stays as it is here.
  const isWhole = fields.some(({ name, platform }) => name in named && isFinal(of, name, platform as CanonicalValue));
  return isWhole ? { ...Object.fromEntries(fields.map(({ name }) => [name, "local"])), ...named } : named;
}

const refused = (problems: readonly (readonly [name: string, message: string])[]) =>
  new AppError("invalid", problems.map(([, message]) => message).join(" "), {
    errors: problems.map(([name, message]) => ({ path: `fields.${name}`, message })),
  });

/** Why theirs cannot be kept, or null. */
export function whyNotTaken({ recordKind }: Of, name: string, there: CanonicalValue): string | null {
  if (name === EXISTENCE || receivedColumns(recordKind, { [name]: there }, {}).received.length > 0) return null;
  return there === null
    ? `Here the ${fieldWord(name)} cannot be empty, so theirs cannot be kept.`
    : `Here the ${fieldWord(name)} follows from other fields, so theirs cannot be kept.`;
}

/** Whether it is put away there for good, so that ours can only be made anew. */
export function isFinal({ platform, recordKind }: Of, name: string, there: CanonicalValue): boolean {
  const kind = platformOrThrow(platform).capabilities.kinds[recordKind];
  return kind !== undefined && isFinalThere(kind, name, there);
}
