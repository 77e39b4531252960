import { uuidv7 } from "uuidv7";
import type { z } from "zod";
import { makeApiKey } from "../auth/api-key";
import { createCampaignSet } from "../campaigns/create-campaign-set";
import { db } from "../db/client";
import { type Actor, ROLES, type Role } from "../domain/actor";
import { AdGroupInput, AdInput, CampaignInput, CampaignSetInput } from "../domain/campaign";
import type { CampaignSetView } from "../domain/views/campaigns";
import { DEMO_APP, demoAccount } from "../platforms/reddit/fixtures";

/** Rows for tests, in few statements. Every organisation is new, so tests of one file do not see each other's. */

export type TestOrganization = {
  organizationId: string;
  /** An owner, signed in. */
  actor: Actor;
  userId: string;
  /** A key of each role, as its holder sends it. */
  keys: Record<Role, string>;
  /** A connection to Reddit, on the simulator. */
  connectionId: string;
};

type OrganizationOptions = {
  name?: string;
  /** Which of the simulator's accounts the connection is for. */
  account?: number;
  /** Changes to the connection's settings. */
  settings?: Record<string, string | boolean>;
};

let accounts = 100;

/** An organisation with one person, a key for each role and one Reddit connection. */
export async function createOrganization({
  name = "Test",
  account = accounts++,
  settings = {},
}: OrganizationOptions = {}): Promise<TestOrganization> {
  const organizationId = uuidv7();
  const userId = uuidv7();
  const connectionId = uuidv7();
  const made = ROLES.map((role) => ({ role, ...makeApiKey() }));
  await db.organization.create({ data: { id: organizationId, name } });
  await db.user.create({
    data: {
      id: userId,
      email: `${userId}@example.test`,
      name: `Owner of ${name}`,
      memberships: { create: { organizationId, role: "owner" } },
    },
  });
  await db.apiKey.createMany({
    data: made.map(({ role, prefix, hash }) => ({
      id: uuidv7(),
      organizationId,
      name: role,
      role,
      prefix,
      hash,
      // Used a moment ago, so that a first request does not write.
      lastUsedAt: new Date(),
    })),
  });
  await db.connection.create({ data: redditConnection({ id: connectionId, organizationId, account, settings }) });
  return {
    organizationId,
    userId,
    connectionId,
    keys: Object.fromEntries(made.map(({ role, key }) => [role, key])) as Record<Role, string>,
    actor: { organizationId, userId, role: "owner", kind: "person", name: `Owner of ${name}` },
  };
}

/** A connection to one of the simulator's accounts, as the demo has it. */
export function redditConnection({
  id,
  organizationId,
  account,
  name = "Reddit",
  settings = {},
}: {
  id: string;
  organizationId: string;
  account: number;
  name?: string;
  settings?: Record<string, string | boolean>;
}) {
  const { refreshToken, adAccountId, profileId, pixelId, fundingId, currency } = demoAccount(account);
  return {
    id,
    organizationId,
    platform: "reddit" as const,
    name,
    mode: "simulator" as const,
    settings: {
      adAccountId,
      profileId,
      pixelId,
      fundingInstrumentId: fundingId,
      currency,
      markers: true,
      ...settings,
    },
    credentials: JSON.stringify({
      clientId: DEMO_APP.clientId,
      clientSecret: DEMO_APP.clientSecret,
      refreshToken,
      accessToken: null,
      expiresAt: null,
    }),
  };
}

export const adInput = (change: Partial<z.input<typeof AdInput>> = {}): AdInput =>
  AdInput.parse({
    headlines: ["Plan once, run everywhere"],
    descriptions: ["Campaigns that stay in step."],
    finalUrl: "https://example.com/plan",
    callToAction: "learn_more",
    imageUrl: "https://example.com/plan.png",
    status: "active",
    ...change,
  });

export const adGroupInput = (change: Partial<z.input<typeof AdGroupInput>> = {}): AdGroupInput =>
  AdGroupInput.parse({
    name: "Builders",
    status: "active",
    bid: { strategy: "automatic" },
    targeting: { communities: ["webdev"], interests: [], locations: ["US"], devices: [] },
    ads: [adInput()],
    ...change,
  });

export const campaignInput = (change: Partial<z.input<typeof CampaignInput>> = {}): CampaignInput =>
  CampaignInput.parse({
    platform: "reddit",
    name: "Spring traffic",
    objective: "traffic",
    status: "active",
    budget: { type: "daily", amountMicros: "50000000", currency: "USD" },
    adGroups: [adGroupInput()],
    ...change,
  });

type SetOptions = {
  actor: Actor;
  name?: string;
  campaigns?: number;
  adGroups?: number;
  ads?: number;
  /** Names the connection; needed where the organisation has several. */
  connectionId?: string;
};

/** A set of so many campaigns, each with so many ad groups, each with so many ads. */
export function createSet({
  actor,
  name = "Test set",
  campaigns = 1,
  adGroups = 1,
  ads = 1,
  connectionId,
}: SetOptions): Promise<CampaignSetView> {
  const times = <Item>(count: number, make: (number: number) => Item) =>
    Array.from({ length: count }, (_, index) => make(index + 1));
  const input = CampaignSetInput.parse({
    name,
    campaigns: times(campaigns, (campaign) =>
      campaignInput({
        name: `Campaign ${campaign}`,
        connectionId,
        adGroups: times(adGroups, (adGroup) =>
          adGroupInput({
            name: `Ad group ${campaign}.${adGroup}`,
            ads: times(ads, (ad) => adInput({ headlines: [`Ad ${campaign}.${adGroup}.${ad}`] })),
          }),
        ),
      }),
    ),
  });
  return createCampaignSet({ actor, input });
}
