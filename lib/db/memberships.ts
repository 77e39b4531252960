import type { Role } from "../domain/actor";
import { db } from "./client";

export type Member = {
  userId: string;
  organizationId: string;
  organizationName: string;
  role: Role;
  name: string | null;
  email: string;
};

/** The organisation a person works in (the first they joined) and their role there, in one query. */
export async function findMember(userId: string): Promise<Member | null> {
  const [row] = await db.$queryRaw<Member[]>`
    select m."userId", m."organizationId", o."name" as "organizationName", m."role"::text as "role", u."name", u."email"
    from "Membership" m join "User" u on u."id" = m."userId" join "Organization" o on o."id" = m."organizationId"
    where m."userId" = ${userId}::uuid order by m."createdAt", m."organizationId" limit 1`;
  return row ?? null;
}

/** For the sign-in: people who only come through a provider have no password. */
export const findUserByEmail = (email: string) =>
  db.user.findUnique({ where: { email }, select: { id: true, name: true, email: true, passwordHash: true } });
