import { SetPageSkeleton } from "@/components/campaigns/set-page-skeleton";

export default function CampaignSetLoading() {
  return <SetPageSkeleton />;
}
