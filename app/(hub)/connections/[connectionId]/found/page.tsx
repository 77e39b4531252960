import type { Metadata } from "next";
import { FoundPage } from "@/components/found/found-page";
import { PullButton } from "@/components/syncs/pull-button";
import { pullAgain } from "../../../syncs/actions";
import { adoptOneFound, archiveSomeCopies, dismissSomeFound, takeFound } from "./actions";

export const metadata: Metadata = { title: "Found" };

type FoundOnConnectionPageProps = { params: Promise<{ connectionId: string }> };

export default async function FoundOnConnectionPage({ params }: FoundOnConnectionPageProps) {
  const { connectionId } = await params;
  return (
    <FoundPage
      connectionId={connectionId}
      actions={{
        take: takeFound,
        adopt: adoptOneFound,
        dismiss: dismissSomeFound,
        archiveCopies: archiveSomeCopies,
      }}
      more={<PullButton connectionId={connectionId} pull={pullAgain} />}
    />
  );
}
