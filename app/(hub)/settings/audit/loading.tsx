import { AUDIT_NOTE, AuditSkeleton } from "@/components/audit/audit-skeleton";
import { PageHeader } from "@/components/ui/page-header";

export default function AuditLoading() {
  return (
    <>
      <PageHeader title="Audit" note={AUDIT_NOTE} />
      <AuditSkeleton />
    </>
  );
}
