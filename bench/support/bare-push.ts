import { DEMO_APP, demoAccount } from "../../lib/platforms/reddit/fixtures";
import type { TreeSize } from "./push-api";

const AT_ONCE = 40;
const JOB_LOOK_MS = 1_200;

/** The least a program can do: the same creates against the same simulator, nothing kept, nothing checked. Answers milliseconds. */
export async function bareCreates(simulatorUrl: string, { campaigns, adGroups, ads }: TreeSize): Promise<number> {
  const account = demoAccount(9_999);
  const token = await accessToken(simulatorUrl, account.refreshToken);
  const call = async (
    method: string,
    path: string,
    data?: unknown,
  ): Promise<{ id: string; status?: string; post_id?: string }> => {
    const response = await fetch(`${simulatorUrl}/reddit/api/v3${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "user-agent": "node:bare:1 (by /u/bench)",
      },
      body: data === undefined ? undefined : JSON.stringify({ data }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { data: { id: string } }).data;
  };
  const limited = limiter(AT_ONCE);
  const each = (count: number, work: (index: number) => Promise<void>) =>
    Promise.all(Array.from({ length: count }, (_, index) => work(index)));

  const createAd = async (adGroupId: string, text: string) => {
    const job = await limited(() =>
      call("POST", `/profiles/${account.profileId}/structured_posts/jobs`, {
        allow_comments: false,
        creative: {
          type: "IMAGE",
          headline: text,
          image: { media: { type: "URL", url: "https://cdn.example.com/picture.jpg" } },
          destination: { type: "URL", url: "https://example.com/", call_to_action: "Shop Now" },
        },
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, JOB_LOOK_MS));
    const { post_id } = await limited(() => call("GET", `/structured_posts/jobs/${job.id}`));
    await limited(() =>
      call("POST", `/ad_accounts/${account.adAccountId}/ads`, {
        ad_group_id: adGroupId,
        name: text,
        configured_status: "ACTIVE",
        post_id,
        profile_id: account.profileId,
        click_url: "https://example.com/",
      }),
    );
  };

  const startedAt = performance.now();
  await each(campaigns, async (c) => {
    const campaign = await limited(() =>
      call("POST", `/ad_accounts/${account.adAccountId}/campaigns`, {
        name: `Bare ${c}`,
        objective: "CLICKS",
        configured_status: "PAUSED",
        funding_instrument_id: account.fundingId,
        is_campaign_budget_optimization: true,
        goal_type: "DAILY_SPEND",
        goal_value: 50_000_000,
        bid_strategy: "MAXIMIZE_VOLUME",
        bid_type: "CPC",
        start_time: new Date(Date.now() + 120_000).toISOString(),
        conversion_pixel_id: account.pixelId,
      }),
    );
    await each(adGroups, async (g) => {
      const adGroup = await limited(() =>
        call("POST", `/ad_accounts/${account.adAccountId}/ad_groups`, {
          campaign_id: campaign.id,
          name: `Bare ${c}.${g}`,
          configured_status: "ACTIVE",
          bid_strategy: "MAXIMIZE_VOLUME",
          bid_type: "CPC",
          bid_value: null,
          conversion_pixel_id: account.pixelId,
          targeting: { communities: ["gaming"], geolocations: ["US"] },
        }),
      );
      await each(ads, (a) => createAd(adGroup.id, `Bare ${c}.${g}.${a}`));
    });
    await limited(() => call("PATCH", `/campaigns/${campaign.id}`, { configured_status: "ACTIVE" }));
  });
  return performance.now() - startedAt;
}

/** A token of a bare program, exchanged as any client would. */
export async function accessToken(simulatorUrl: string, refreshToken: string): Promise<string> {
  const response = await fetch(`${simulatorUrl}/reddit/oauth/api/v1/access_token`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${DEMO_APP.clientId}:${DEMO_APP.clientSecret}`).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
      "user-agent": "node:bare:1 (by /u/bench)",
    },
    body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken }).toString(),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

function limiter(width: number) {
  let free = width;
  const line: (() => void)[] = [];
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => line.push(resolve));
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next) next();
      else free += 1;
    }
  };
}
