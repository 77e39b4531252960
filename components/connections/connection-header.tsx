"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Pause, Pencil, Play, PlugZap, Unplug } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { useCommands } from "@/components/ui/commands";
import { ConnectionBadge } from "@/components/ui/connection-badge";
import { loadedLater } from "@/components/ui/loaded-later";
import { Menu, MenuItem } from "@/components/ui/menu";
import { PageHeader } from "@/components/ui/page-header";
import { usePermissions } from "@/components/ui/permissions";
import { platformName } from "@/components/ui/platform-glyph";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toast";
import { callAction } from "@/lib/api/browser";
import type { ConnectionDetailView } from "@/lib/domain/views/connections";
import type { ConnectionActions } from "./actions";
import { isSignedIn } from "./calls-of";
import { connectionQueries } from "./queries";
import { useConnect } from "./use-connect";
import { useEditConnection } from "./use-edit-connection";

const ConfirmDialog = loadedLater(() => import("@/components/ui/confirm-dialog"));
const RenameDialog = loadedLater(() => import("./rename-dialog"));

type ConnectionHeaderProps = {
  connection: ConnectionDetailView;
  actions: ConnectionActions;
  /** More buttons of the page. */
  children?: ReactNode;
};

export function ConnectionHeader({ connection, actions, children }: ConnectionHeaderProps) {
  const may = usePermissions();
  const [open, setOpen] = useState<"rename" | "disconnect" | null>(null);
  const reconnect = useConnect(actions.connect);
  const edit = useEditConnection(connection.id, actions.edit);
  const disconnect = useDisconnect(connection, actions.disconnect, () => setOpen(null));
  const platform = platformName(connection.platform);
  const { status } = connection;
  const canPause = status === "active";
  const canResume = status === "paused" && connection.missing.length === 0;

  const setStatus = (next: "active" | "paused") =>
    edit.mutate(
      { status: next },
      {
        onSuccess: () =>
          toast.success(next === "paused" ? `${connection.name} is paused.` : `${connection.name} runs again.`),
        onError: (problem) => toast.error(problem.message),
      },
    );
  const startReconnect = () => reconnect.mutate({ connectionId: connection.id });

  useCommands(
    may.connect
      ? [
          { id: "reconnect", label: `Reconnect ${platform}`, run: startReconnect },
          { id: "rename-connection", label: "Rename this connection", run: () => setOpen("rename") },
          ...(canPause
            ? [{ id: "pause-connection", label: "Pause this connection", run: () => setStatus("paused") }]
            : []),
          ...(canResume
            ? [{ id: "resume-connection", label: "Resume this connection", run: () => setStatus("active") }]
            : []),
          ...(status === "disconnected"
            ? []
            : [{ id: "disconnect", label: `Disconnect ${connection.name}`, run: () => setOpen("disconnect") }]),
        ]
      : [],
  );

  return (
    <>
      <PageHeader
        trail={[{ href: "/connections", label: "Connections" }]}
        title={connection.name}
        badge={<ConnectionBadge connection={connection} />}
        note={
          <>
            {platform}
            {connection.mode === "simulator" ? ", simulated" : ""} · connected{" "}
            <RelativeTime at={connection.createdAt} />
          </>
        }
        actions={
          <>
            {children}
            {/* Where the sign-in is lost, the notice below the title offers it. */}
            {may.connect && isSignedIn(connection) ? (
              <Button
                icon={<PlugZap aria-hidden />}
                pending={reconnect.isPending || reconnect.isSuccess}
                onClick={startReconnect}
              >
                Reconnect {platform}
              </Button>
            ) : null}
          </>
        }
        menu={
          may.connect ? (
            <Menu
              trigger={
                <Button size="icon" aria-label="More of this connection">
                  <Ellipsis aria-hidden />
                </Button>
              }
            >
              <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setOpen("rename")}>
                Rename
              </MenuItem>
              {canPause ? (
                <MenuItem icon={<Pause aria-hidden />} onSelect={() => setStatus("paused")}>
                  Pause reading and pushing
                </MenuItem>
              ) : null}
              {canResume ? (
                <MenuItem icon={<Play aria-hidden />} onSelect={() => setStatus("active")}>
                  Resume reading and pushing
                </MenuItem>
              ) : null}
              {status === "disconnected" ? null : (
                <MenuItem danger icon={<Unplug aria-hidden />} onSelect={() => setOpen("disconnect")}>
                  Disconnect
                </MenuItem>
              )}
            </Menu>
          ) : undefined
        }
      />
      {open === "rename" ? (
        <RenameDialog connection={connection} edit={actions.edit} onClose={() => setOpen(null)} />
      ) : null}
      {open === "disconnect" ? (
        <ConfirmDialog
          open
          onOpenChange={(isOpen) => !isOpen && setOpen(null)}
          title={`Disconnect ${connection.name}?`}
          confirm={`Disconnect ${platform}`}
          keep="Stay connected"
          pending={disconnect.isPending}
          onConfirm={() => disconnect.mutate()}
        >
          <p>What will happen:</p>
          <ul className="list-disc space-y-1 pl-5">
            <li>{platform} is told to end our access, and the sign-in is forgotten here.</li>
            <li>Campaigns at {platform} stay as they are. What is active there goes on spending.</li>
            <li>Nothing is pushed or read any more; a run under way stops.</li>
            <li>Campaigns, links and history stay here. Reconnect, and it goes on where it ended.</li>
          </ul>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

function useDisconnect(
  { id, name, platform }: ConnectionDetailView,
  disconnect: ConnectionActions["disconnect"],
  onDone: () => void,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => callAction(disconnect, { id }),
    onSuccess: ({ revoked }) => {
      onDone();
      if (revoked) toast.success(`${name} is disconnected.`);
      else toast.error(`${name} is disconnected here, but ${platformName(platform)} could not be told.`);
    },
    onError: (problem) => toast.error(problem.message),
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: connectionQueries.all() }),
        queryClient.invalidateQueries({ queryKey: ["overview"] }),
      ]),
  });
}
