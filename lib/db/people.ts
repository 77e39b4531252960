import { db } from "./client";

/** Names to show, by user id. */
export async function findPersonNames(userIds: string[]): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map();
  const people = await db.user.findMany({
    where: { id: { in: [...new Set(userIds)] } },
    select: { id: true, name: true, email: true },
  });
  return new Map(people.map((person) => [person.id, person.name ?? person.email]));
}

export const listMembers = (organizationId: string) =>
  db.user.findMany({
    where: { memberships: { some: { organizationId } } },
    select: { id: true, name: true, email: true },
  });
