import { listMembers } from "../db/people";
import type { Actor } from "../domain/actor";
import type { PeopleView } from "../domain/views/organization";

/** Who belongs to the organisation, by name: to choose whose runs to look at. */
export async function listPeople({ actor }: { actor: Actor }): Promise<PeopleView> {
  const members = await listMembers(actor.organizationId);
  const items = members.map(({ id, name, email }) => ({ id, name: name ?? email }));
  return { items: items.sort((a, b) => a.name.localeCompare(b.name)), nextCursor: null };
}
