import { uuidv7 } from "uuidv7";
import type { NewRecords } from "../db/campaign-inserts";
import type { AdGroupInput, AdInput, CampaignInput, KeywordInput, Platform } from "../domain/campaign";

/** Inputs as rows: trees flattened, each row with its id, its parent's id and its place among its siblings. */

type Owner = { organizationId: string; userId: string | null };

/** A campaign whose connection is known. */
export type PlacedCampaign = { input: CampaignInput; connection: { id: string; platform: Platform } };

export const noRecords = (): NewRecords => ({ campaigns: [], adGroups: [], ads: [], keywords: [] });

/** Adds the campaigns and all below them. Answers the campaigns' ids. */
export function putCampaigns(
  records: NewRecords,
  owner: Owner,
  campaignSetId: string,
  placed: PlacedCampaign[],
  firstPosition = 0,
): string[] {
  return placed.map(({ input, connection }, index) => {
    const id = uuidv7();
    records.campaigns.push({
      id,
      organizationId: owner.organizationId,
      campaignSetId,
      connectionId: connection.id,
      platform: connection.platform,
      name: input.name,
      objective: input.objective,
      status: input.status,
      budgetType: input.budget.type,
      budgetAmountMicros: input.budget.amountMicros,
      currency: input.budget.currency,
      startAt: input.startAt,
      endAt: input.endAt,
      platformSettings: input.platformSettings,
      position: firstPosition + index,
      editedById: owner.userId,
    });
    putAdGroups(records, owner, id, input.adGroups);
    return id;
  });
}

export function putAdGroups(
  records: NewRecords,
  owner: Owner,
  campaignId: string,
  inputs: AdGroupInput[],
  firstPosition = 0,
): string[] {
  return inputs.map((input, index) => {
    const id = uuidv7();
    records.adGroups.push({
      id,
      organizationId: owner.organizationId,
      campaignId,
      name: input.name,
      status: input.status,
      bidStrategy: input.bid.strategy,
      bidAmountMicros: input.bid.amountMicros,
      targeting: input.targeting,
      position: firstPosition + index,
      editedById: owner.userId,
    });
    putAds(records, owner, id, input.ads);
    putKeywords(records, owner, id, input.keywords);
    return id;
  });
}

export function putAds(
  records: NewRecords,
  { organizationId, userId }: Owner,
  adGroupId: string,
  inputs: AdInput[],
  firstPosition = 0,
): string[] {
  return inputs.map((input, index) => {
    const id = uuidv7();
    records.ads.push({ ...input, id, organizationId, adGroupId, position: firstPosition + index, editedById: userId });
    return id;
  });
}

export function putKeywords(
  records: NewRecords,
  { organizationId, userId }: Owner,
  adGroupId: string,
  inputs: KeywordInput[],
  firstPosition = 0,
): string[] {
  return inputs.map((input, index) => {
    const id = uuidv7();
    records.keywords.push({
      ...input,
      id,
      organizationId,
      adGroupId,
      position: firstPosition + index,
      editedById: userId,
    });
    return id;
  });
}
