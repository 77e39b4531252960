"use client";

import { ListFilter } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { FieldChanges } from "@/components/ui/field-changes";
import { RelativeTime } from "@/components/ui/relative-time";
import { Row } from "@/components/ui/row-table";
import { fieldWord } from "@/lib/domain/field-words";
import type { AuditEntryView } from "@/lib/domain/views/audit";
import { AUDIT_COLUMNS } from "./audit-skeleton";
import { addressOf, deedOf, doerOf, subjectWord, toldChanges } from "./audit-words";

type AuditLineProps = {
  entry: AuditEntryView;
  index: number;
  marked: boolean;
  /** Narrows the list to what happened to this record. */
  onOnly: (recordId: string) => void;
};

/** One thing somebody did. */
export function AuditLine({ entry, index, marked, onOnly }: AuditLineProps) {
  const { subject, runId, reason } = entry;
  const { who, as } = doerOf(entry);
  const address = addressOf(subject);
  const name = subject.name || `a ${subjectWord(subject.kind)}`;
  return (
    <Row index={index} marked={marked} className={cn(AUDIT_COLUMNS, "min-h-12 items-start py-2.5")}>
      <div role="cell" className="min-w-0 max-lg:order-3 max-lg:col-span-2 max-lg:text-ui">
        <p className="truncate">
          <span className="text-ink-3 lg:hidden">by </span>
          {who}
          {as ? <span className="text-ink-3 text-xs lg:block"> {as}</span> : null}
        </p>
      </div>
      <div role="cell" className="min-w-0 max-lg:order-1">
        <p className="font-medium">{deedOf(entry.action)}</p>
        {runId ? (
          <Link
            href={`/syncs/${runId}`}
            className="inline-flex min-h-6 items-center rounded text-accent text-xs hover:underline"
          >
            in this run
          </Link>
        ) : null}
      </div>
      <div role="cell" className="flex min-w-0 items-start gap-1 max-lg:order-4 max-lg:col-span-2">
        <p className="min-w-0 flex-1">
          {address ? (
            <Link href={address} className="break-words font-medium hover:underline">
              {name}
            </Link>
          ) : (
            <span className="break-words">{name}</span>
          )}
          <span className="block text-ink-3 text-xs">
            {subjectWord(subject.kind)}
            {subject.gone ? ", deleted" : ""}
          </span>
        </p>
        <Button
          size="icon-sm"
          variant="quiet"
          aria-label={`Show only what happened to ${name}`}
          title="Only this one"
          onClick={() => onOnly(subject.id)}
        >
          <ListFilter aria-hidden />
        </Button>
      </div>
      <div role="cell" className="min-w-0 max-lg:order-5 max-lg:col-span-2">
        <Told entry={entry} />
        {reason ? <p className="mt-0.5 text-ink-2 text-xs">{reason}</p> : null}
      </div>
      <div role="cell" className="text-right text-ink-3 text-xs leading-5 max-lg:order-2">
        <RelativeTime at={entry.at} />
      </div>
    </Row>
  );
}

/** The fields, before and after, and of a conflict which side was kept. */
function Told({ entry }: { entry: AuditEntryView }) {
  const changes = toldChanges(entry);
  const choices = Object.entries(entry.choices);
  if (changes.length === 0 && choices.length === 0) return <span className="text-ink-3 max-lg:hidden">–</span>;
  return (
    <>
      {choices.map(([field, side]) => (
        <p key={field} className="text-ui">
          <span className="text-ink-3">{fieldWord(field)}</span>{" "}
          {entry.action.endsWith(".undo") ? "open again" : side === "local" ? "ours kept" : "the platform's kept"}
        </p>
      ))}
      {changes.length > 0 ? <FieldChanges changes={changes} currency={entry.subject.currency} /> : null}
    </>
  );
}
