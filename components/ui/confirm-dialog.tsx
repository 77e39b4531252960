"use client";

import type { ReactNode } from "react";
import { Button } from "./button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "./dialog";

type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will happen, and where. */
  children: ReactNode;
  /** The outcome, as the button says it. Left out when it cannot be done, and `children` says why. */
  confirm?: string;
  /** The way out, as the button says it: "Keep the campaign". */
  keep: string;
  pending?: boolean;
  onConfirm?: () => void;
};

export default function ConfirmDialog({
  open,
  onOpenChange,
  title,
  children,
  confirm,
  keep,
  pending = false,
  onConfirm,
}: ConfirmDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} pending={pending} title={title}>
      <DialogBody className="space-y-2 text-ink-2">{children}</DialogBody>
      <DialogFooter>
        <DialogClose>{keep}</DialogClose>
        {confirm ? (
          <Button variant="danger" pending={pending} onClick={onConfirm}>
            {confirm}
          </Button>
        ) : null}
      </DialogFooter>
    </Dialog>
  );
}
