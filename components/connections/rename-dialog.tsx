"use client";

import { NameDialog } from "@/components/ui/name-dialog";
import { ConnectionName } from "@/lib/domain/connection";
import type { ConnectionDetailView } from "@/lib/domain/views/connections";
import type { ConnectionActions } from "./actions";
import { useEditConnection } from "./use-edit-connection";

type RenameDialogProps = { connection: ConnectionDetailView; edit: ConnectionActions["edit"]; onClose: () => void };

export default function RenameDialog({ connection, edit, onClose }: RenameDialogProps) {
  const save = useEditConnection(connection.id, edit);
  return (
    <NameDialog
      title="Rename the connection"
      hint="For people; nothing at the platform is renamed."
      initial={connection.name}
      schema={ConnectionName}
      confirm="Rename it"
      cancel={`Keep “${connection.name}”`}
      pending={save.isPending}
      onName={(name, refuse) =>
        save.mutate({ name, version: connection.version }, { onSuccess: onClose, onError: refuse })
      }
      onClose={onClose}
    />
  );
}
