"use client";

import { Undo2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";

type UndoDialogProps = {
  undo: { mutate: () => void; isPending: boolean; isSuccess: boolean; error: Error | null };
  onClose: () => void;
};

/** Says what an undo does before it is done, and why when it cannot be. Its run is opened in this page's place. */
export default function UndoDialog({ undo, onClose }: UndoDialogProps) {
  const pending = undo.isPending || undo.isSuccess;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} pending={pending} title="Undo this run?">
      <DialogBody className="space-y-3">
        <p className="text-ink-2">
          Takes back what still stands as this run left it. What was changed since stays and is named. What it created
          is paused.
        </p>
        <p className="text-ink-2">The undo is a run of its own. It starts at once, and can be undone as well.</p>
        {undo.error ? <Notice tone="failed" title={undo.error.message} /> : null}
      </DialogBody>
      <DialogFooter>
        <DialogClose>Leave it as it is</DialogClose>
        <Button variant="danger" icon={<Undo2 aria-hidden />} pending={pending} onClick={() => undo.mutate()}>
          Undo this run
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
