import { beforeAll, expect, it } from "vitest";
import { CampaignSetInput } from "../domain/campaign";
import { campaignInput, createOrganization, type TestOrganization } from "../testing/factories";
import { createCampaignSet } from "./create-campaign-set";
import { deleteCampaign } from "./delete-campaign";
import { deleteCampaignSet } from "./delete-campaign-set";
import { findCampaignsByName } from "./find-campaigns-by-name";

let org: TestOrganization;
beforeAll(async () => {
  org = await createOrganization();
});

const setOf = (actor: TestOrganization["actor"], name: string, campaigns: string[]) =>
  createCampaignSet({
    actor,
    input: CampaignSetInput.parse({
      name,
      campaigns: campaigns.map((campaign) => campaignInput({ name: campaign, adGroups: [] })),
    }),
  });
const namesOf = async (name: string, { actor } = org) =>
  (await findCampaignsByName({ actor, name })).items.map((item) => item.name);

it("finds campaigns by any part of their name, those that begin with it first, each with its set", async () => {
  const set = await setOf(org.actor, "Outdoors", ["Trail running", "On the TRAIL", "Road running"]);
  expect(await namesOf("trail")).toEqual(["Trail running", "On the TRAIL"]);
  expect((await findCampaignsByName({ actor: org.actor, name: "road" })).items).toEqual([
    {
      id: set.campaigns[2]?.id,
      name: "Road running",
      platform: "reddit",
      campaignSetId: set.id,
      campaignSetName: "Outdoors",
    },
  ]);
});

it("takes signs as they are typed", async () => {
  await setOf(org.actor, "Sales", ["50% off_now", "50 off now"]);
  expect(await namesOf("50%")).toEqual(["50% off_now"]);
  expect(await namesOf("off_")).toEqual(["50% off_now"]);
});

it("leaves out what was deleted, and what others have", async () => {
  const set = await setOf(org.actor, "Passing", ["Comet one", "Comet two"]);
  await deleteCampaign({ actor: org.actor, id: set.campaigns[0]?.id ?? "" });
  expect(await namesOf("comet")).toEqual(["Comet two"]);
  await deleteCampaignSet({ actor: org.actor, id: set.id });
  expect(await namesOf("comet")).toEqual([]);
  const other = await createOrganization({ name: "Other" });
  await setOf(other.actor, "Theirs", ["Trail of others"]);
  expect(await namesOf("trail of")).toEqual([]);
  expect(await namesOf("trail", other)).toEqual(["Trail of others"]);
});

it("says where there are more than it shows", async () => {
  await setOf(
    org.actor,
    "Many",
    Array.from({ length: 21 }, (_, at) => `Lantern ${at}`),
  );
  const { items, hasMore } = await findCampaignsByName({ actor: org.actor, name: "lantern" });
  expect([items.length, hasMore]).toEqual([20, true]);
  expect((await findCampaignsByName({ actor: org.actor, name: "lantern 20" })).hasMore).toBe(false);
});
