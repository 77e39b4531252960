"use client";

import { useState } from "react";
import type { z } from "zod";
import { Button } from "./button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "./dialog";
import { Field, Input } from "./field";

type NameDialogProps = {
  title: string;
  description?: string;
  hint: string;
  initial?: string;
  /** What a name has to be; its message is shown under the field. */
  schema: z.ZodType<string>;
  /** What the two buttons lead to. */
  confirm: string;
  cancel: string;
  pending: boolean;
  /** Called with a name that fits. `refuse` shows beside the field what the server said. */
  onName: (name: string, refuse: (problem: Error) => void) => void;
  onClose: () => void;
};

/** Asks for one name. */
export function NameDialog({ title, description, hint, initial = "", schema, ...rest }: NameDialogProps) {
  const { confirm, cancel, pending, onName, onClose } = rest;
  const [name, setName] = useState(initial);
  const [error, setError] = useState<string | null>(null);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} pending={pending} title={title} description={description}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const checked = schema.safeParse(name);
          if (checked.success) onName(checked.data, (problem) => setError(problem.message));
          else setError(checked.error.issues[0]?.message ?? "Give it a name.");
        }}
      >
        <DialogBody>
          <Field label="Name" hint={hint} error={error ?? undefined}>
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
          <DialogClose>{cancel}</DialogClose>
          <Button type="submit" variant="primary" pending={pending}>
            {confirm}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
