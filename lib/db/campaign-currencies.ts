import { db } from "./client";

/** The currency of each of these campaigns, by id. */
export async function findCurrencies(organizationId: string, campaignIds: string[]): Promise<Map<string, string>> {
  const rows = await db.campaign.findMany({
    where: { organizationId, id: { in: campaignIds } },
    select: { id: true, currency: true },
  });
  return new Map(rows.map((row) => [row.id, row.currency]));
}
