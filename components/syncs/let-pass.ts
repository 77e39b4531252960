import { dateAndTime } from "@/components/ui/age";
import type { OperationView } from "@/lib/domain/views/plans";

/** Who let an operation pass that a guardrail held, and when. Null of one that nobody had to let pass. */
export function letPassSentence({ approvedAt, approvedBy }: Pick<OperationView, "approvedAt" | "approvedBy">) {
  if (approvedAt === null) return null;
  return approvedBy
    ? `${approvedBy} let it pass, ${dateAndTime(approvedAt)}.`
    : `It was let pass, ${dateAndTime(approvedAt)}.`;
}
