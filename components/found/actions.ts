import type { ActionResult } from "@/lib/api/browser";
import type {
  AdoptAnswer,
  ArchiveCopiesAnswer,
  DismissAnswer,
  FoundView,
  ImportAnswer,
} from "@/lib/domain/views/found";

type Action<Input, Output> = (input: Input) => Promise<ActionResult<Output>>;

export type FoundRef = Pick<FoundView, "recordKind" | "platformId">;

/** Where imported campaigns go: a set there is, or a new one. */
export type Target = { campaignSetId?: string; newSetName?: string };

type OfConnection = { connectionId: string };

/** What people can do with what was found. Handed in by the page. */
export type FoundActions = {
  take: Action<OfConnection & Target & { records: FoundRef[] }, ImportAnswer>;
  adopt: Action<OfConnection & FoundRef & { recordId: string }, AdoptAnswer>;
  dismiss: Action<OfConnection & { records: FoundRef[]; dismissed: boolean }, DismissAnswer>;
  archiveCopies: Action<OfConnection & { records: FoundRef[] }, ArchiveCopiesAnswer>;
};
