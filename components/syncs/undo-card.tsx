"use client";

import Link from "next/link";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { count, kindWord } from "@/components/ui/record-words";
import { fieldWord } from "@/lib/domain/field-words";
import type { SyncRunView, UndoReport } from "@/lib/domain/views/sync-runs";

type Undo = NonNullable<SyncRunView["undo"]>;

// A run may have touched thousands of records; these many give the picture.
const SHOWN_AT_FIRST = 12;

/** What an undo takes back, and what it leaves alone with the reason. */
export function UndoCard({ undo }: { undo: Undo }) {
  const { reverted, left, ofRunId } = undo;
  return (
    <Card aria-labelledby="undo-report" className="mt-6 overflow-clip">
      <CardHeader>
        <h2 id="undo-report" className="font-semibold">
          {count(reverted.length, "record")} taken back, {left.length.toLocaleString("en")} left alone
        </h2>
        <span className="flex-1" />
        <Link
          href={`/syncs/${ofRunId}`}
          className="inline-flex min-h-6 items-center rounded font-medium text-accent text-ui hover:underline"
        >
          The run it undoes
        </Link>
      </CardHeader>
      <div className="grid gap-px bg-line md:grid-cols-2">
        <Part title="Taken back" empty="Nothing was taken back." items={reverted} keyOf={(item) => item.recordId}>
          {(item) => (
            <>
              <RecordName {...item} />
              <span className="block text-ink-2 text-xs">{item.fields.map(fieldWord).join(", ")}</span>
            </>
          )}
        </Part>
        <Part
          title="Left alone"
          empty="Nothing had to be left alone."
          items={left}
          keyOf={(item) => `${item.recordId}:${item.field}`}
        >
          {(item) => (
            <>
              <RecordName {...item} />
              <span className="block text-ink-2 text-xs">
                {item.field ? `${fieldWord(item.field)}: ` : null}
                {item.reason}
              </span>
            </>
          )}
        </Part>
      </div>
    </Card>
  );
}

const RecordName = ({ recordKind, recordName }: UndoReport["reverted"][number] | UndoReport["left"][number]) => (
  <span className="block break-words">
    {recordName} <span className="text-ink-3 text-xs">{kindWord(recordKind)}</span>
  </span>
);

type PartProps<Item> = {
  title: string;
  empty: string;
  items: readonly Item[];
  keyOf: (item: Item) => string;
  children: (item: Item) => ReactNode;
};

function Part<Item>({ title, empty, items, keyOf, children }: PartProps<Item>) {
  const [whole, setWhole] = useState(false);
  const shown = whole ? items : items.slice(0, SHOWN_AT_FIRST);
  return (
    <section aria-label={title} className="min-w-0 bg-panel px-3.5 py-3">
      <h3 className="mb-1 text-ink-3 text-xs">{title}</h3>
      {items.length === 0 ? <p className="text-ink-2">{empty}</p> : null}
      <ul className="space-y-1.5">
        {shown.map((item) => (
          <li key={keyOf(item)}>{children(item)}</li>
        ))}
      </ul>
      {shown.length < items.length ? (
        <Button size="sm" variant="quiet" className="mt-2 -ml-2.5" onClick={() => setWhole(true)}>
          Show all {items.length.toLocaleString("en")}
        </Button>
      ) : null}
    </section>
  );
}
