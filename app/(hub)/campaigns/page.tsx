import type { Metadata } from "next";
import { SetList } from "@/components/campaigns/set-list";
import { createSet } from "./actions";

export const metadata: Metadata = { title: "Campaigns" };

export default function CampaignsPage() {
  return <SetList createSet={createSet} />;
}
