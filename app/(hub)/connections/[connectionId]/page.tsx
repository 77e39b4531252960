import type { Metadata } from "next";
import { ConnectionPage } from "@/components/connections/connection-page";
import { FoundCard } from "@/components/found/found-card";
import { PullButton } from "@/components/syncs/pull-button";
import { pullAgain } from "../../syncs/actions";
import { connectPlatform, disconnectPlatform, editOneConnection } from "../actions";

export const metadata: Metadata = { title: "Connection" };

type OneConnectionPageProps = { params: Promise<{ connectionId: string }> };

export default async function OneConnectionPage({ params }: OneConnectionPageProps) {
  const { connectionId } = await params;
  return (
    <ConnectionPage
      connectionId={connectionId}
      actions={{ connect: connectPlatform, edit: editOneConnection, disconnect: disconnectPlatform }}
      more={<PullButton connectionId={connectionId} pull={pullAgain} />}
      beside={<FoundCard connectionId={connectionId} />}
    />
  );
}
