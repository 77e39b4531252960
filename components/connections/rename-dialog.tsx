"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogFooter } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { ConnectionName } from "@/lib/domain/connection";
import type { ConnectionDetailView } from "@/lib/domain/views";
import type { ConnectionActions } from "./actions";
import { useEditConnection } from "./use-edit-connection";

type RenameDialogProps = { connection: ConnectionDetailView; edit: ConnectionActions["edit"]; onClose: () => void };

export default function RenameDialog({ connection, edit, onClose }: RenameDialogProps) {
  const save = useEditConnection(connection.id, edit);
  const [name, setName] = useState(connection.name);
  const [error, setError] = useState<string | null>(null);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Rename the connection">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const checked = ConnectionName.safeParse(name);
          if (!checked.success) return setError(checked.error.issues[0]?.message ?? "Give the connection a name.");
          save.mutate(
            { name: checked.data, version: connection.version },
            { onSuccess: onClose, onError: (problem) => setError(problem.message) },
          );
        }}
      >
        <DialogBody>
          <Field label="Name" hint="For people; nothing at the platform is renamed." error={error ?? undefined}>
            <Input
              autoFocus
              autoComplete="off"
              value={name}
              onChange={(event) => {
                setName(event.target.value);
                setError(null);
              }}
            />
          </Field>
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Keep “{connection.name}”</Button>
          <Button type="submit" variant="primary" pending={save.isPending}>
            Rename it
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
