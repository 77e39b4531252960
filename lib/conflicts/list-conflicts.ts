import { findCurrencies } from "../db/campaign-currencies";
import { noTransaction } from "../db/client";
import { findConflict, listConflicts as listRows } from "../db/conflicts";
import type { Actor } from "../domain/actor";
import type { ConflictView } from "../domain/views/conflicts";
import { AppError } from "../errors";
import { toConflictView } from "./views";

type ListConflicts = {
  actor: Actor;
  limit: number;
  cursor: string | null;
  status?: ConflictView["status"];
  campaignSetId?: string;
  connectionId?: string;
};

/** Conflicts of the organisation, newest first. */
export async function listConflicts({
  actor: { organizationId },
  limit,
  cursor,
  ...filter
}: ListConflicts): Promise<{ items: ConflictView[]; nextCursor: string | null }> {
  const rows = await listRows({ organizationId, limit, cursor, ...filter });
  const shown = rows.slice(0, limit);
  const currencies = await findCurrencies(
    organizationId,
    shown.map((row) => row.campaignId),
  );
  return {
    items: shown.map((row) => toConflictView(row, currencies.get(row.campaignId) ?? null)),
    nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  };
}

export async function getConflict({ actor, conflictId }: { actor: Actor; conflictId: string }): Promise<ConflictView> {
  const row = await findConflict(noTransaction, actor.organizationId, conflictId);
  if (!row) throw new AppError("not_found", "This conflict does not exist.");
  const currencies = await findCurrencies(actor.organizationId, [row.campaignId]);
  return toConflictView(row, currencies.get(row.campaignId) ?? null);
}
