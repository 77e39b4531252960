import type { ConflictFieldView } from "@/lib/domain/views/conflicts";

type Value = ConflictFieldView["base"];

export type ListChange = { entry: string; change: "added" | "removed" | "kept" };

const entriesOf = (value: Value): string[] =>
  Array.isArray(value)
    ? [...new Set(value.map((item) => (typeof item === "string" ? item : JSON.stringify(item))))]
    : [];

/** A list against the one both sides last agreed on: its own entries in their order, then those it lost. */
export function listChanges(base: Value, now: Value): ListChange[] {
  const before = entriesOf(base);
  const after = entriesOf(now);
  return [
    ...after.map((entry) => ({ entry, change: before.includes(entry) ? ("kept" as const) : ("added" as const) })),
    ...before.filter((entry) => !after.includes(entry)).map((entry) => ({ entry, change: "removed" as const })),
  ];
}
