import { cn } from "@/components/ui/cn";
import { RowSkeleton } from "@/components/ui/row-skeleton";
import { Skeleton } from "@/components/ui/skeleton";
import { RETENTION } from "@/lib/domain/retention";

/** Columns of the audit; one below the other on a phone. */
export const AUDIT_COLUMNS =
  "grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 lg:grid-cols-[130px_170px_minmax(0,230px)_minmax(0,1fr)_80px]";

export const AUDIT_NOTE = `Every change with who, why, before and after. Kept for ${RETENTION.audit.days / 365} years; what concerns money, for good`;

export const AuditSkeleton = () => (
  <RowSkeleton
    what="the audit"
    columns={`${AUDIT_COLUMNS} min-h-12 py-3`}
    headingsFrom="lg"
    row={(textWidth) => (
      <>
        <Skeleton className="h-4 w-24" />
        <Skeleton className="h-4 w-20" />
        <Skeleton className="h-4 w-36 max-w-full max-lg:col-span-2" />
        <Skeleton className={cn("h-4 max-lg:col-span-2", textWidth)} />
        <Skeleton className="ml-auto h-3.5 w-14 max-lg:hidden" />
      </>
    )}
  />
);
