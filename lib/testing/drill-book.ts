export type Field = "name" | "status" | "budgetAmountMicros";
export type Side = "here" | "there";
export type Written = { recordId: string; field: Field; value: string; side: Side };

/** What happened in one history and what was found wrong with it: the memory the laws are checked against. */
export function createBook() {
  const steps: string[] = [];
  const written: Written[] = [];
  const violations: string[] = [];
  /** What a field was put back to by an undo, until somebody writes it again. */
  const undone = new Map<string, string>();
  let editsThere = 0;
  const key = (recordId: string, field: string) => `${recordId}/${field}`;

  function write(entry: Written): void {
    written.push(entry);
    undone.delete(key(entry.recordId, entry.field));
    if (entry.side === "there") editsThere += 1;
  }

  return {
    steps,
    written,
    violations,
    undone,
    tell: (step: string): void => {
      steps.push(step);
    },
    blame: (violation: string): void => {
      violations.push(violation);
    },
    write,
    /** A person's edit, as the history tells it. */
    edit(entry: Written): void {
      write(entry);
      steps.push(`${entry.side}: ${entry.field} = ${entry.value}`);
    },
    /** An undo put this field back: it counts as written here, and has to stay. */
    undo(recordId: string, field: Field, value: string): void {
      write({ recordId, field, value, side: "here" });
      undone.set(key(recordId, field), value);
    },
    /** A person decided about the record since, so an undo before that says nothing any more. */
    forgetUndo(recordId: string): void {
      for (const known of [...undone.keys()]) if (known.startsWith(`${recordId}/`)) undone.delete(known);
    },
    /** Edits on the platform that no whole reading has shown yet. A reading that was short leaves them for the next. */
    editsThere(isWhole: boolean): number {
      const edits = editsThere;
      if (isWhole) editsThere = 0;
      return edits;
    },
  };
}

export type Book = ReturnType<typeof createBook>;
