import type { Metadata } from "next";
import { ConflictInbox } from "@/components/conflicts/conflict-inbox";
import { settleConflict, settleConflictsAlike, undoResolutions } from "./actions";

export const metadata: Metadata = { title: "Conflicts" };

export default function ConflictsPage() {
  return (
    <ConflictInbox actions={{ settle: settleConflict, settleAlike: settleConflictsAlike, undo: undoResolutions }} />
  );
}
