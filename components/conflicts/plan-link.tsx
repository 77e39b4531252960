import Link from "next/link";
import type { ReactNode } from "react";
import type { ConflictView } from "@/lib/domain/views/conflicts";

type PlanLinkProps = { conflict: Pick<ConflictView, "campaignSetId">; children: ReactNode };

/** What comes of keeping ours, and where it is planned. */
export const PlanLink = ({ conflict, children }: PlanLinkProps) => (
  <span>
    {children}{" "}
    <Link
      href={`/campaigns/${conflict.campaignSetId}`}
      className="font-medium text-accent underline-offset-2 hover:underline"
    >
      Plan the set
    </Link>
  </span>
);
