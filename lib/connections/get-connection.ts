import { countByConnection, findConnectionRow } from "../db/connection-list";
import type { Actor } from "../domain/actor";
import type { ConnectionDetailView } from "../domain/views/connections";
import { AppError } from "../errors";
import { toConnectionDetailView } from "./views";

/** Throws `not_found`. */
export async function getConnection({ actor, id }: { actor: Actor; id: string }): Promise<ConnectionDetailView> {
  const [row, counts] = await Promise.all([
    findConnectionRow(actor.organizationId, id),
    countByConnection(actor.organizationId),
  ]);
  if (!row) throw new AppError("not_found", "This connection does not exist.");
  return toConnectionDetailView(row, counts, new Date());
}
