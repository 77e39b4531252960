import type { PlanView } from "@/lib/domain/views/plans";

/** Where a plan hangs: under its set. */
export const planTrail = (plan: Pick<PlanView, "campaignSetId" | "campaignSetName">) => [
  { href: "/campaigns", label: "Campaigns" },
  { href: `/campaigns/${plan.campaignSetId}`, label: plan.campaignSetName },
];
