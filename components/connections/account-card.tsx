"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { loadedLater } from "@/components/ui/loaded-later";
import { usePermissions } from "@/components/ui/permissions";
import type { ConnectionDetailView } from "@/lib/domain/views/connections";
import type { ConnectionActions } from "./actions";

const AccountDialog = loadedLater(() => import("./account-dialog"));

type AccountCardProps = {
  connection: ConnectionDetailView;
  edit: ConnectionActions["edit"];
  /** Opened from the notice above as well. */
  choosing: boolean;
  onChoosing: (choosing: boolean) => void;
};

/** Where this connection's campaigns run, who posts their ads and who pays for them. */
export function AccountCard({ connection, edit, choosing, onChoosing }: AccountCardProps) {
  const may = usePermissions();
  const { account, profile, pixel, fundingInstrument, timeZone, status } = connection;
  const canAsk = status !== "disconnected" && status !== "reauthorize";
  return (
    <Card aria-labelledby="account">
      <CardHeader>
        <h2 id="account" className="font-semibold">
          Ad account
        </h2>
        {may.connect && canAsk ? (
          <Button size="sm" className="ml-auto" onClick={() => onChoosing(true)}>
            {account ? "Change the account or its parts" : "Choose an ad account"}
          </Button>
        ) : null}
      </CardHeader>
      <dl className="divide-y divide-line">
        <Line label="Ad account" id={account?.adAccountId}>
          {account?.name}
        </Line>
        <Line label="Billed in">{account?.currency}</Line>
        <Line label="Time zone">{timeZone ?? (account ? "as the platform has it" : null)}</Line>
        <Line label="Profile" id={profile?.platformId}>
          {profile?.name}
        </Line>
        <Line label="Pixel" id={pixel?.platformId}>
          {pixel?.name}
        </Line>
        <Line label="Funding instrument" id={fundingInstrument?.platformId}>
          {fundingInstrument?.name}
        </Line>
      </dl>
      {choosing && may.connect && canAsk ? (
        <AccountDialog connection={connection} edit={edit} onClose={() => onChoosing(false)} />
      ) : null}
    </Card>
  );
}

const Line = ({ label, id, children }: { label: string; id?: string | undefined; children: ReactNode }) => (
  <div className="grid grid-cols-[minmax(0,130px)_minmax(0,1fr)] items-baseline gap-3 px-3.5 py-2">
    <dt className="text-ink-3 text-ui">{label}</dt>
    <dd className="min-w-0 break-words">
      {children ?? <span className="text-ink-3">not chosen</span>}
      {id && id !== children ? <span className="block text-ink-3 text-xs tabular-nums">{id}</span> : null}
    </dd>
  </div>
);
