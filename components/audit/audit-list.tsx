"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Lock, ScrollText, SearchX } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { usePermissions } from "@/components/ui/permissions";
import { QueryView } from "@/components/ui/query-view";
import { ExportButton, Heading, RowTable } from "@/components/ui/row-table";
import { type Pages, usePages } from "@/components/ui/use-pages";
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
  const { items: entries, pages } = usePages(query);
  return (
    <>
      <PageHeader
        title="Audit"
        note={AUDIT_NOTE}
        actions={
          entries.length > 0 ? (
            <ExportButton href={exportAddress(filter)} rows={entries.length} hasMore={pages.hasMore} />
          ) : null
        }
      />
      <AuditFilters control={control} entries={entries} />
      <QueryView query={query} what="the audit" skeleton={<AuditSkeleton />}>
        {() =>
          entries.length > 0 ? (
            <AuditTable entries={entries} pages={pages} onOnly={control.setRecord} />
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

type AuditTableProps = { entries: AuditEntryView[]; pages: Pages; onOnly: (recordId: string) => void };

function AuditTable({ entries, pages, onOnly }: AuditTableProps) {
  const router = useRouter();
  const open = ({ subject }: AuditEntryView) => {
    const address = addressOf(subject);
    if (address) router.push(address);
  };
  return (
    <RowTable
      label="Audit"
      items={entries}
      columns={`${AUDIT_COLUMNS} max-lg:sr-only`}
      headings={
        <>
          <Heading>Who</Heading>
          <Heading>What</Heading>
          <Heading>Record</Heading>
          <Heading>Before and after</Heading>
          <Heading right>When</Heading>
        </>
      }
      estimate={56}
      row={(entry, at) => <AuditLine entry={entry} onOnly={onOnly} {...at} />}
      onOpen={open}
      pages={pages}
    />
  );
}
