import { findConnectionRow } from "../db/connection-list";
import type { Actor } from "../domain/actor";
import type { ConnectionView } from "../domain/views";
import { AppError } from "../errors";
import { toConnectionView } from "./views";

/** Throws `not_found`. */
export async function getConnection({ actor, id }: { actor: Actor; id: string }): Promise<ConnectionView> {
  const row = await findConnectionRow(actor.organizationId, id);
  if (!row) throw new AppError("not_found", "This connection does not exist.");
  return toConnectionView(row, new Date());
}
