import { countByConnection, listConnectionRows } from "../db/connection-list";
import type { Actor } from "../domain/actor";
import type { ConnectionView } from "../domain/views/connections";
import { toConnectionView } from "./views";

type ListConnections = { actor: Actor; limit?: number; cursor?: string | null };

/** Oldest first; secrets are never read. */
export async function listConnections({
  actor,
  limit = 100,
  cursor = null,
}: ListConnections): Promise<{ items: ConnectionView[]; nextCursor: string | null }> {
  const { organizationId } = actor;
  const [rows, counts] = await Promise.all([
    listConnectionRows({ organizationId, limit: limit + 1, cursor }),
    countByConnection(organizationId),
  ]);
  const shown = rows.slice(0, limit);
  const now = new Date();
  return {
    items: shown.map((row) => toConnectionView(row, counts, now)),
    nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  };
}
