import { dayOf } from "@/components/ui/age";
import { platformName } from "@/components/ui/platform-glyph";
import { capital, fieldText } from "@/components/ui/record-words";
import { fieldWord } from "@/lib/domain/field-words";
import type { ConflictChoice, ConflictFieldView, ConflictView } from "@/lib/domain/views/conflicts";
import type { Choices } from "./actions";
import { EXISTENCE } from "./conflict-order";

type Value = ConflictFieldView["base"];

// A longer value would push the other button out of sight; it stands above the button anyway.
const LONGEST_IN_A_BUTTON = 28;

/** "Reddit's", "Google Ads'". */
export function possessive(platform: ConflictView["platform"]): string {
  const name = platformName(platform);
  return name.endsWith("s") ? `${name}'` : `${name}'s`;
}

export const fieldTitle = (field: string) => (field === EXISTENCE ? "The record itself" : capital(fieldWord(field)));

/** "name", "name and budget", "name, budget and start". */
export function fieldList(fields: readonly string[]): string {
  const words = fields.map((field) => (field === EXISTENCE ? "record" : fieldWord(field)));
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

const EXISTENCE_WORDS: Record<string, string> = {
  there: "There",
  deleted: "Deleted",
  edited: "Edited",
  gone: "Gone",
};

/** A value of a field in conflict, as people read it. */
export function valueText(field: string, value: Value, currency: string | null): string {
  if (field === EXISTENCE && typeof value === "string") return EXISTENCE_WORDS[value] ?? value;
  return fieldText(field, value, currency);
}

/** What a choice for one field does, as its button says it. */
export function keepLabel(conflict: ConflictView, field: ConflictFieldView, choice: ConflictChoice): string {
  const { platform, currency } = conflict;
  if (field.final) return choice === "local" ? `Make a new one on ${platformName(platform)}` : "Archive it here too";
  if (field.name === EXISTENCE) {
    const isDeletedHere = field.local === "deleted";
    if (choice === "local")
      return isDeletedHere
        ? `Delete it on ${platformName(platform)} too`
        : `Make it again on ${platformName(platform)}`;
    return isDeletedHere ? `Bring it back with ${possessive(platform)} edits` : "Archive it here too";
  }
  if (choice === "platform") return `Keep ${possessive(platform)} ${fieldWord(field.name)}`;
  const text = valueText(field.name, field.local, currency);
  return text.length <= LONGEST_IN_A_BUTTON ? `Keep ours: ${text}` : `Keep our ${fieldWord(field.name)}`;
}

/** What a choice for every field does, as its button says it. */
export function keepAllLabel(conflict: ConflictView, choice: ConflictChoice): string {
  const [only, ...more] = conflict.fields;
  // What is put away for good decides about the whole record.
  const whole = conflict.fields.find(({ final }) => final) ?? (more.length === 0 ? only : undefined);
  if (whole) return keepLabel(conflict, whole, choice);
  return choice === "local" ? "Keep all of ours" : `Keep all of ${possessive(conflict.platform)}`;
}

/** Why one side cannot be kept as a whole, or null. */
export const whyNotAll = (conflict: Pick<ConflictView, "fields">, choice: ConflictChoice): string | null =>
  choice === "platform" ? (conflict.fields.find(({ notTaken }) => notTaken)?.notTaken ?? null) : null;

/** "our name and Reddit's budget": the choices in words, fields in the order of the conflict. */
export function choicesText(conflict: Pick<ConflictView, "platform" | "fields">, choices: Choices): string {
  const order = conflict.fields.map(({ name }) => name).filter((name) => name in choices);
  const names = [...order, ...Object.keys(choices).filter((name) => !order.includes(name))];
  const of = (choice: ConflictChoice) => names.filter((name) => choices[name] === choice);
  const ours = of("local");
  const theirs = of("platform");
  return [
    ...(ours.length > 0 ? [`our ${fieldList(ours)}`] : []),
    ...(theirs.length > 0 ? [`${possessive(conflict.platform)} ${fieldList(theirs)}`] : []),
  ].join(", and ");
}

/** The button for choices made field by field. */
export function keepChosenLabel(conflict: ConflictView, choices: Choices): string {
  const left = conflict.fields.length - Object.keys(choices).length;
  const kept =
    Object.keys(choices).length > 3
      ? `${Object.keys(choices).length} fields as chosen`
      : choicesText(conflict, choices);
  return left > 0 ? `Keep ${kept}; decide the rest later` : `Keep ${kept}`;
}

/**
 * What a side's budget comes to, as a verb and the day it begins: where the start is in conflict as well, it is known that
 * nothing is spent before it. Otherwise the conflict does not tell when the campaign starts.
 */
export function spending(
  { fields }: Pick<ConflictView, "fields">,
  side: ConflictChoice,
  now: number,
): { verb: "spends" | "will spend"; from: string | null } {
  const start = fields.find(({ name }) => name === "startAt")?.[side];
  const at = typeof start === "string" ? Date.parse(start) : Number.NaN;
  return at > now ? { verb: "will spend", from: dayOf(at, now) } : { verb: "spends", from: null };
}

/** What was decided, in the past: "Kept Reddit's name", "Deleted on Reddit with the next push". */
export function keptText(conflict: Pick<ConflictView, "platform" | "fields">, choices: Choices): string {
  const final = conflict.fields.find((field) => field.final && field.name in choices);
  if (final) {
    return choices[final.name] === "local"
      ? `To be made anew on ${platformName(conflict.platform)}`
      : "Archived here too";
  }
  const choice = choices[EXISTENCE];
  if (choice === undefined) return `Kept ${choicesText(conflict, choices)}`;
  const isDeletedHere = conflict.fields.find(({ name }) => name === EXISTENCE)?.local === "deleted";
  if (choice === "local")
    return isDeletedHere ? "Kept deleted" : `To be made again on ${platformName(conflict.platform)}`;
  return isDeletedHere ? `Brought back with ${possessive(conflict.platform)} edits` : "Archived here too";
}

/** Every field of a conflict decided the same way. */
export const choiceForAll = (conflict: Pick<ConflictView, "fields">, choice: ConflictChoice): Choices =>
  Object.fromEntries(conflict.fields.map(({ name }) => [name, choice]));

const NOTHING: Choices = {};

/** What was picked, without fields that have left the conflict since. */
export function openChoices(conflict: Pick<ConflictView, "fields">, picked: Choices | undefined): Choices {
  if (!picked) return NOTHING;
  const names = new Set(conflict.fields.map(({ name }) => name));
  return Object.fromEntries(Object.entries(picked).filter(([name]) => names.has(name)));
}
