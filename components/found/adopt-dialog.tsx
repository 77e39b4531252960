"use client";

import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { kindWord } from "@/components/ui/record-words";
import type { FoundView } from "@/lib/domain/views/found";

type AdoptDialogProps = {
  found: FoundView;
  suggestion: NonNullable<FoundView["suggestion"]>;
  platform: string;
  pending: boolean;
  onAdopt: (recordId: string) => void;
  onImport: () => void;
  onClose: () => void;
};

/** Says what becoming one means, and offers the other way. */
export default function AdoptDialog({
  found,
  suggestion,
  platform,
  pending,
  onAdopt,
  onImport,
  onClose,
}: AdoptDialogProps) {
  const kind = kindWord(found.recordKind);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      pending={pending}
      title={`Adopt as “${suggestion.name}”?`}
      description={`Of the set ${suggestion.campaignSetName}; it was never pushed.`}
    >
      <DialogBody className="space-y-2 text-ink-2">
        <p>What will happen:</p>
        <ul className="list-disc space-y-1 pl-5">
          <li>
            The {kind} here and the one on {platform} become one; no second one is ever created.
          </li>
          <li>What is below them becomes one as well, where names match one to one.</li>
          <li>Nothing is sent and nothing overwritten. What differs stands under Conflicts for you to decide.</li>
        </ul>
      </DialogBody>
      <DialogFooter>
        <Button className="mr-auto" disabled={pending} onClick={onImport}>
          Import it beside that
        </Button>
        <DialogClose>Leave it</DialogClose>
        <Button variant="primary" pending={pending} onClick={() => onAdopt(suggestion.recordId)}>
          Adopt it
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
