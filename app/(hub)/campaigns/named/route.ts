import { z } from "zod";
import { check } from "@/lib/api/body";
import { answer, withActor } from "@/lib/api/handler";
import { findCampaignsByName } from "@/lib/campaigns/find-campaigns-by-name";
import { CampaignsByName, MOST_SEARCHED } from "@/lib/domain/views/campaigns-by-name";

const NameQuery = z.strictObject({ name: z.string().trim().min(1).max(MOST_SEARCHED) });

/** What the palette asks while somebody types. For this page alone, so it is none of the published addresses. */
export const GET = withActor("campaigns.read", async ({ actor, request }) => {
  const { name } = check(NameQuery, Object.fromEntries(new URL(request.url).searchParams));
  return answer(CampaignsByName, await findCampaignsByName({ actor, name }));
});
