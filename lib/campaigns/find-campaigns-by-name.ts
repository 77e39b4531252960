import { listCampaignsByName } from "../db/campaigns-by-name";
import type { Actor } from "../domain/actor";
import type { CampaignsByName } from "../domain/views/campaigns-by-name";

/** As many as one looks through; whoever wants another types more of its name. */
const MOST_SHOWN = 20;

/** Campaigns of the organisation by a part of their name, whatever set they are in. */
export async function findCampaignsByName({ actor, name }: { actor: Actor; name: string }): Promise<CampaignsByName> {
  const rows = await listCampaignsByName(actor.organizationId, name, MOST_SHOWN + 1);
  return { items: rows.slice(0, MOST_SHOWN), hasMore: rows.length > MOST_SHOWN };
}
