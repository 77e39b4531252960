import type { Ad, AdGroup, Campaign, Keyword, Link, Prisma } from "../../prisma/generated/client";
import { REPORTED_FIELDS } from "../domain/canonical";
import { db } from "./client";

/** Everything the engine needs of one set, read with one query a table. Rows deleted here are included: they wait for their removal. */
export type SetRecords = {
  campaigns: Campaign[];
  adGroups: AdGroup[];
  ads: Ad[];
  keywords: Keyword[];
  links: Link[];
  connections: {
    id: string;
    name: string;
    guardrails: unknown;
    policies: unknown;
    lastPullAt: Date | null;
    status: string;
  }[];
  /** Names of the people who edited something, by user id. */
  editors: Map<string, string>;
  /** Fields in open conflict of records that were deleted here, by record. */
  disputed: Map<string, string[]>;
};

const inOrder = [{ position: "asc" as const }, { id: "asc" as const }];

export const readSetRecords = (organizationId: string, campaignSetId: string): Promise<SetRecords> =>
  readRecords(organizationId, { campaignSetId }, { campaignSetId });

/** Some campaigns with everything below them, in the shape in which whole sets are read. */
export const readCampaignRecords = (organizationId: string, campaignIds: string[]): Promise<SetRecords> =>
  readRecords(organizationId, { id: { in: campaignIds } }, { campaignId: { in: campaignIds } });

async function readRecords(
  organizationId: string,
  campaign: Prisma.CampaignWhereInput,
  link: Prisma.LinkWhereInput,
): Promise<SetRecords> {
  const [campaigns, adGroups, ads, keywords, links] = await Promise.all([
    db.campaign.findMany({ where: { ...campaign, organizationId }, orderBy: inOrder }),
    db.adGroup.findMany({ where: { organizationId, campaign }, orderBy: inOrder }),
    db.ad.findMany({ where: { organizationId, adGroup: { campaign } }, orderBy: inOrder }),
    db.keyword.findMany({ where: { organizationId, adGroup: { campaign } }, orderBy: inOrder }),
    db.link.findMany({ where: { ...link, organizationId } }),
  ]);
  const connectionIds = [...new Set(campaigns.map((row) => row.connectionId))];
  const rows = [...campaigns, ...adGroups, ...ads, ...keywords];
  const editorIds = new Set(rows.flatMap((row) => row.editedById ?? []));
  const deletedIds = rows.filter(({ deletedAt }) => deletedAt !== null).map(({ id }) => id);
  const [connections, people, disputed] = await Promise.all([
    db.connection.findMany({
      where: { organizationId, id: { in: connectionIds } },
      select: { id: true, name: true, guardrails: true, policies: true, lastPullAt: true, status: true },
    }),
    db.user.findMany({ where: { id: { in: [...editorIds] } }, select: { id: true, name: true, email: true } }),
    deletedIds.length > 0 ? listDisputedFields(organizationId, deletedIds) : new Map<string, string[]>(),
  ]);
  const editors = new Map(people.map((person) => [person.id, person.name ?? person.email]));
  return { campaigns, adGroups, ads, keywords, links, connections, editors, disputed };
}

async function listDisputedFields(organizationId: string, recordIds: string[]): Promise<Map<string, string[]>> {
  const where = { organizationId, recordId: { in: recordIds }, status: "open" as const };
  const rows = await db.conflict.findMany({ where, select: { recordId: true, fields: true } });
  return new Map(
    rows.map(({ recordId, fields }) => [recordId, (fields as { name: string }[]).map(({ name }) => name)]),
  );
}

/** A digest of every version and reading a plan of this set rests on. Another value means the world moved. */
export async function readSetBasis(organizationId: string, campaignSetId: string): Promise<string> {
  const [row] = await db.$queryRawUnsafe<{ basis: string | null }[]>(
    BASIS,
    organizationId,
    campaignSetId,
    REPORTED_FIELDS,
  );
  return row?.basis ?? "";
}

const BASIS = /* sql */ `
with c as (select "id", "version", "deletedAt" from "Campaign" where "organizationId" = $1::uuid and "campaignSetId" = $2::uuid),
 g as (select g."id", g."version", g."deletedAt" from "AdGroup" g join c on g."campaignId" = c."id"),
 a as (select a."id", a."version", a."deletedAt" from "Ad" a join g on a."adGroupId" = g."id"),
 k as (select k."id", k."version", k."deletedAt" from "Keyword" k join g on k."adGroupId" = g."id"),
 parts as (
  select "id"::text || ':' || "version" || ':' || ("deletedAt" is null) as part from c
  union all select "id"::text || ':' || "version" || ':' || ("deletedAt" is null) from g
  union all select "id"::text || ':' || "version" || ':' || ("deletedAt" is null) from a
  union all select "id"::text || ':' || "version" || ':' || ("deletedAt" is null) from k
  union all select "id"::text || ':' || coalesce("platformId", '') || ':' || coalesce(md5(("observed" - $3::text[])::text), '') || ':' || coalesce(md5("shadowDesired"::text), '')
    from "Link" where "organizationId" = $1::uuid and "campaignSetId" = $2::uuid
 )
select md5(string_agg(part, ',' order by part)) as basis from parts`;
