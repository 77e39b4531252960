import { uuidv7 } from "uuidv7";
import { inTransaction } from "../db/client";

/** An organisation for someone who has none, with that person as its owner. */
export async function createOwnOrganization({ userId, name }: { userId: string; name: string }): Promise<string> {
  const organizationId = uuidv7();
  await inTransaction(async (tx) => {
    await tx.organization.create({ data: { id: organizationId, name } });
    await tx.membership.create({ data: { organizationId, userId, role: "owner" } });
  });
  return organizationId;
}
