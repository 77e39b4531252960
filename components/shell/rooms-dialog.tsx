"use client";

import { Dialog, DialogBody } from "@/components/ui/dialog";
import { Nav } from "./nav";
import type { Person } from "./person";
import { PersonMenu } from "./person-menu";

type RoomsDialogProps = { person: Person; onClose: () => void; onShowKeys: () => void; onSignOut: () => void };

/** The navigation on a small screen. */
export default function RoomsDialog({ person, onClose, onShowKeys, onSignOut }: RoomsDialogProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Lockstep" shape="side">
      <DialogBody className="flex flex-col">
        <Nav onNavigate={onClose} />
        <div className="mt-auto pt-6">
          <PersonMenu person={person} onShowKeys={onShowKeys} onSignOut={onSignOut} />
        </div>
      </DialogBody>
    </Dialog>
  );
}
