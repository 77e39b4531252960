import type { RecordKind } from "../../domain/canonical";
import { AppError } from "../../errors";

/** From this many linked records on, a listing that names none of them is somebody else's account, or no listing. */
const ENOUGH_TO_TELL = 3;

/** Stops the run, before it changes anything, when a listing names nothing of what we know. Throws `precondition`. */
export function refuseStrangers(
  { linked, named }: { linked: number; named: number },
  { displayName, recordKind }: { displayName: string; recordKind: RecordKind },
): void {
  if (linked < ENOUGH_TO_TELL || named > 0) return;
  throw new AppError(
    "precondition",
    `${displayName} lists none of the ${linked} ${recordKind.replace("_", " ")}s this connection is linked to, so nothing was changed here or there. Check that it is connected to the right account.`,
  );
}
