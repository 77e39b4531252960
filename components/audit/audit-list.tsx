"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Download, Lock, ScrollText, SearchX } from "lucide-react";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { usePermissions } from "@/components/ui/permissions";
import { QueryView } from "@/components/ui/query-view";
import { useListKeys } from "@/components/ui/use-list-keys";
import { usePages } from "@/components/ui/use-pages";
import { VirtualRows } from "@/components/ui/virtual-rows";
import type { AuditEntryView } from "@/lib/domain/views/audit";
import { exportAddress, toAuditFilter } from "./audit-filter";
import { AuditFilters } from "./audit-filters";
import { AuditLine } from "./audit-line";
import { AUDIT_COLUMNS, AUDIT_NOTE, AuditSkeleton } from "./audit-skeleton";
import { addressOf } from "./audit-words";
import { auditQueries } from "./queries";
import { useAuditFilter } from "./use-audit-filter";

/** Who changed what in the organisation, for those who may know. */
export function AuditList() {
  const may = usePermissions();
  if (may.audit) return <ReadableAudit />;
  return (
    <>
      <PageHeader title="Audit" />
      <EmptyState Icon={Lock} title="The audit is for admins and owners">
        Ask one of them what you want to know. How one value came to be is told beside it in its campaign set.
      </EmptyState>
    </>
  );
}

function ReadableAudit() {
  const control = useAuditFilter();
  const filter = toAuditFilter(control.chosen);
  const query = useInfiniteQuery(auditQueries.list(filter));
  const { items: entries, readMore } = usePages(query);
  return (
    <>
      <PageHeader
        title="Audit"
        note={AUDIT_NOTE}
        actions={
          entries.length > 0 ? (
            <Button asChild>
              {/* The browser saves it; the newest 10,000 at most. */}
              <a href={exportAddress(filter)} download title="The newest 10,000 of what is shown, for a spreadsheet">
                <Download aria-hidden />
                Export as CSV
              </a>
            </Button>
          ) : null
        }
      />
      <AuditFilters control={control} entries={entries} />
      <QueryView query={query} what="the audit" skeleton={<AuditSkeleton />}>
        {() =>
          entries.length > 0 ? (
            <AuditTable entries={entries} onEnd={readMore} onOnly={control.setRecord} />
          ) : Object.keys(filter).length === 0 ? (
            <EmptyState Icon={ScrollText} title="Nobody has changed anything yet">
              Each edit, push, decision and pull is listed here with who did it and the values before and after.
            </EmptyState>
          ) : (
            <EmptyState
              Icon={SearchX}
              title="Nothing like this was done"
              action={<Button onClick={control.clear}>Show everything</Button>}
            >
              Choose something else above.
            </EmptyState>
          )
        }
      </QueryView>
    </>
  );
}

type AuditTableProps = { entries: AuditEntryView[]; onEnd: () => void; onOnly: (recordId: string) => void };

function AuditTable({ entries, onEnd, onOnly }: AuditTableProps) {
  const router = useRouter();
  const scrollTo = useRef<((index: number) => void) | null>(null);
  const { marked } = useListKeys({
    length: entries.length,
    scrollTo: (index) => scrollTo.current?.(index),
    onOpen: (index) => {
      const entry = entries[index];
      const address = entry && addressOf(entry.subject);
      if (address) router.push(address);
    },
  });
  return (
    <div
      role="table"
      aria-label="Audit"
      aria-rowcount={entries.length + 1}
      className="overflow-clip rounded-card border border-line bg-panel"
    >
      <div role="rowgroup">
        <div
          role="row"
          aria-rowindex={1}
          className={cn(
            AUDIT_COLUMNS,
            "h-9 items-center border-line border-b px-3.5 text-ink-3 text-xs max-lg:sr-only",
          )}
        >
          <span role="columnheader">Who</span>
          <span role="columnheader">What</span>
          <span role="columnheader">Record</span>
          <span role="columnheader">Before and after</span>
          <span role="columnheader" className="text-right">
            When
          </span>
        </div>
      </div>
      <VirtualRows
        count={entries.length}
        estimate={56}
        keyOf={(index) => entries[index]?.id ?? String(index)}
        scrollRef={scrollTo}
        onEnd={onEnd}
        row={(index) => {
          const entry = entries[index];
          return entry ? <AuditLine entry={entry} index={index} marked={marked === index} onOnly={onOnly} /> : null;
        }}
      />
    </div>
  );
}
