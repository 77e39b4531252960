import type { Metadata } from "next";
import { pauseOrResumeSet, planSet, pushSet } from "@/app/(hub)/syncs/actions";
import { SetPage } from "@/components/campaigns/set-page";
import { addRecord, createSet, deleteRecord, deleteSet, editRecord, renameSet } from "../actions";

export const metadata: Metadata = { title: "Campaign set" };

type CampaignSetPageProps = { params: Promise<{ campaignSetId: string }> };

export default async function CampaignSetPage({ params }: CampaignSetPageProps) {
  const { campaignSetId } = await params;
  return (
    <SetPage
      campaignSetId={campaignSetId}
      actions={{
        createSet,
        renameSet,
        deleteSet,
        addRecord,
        editRecord,
        deleteRecord,
        makePlan: planSet,
        push: pushSet,
        setRunning: pauseOrResumeSet,
      }}
    />
  );
}
