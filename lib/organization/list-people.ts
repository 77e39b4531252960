import { listMembers } from "../db/people";
import type { Actor } from "../domain/actor";
import { type PageKey, pageByKey } from "../domain/page-by-key";
import type { PeopleView } from "../domain/views/organization";

type ListPeople = { actor: Actor; limit: number; cursor: PageKey | null };

/** Who belongs to the organisation, by name: to choose whose runs to look at. */
export async function listPeople({ actor, ...page }: ListPeople): Promise<PeopleView> {
  const members = await listMembers(actor.organizationId);
  const people = members.map(({ id, name, email }) => ({ id, name: name ?? email }));
  return pageByKey(people, page, ({ id, name }) => [name, id]);
}
