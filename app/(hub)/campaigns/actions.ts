"use server";

import { z } from "zod";
import type { KindedRecord } from "@/components/campaigns/tree";
import { userAction } from "@/lib/api/action";
import { check } from "@/lib/api/body";
import { makeOnce } from "@/lib/api/idempotency";
import { addAd } from "@/lib/campaigns/add-ad";
import { addAdGroup } from "@/lib/campaigns/add-ad-group";
import { addCampaign } from "@/lib/campaigns/add-campaign";
import { addKeyword } from "@/lib/campaigns/add-keyword";
import { createCampaignSet } from "@/lib/campaigns/create-campaign-set";
import { deleteAd } from "@/lib/campaigns/delete-ad";
import { deleteAdGroup } from "@/lib/campaigns/delete-ad-group";
import { deleteCampaign } from "@/lib/campaigns/delete-campaign";
import { deleteCampaignSet } from "@/lib/campaigns/delete-campaign-set";
import { deleteKeyword } from "@/lib/campaigns/delete-keyword";
import { editAd } from "@/lib/campaigns/edit-ad";
import { editAdGroup } from "@/lib/campaigns/edit-ad-group";
import { editCampaign } from "@/lib/campaigns/edit-campaign";
import { editCampaignSet } from "@/lib/campaigns/edit-campaign-set";
import { editKeyword } from "@/lib/campaigns/edit-keyword";
import type { Actor } from "@/lib/domain/actor";
import {
  AdGroupInput,
  AdGroupPatch,
  AdInput,
  AdPatch,
  CampaignInput,
  CampaignPatch,
  CampaignSetInput,
  CampaignSetPatch,
  KeywordInput,
  KeywordPatch,
} from "@/lib/domain/campaign";
import { RECORD_KINDS } from "@/lib/domain/canonical";

const Id = z.uuid();

/** Names one thing that is tried, however often; see `makeOnce`. */
const attempt = z.uuid();

export const createSet = userAction(
  CampaignSetInput.pick({ name: true }).extend({ attempt }),
  "campaigns.write",
  ({ actor, input: { attempt, ...input } }) =>
    makeOnce({ actor, attempt, input }, () =>
      createCampaignSet({ actor, input: { ...input, config: {}, campaigns: [] } }),
    ),
);

export const renameSet = userAction(
  z.strictObject({ id: Id, patch: CampaignSetPatch }),
  "campaigns.write",
  ({ actor, input }) => editCampaignSet({ actor, ...input }),
);

export const deleteSet = userAction(z.strictObject({ id: Id }), "campaigns.write", async ({ actor, input }) => {
  await deleteCampaignSet({ actor, ...input });
  return null;
});

/** Fields of a record as a form sends them; the schema of the record's kind judges them, so errors name the bare field. */
const Fields = z.record(z.string(), z.unknown());

const RecordToAdd = z.strictObject({ kind: z.enum(RECORD_KINDS), parentId: Id, input: Fields });

export const addRecord = userAction(
  RecordToAdd.extend({ attempt }),
  "campaigns.write",
  ({ actor, input: { attempt, ...input } }) => makeOnce({ actor, attempt, input }, () => add(actor, input)),
);

async function add(actor: Actor, { kind, parentId, input }: z.infer<typeof RecordToAdd>): Promise<KindedRecord> {
  switch (kind) {
    case "campaign":
      return { kind, record: await addCampaign({ actor, parentId, input: check(CampaignInput, input) }) };
    case "ad_group":
      return { kind, record: await addAdGroup({ actor, parentId, input: check(AdGroupInput, input) }) };
    case "ad":
      return { kind, record: await addAd({ actor, parentId, input: check(AdInput, input) }) };
    case "keyword":
      return { kind, record: await addKeyword({ actor, parentId, input: check(KeywordInput, input) }) };
  }
}

export const editRecord = userAction(
  z.strictObject({ kind: z.enum(RECORD_KINDS), id: Id, patch: Fields }),
  "campaigns.write",
  async ({ actor, input: { kind, id, patch } }): Promise<KindedRecord> => {
    switch (kind) {
      case "campaign":
        return { kind, record: await editCampaign({ actor, id, patch: check(CampaignPatch, patch) }) };
      case "ad_group":
        return { kind, record: await editAdGroup({ actor, id, patch: check(AdGroupPatch, patch) }) };
      case "ad":
        return { kind, record: await editAd({ actor, id, patch: check(AdPatch, patch) }) };
      case "keyword":
        return { kind, record: await editKeyword({ actor, id, patch: check(KeywordPatch, patch) }) };
    }
  },
);

const DELETE_VERBS = { campaign: deleteCampaign, ad_group: deleteAdGroup, ad: deleteAd, keyword: deleteKeyword };

export const deleteRecord = userAction(
  z.strictObject({ kind: z.enum(RECORD_KINDS), id: Id }),
  "campaigns.write",
  async ({ actor, input: { kind, id } }) => {
    await DELETE_VERBS[kind]({ actor, id });
    return null;
  },
);
