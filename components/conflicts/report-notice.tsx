import { Notice } from "@/components/ui/notice";
import { count } from "@/components/ui/record-words";
import type { Report } from "./use-settle";

/** What settling many at once left undone, one by one with the reason. */
export function ReportNotice({ report, onDismiss }: { report: Report; onDismiss: () => void }) {
  const { done, refused } = report;
  return (
    <Notice
      tone="warning"
      className="mb-3"
      title={`Settled ${done.toLocaleString("en")} of ${(done + refused.length).toLocaleString("en")}; ${count(refused.length, "was", "were")} not`}
      onDismiss={onDismiss}
    >
      <ul className="max-h-40 overflow-y-auto">
        {refused.map(({ conflictId, name, message }) => (
          <li key={conflictId}>
            <span className="font-medium">{name}</span>: {message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
