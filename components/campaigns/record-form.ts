import {
  type FieldErrors,
  type FieldPath,
  type FieldValues,
  get,
  type Resolver,
  set,
  type UseFormReturn,
} from "react-hook-form";
import type { z } from "zod";
import { ApiProblem } from "@/lib/api/browser";
import { AMOUNT_WANTED, typedToMicros } from "@/lib/domain/amounts";

/**
 * Checks a form with the same schema the server uses. Form fields carry the names of the API's fields, so an error of
 * either finds its place by its path; amounts are typed as decimals and become micros on the way (`toInput`).
 */
export function schemaResolver<Values extends FieldValues>(
  schema: z.ZodType,
  toInput: (values: Values) => Record<string, unknown>,
): Resolver<Values> {
  return (values) => {
    const input = toInput(values);
    const parsed = schema.safeParse(input);
    if (parsed.success) return { values, errors: {} };
    const errors: FieldErrors<Values> = {};
    for (const { code, path, message } of parsed.error.issues) {
      const typed: unknown = get(input, path.map(String).join("."));
      const noAmount = typeof typed === "string" && typed.startsWith(NO_AMOUNT);
      set(errors, formPath(path), { type: code, message: noAmount ? AMOUNT_WANTED : message });
    }
    return { values: {}, errors };
  };
}

const NO_AMOUNT = "not an amount:";

// Lists have one place for their errors: a form shows them under the whole list.
const formPath = (path: readonly PropertyKey[]) => {
  const listItem = path.findIndex((part) => typeof part === "number");
  return (
    path
      .slice(0, listItem === -1 ? undefined : listItem)
      .map(String)
      .join(".") || "root"
  );
};

/** Shows a refusal of the server at the fields it names. Answers the sentence for the rest, or null when all had a place. */
export function showProblem<Values extends FieldValues>(form: UseFormReturn<Values>, problem: unknown): string | null {
  const message = problem instanceof Error ? problem.message : "Could not save this.";
  if (!(problem instanceof ApiProblem) || problem.errors.length === 0) return message;
  const values = form.getValues();
  let placed = 0;
  for (const error of problem.errors) {
    const path = error.path.replace(/[.[]\d+.*$/, "");
    const top = path.split(".")[0] ?? "";
    if (!(top in values)) continue;
    form.setError(path as FieldPath<Values>, { type: "server", message: error.message });
    placed++;
  }
  return placed === problem.errors.length ? null : message;
}

/** How many fields have an error. What is wrong with the form as a whole is told by itself. */
export function countInvalid({ root: _, ...errors }: FieldErrors): number {
  let amount = 0;
  for (const error of Object.values(errors)) {
    if (!error) continue;
    // Of a group each part has its own error.
    amount += typeof error.type === "string" ? 1 : countInvalid(error as FieldErrors);
  }
  return amount;
}

/** A typed amount as micros. What is no amount stays as typed, for the schema to refuse at its place. */
export const typedMicros = (text: string): string => typedToMicros(text) ?? `${NO_AMOUNT} ${text}`;

/** `2026-12-01T09:30` in the reader's zone as an instant, or null when empty. */
export const instantOfLocal = (local: string): string | null => (local === "" ? null : new Date(local).toISOString());

/** An instant as a date-and-time box wants it: the reader's zone, to the minute. */
export function localOfInstant(instant: string | null): string {
  if (instant === null) return "";
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What was typed into a form: every field that is not as the form began, by its path. A list counts as one field. */
export function typedFields(began: FieldValues, now: FieldValues): { path: string; value: unknown }[] {
  return Object.entries(changedParts(began, now)).flatMap(([key, value]) => {
    const before: unknown = began[key];
    if (!isGroup(before) || !isGroup(value)) return [{ path: key, value }];
    return typedFields(before, value).map((inner) => ({ ...inner, path: `${key}.${inner.path}` }));
  });
}

const isGroup = (value: unknown): value is FieldValues =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The parts of `after` that differ from `before`, compared as JSON: what an edit has to send. */
export function changedParts(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(after).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key])),
  );
}
