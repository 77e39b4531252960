import { SetListSkeleton } from "@/components/campaigns/set-list-skeleton";
import { PageHeader } from "@/components/ui/page-header";

export default function CampaignsLoading() {
  return (
    <>
      <PageHeader title="Campaigns" note="Campaign sets" />
      <SetListSkeleton />
    </>
  );
}
