import type { CampaignsByName } from "../domain/views/campaigns-by-name";
import { db } from "./client";

/**
 * Campaigns whose name holds this text anywhere, in any case; what begins with it first, then the newest. The names of one
 * organisation are looked through, which takes some milliseconds for ten thousand of them.
 */
export const listCampaignsByName = (organizationId: string, name: string, limit: number) =>
  db.$queryRaw<CampaignsByName["items"]>`
    select c."id", c."name", c."platform"::text as "platform", s."id" as "campaignSetId", s."name" as "campaignSetName"
    from "Campaign" c join "CampaignSet" s on s."id" = c."campaignSetId"
    where c."organizationId" = ${organizationId}::uuid and c."deletedAt" is null and s."deletedAt" is null
      and strpos(lower(c."name"), lower(${name})) > 0
    order by strpos(lower(c."name"), lower(${name})) > 1, c."id" desc
    limit ${limit}::int`;
