import type { Clock } from "../../clock";
import type { ContractRecorder } from "../contract-recorder";
import { createSimulatorHost, type SimulatorHost } from "../simulators/host";
import { DEMO_APP, DEMO_USER_AGENT, demoAccount } from "./fixtures";
import { redditSimulator } from "./simulator";

export type DrivenAnswer = {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  data: Record<string, unknown>;
};

/** A host with Reddit alone, for tests: memory only. */
export function createRedditHost(
  options: { clock?: Clock; seed?: number; recorder?: ContractRecorder; stateFile?: string } = {},
) {
  return createSimulatorHost({ ...options, platforms: [redditSimulator()] });
}

/** Plain calls as one demo account, in this process or over `fetch` to `baseUrl`; nothing is retried or interpreted. */
export async function driveReddit(
  host: Pick<SimulatorHost, "fetch">,
  { number = 1, baseUrl = "http://reddit.test/reddit" }: { number?: number; baseUrl?: string } = {},
) {
  const account = demoAccount(number);
  let accessToken = "";

  async function tokenCall(
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<DrivenAnswer> {
    const credentials = Buffer.from(`${DEMO_APP.clientId}:${DEMO_APP.clientSecret}`).toString("base64");
    return read(
      await host.fetch(`${baseUrl}/oauth/api/v1/${path}`, {
        method: "POST",
        headers: {
          authorization: `Basic ${credentials}`,
          "content-type": "application/x-www-form-urlencoded",
          "user-agent": DEMO_USER_AGENT,
          ...headers,
        },
        body: new URLSearchParams(form).toString(),
      }),
    );
  }

  async function refresh(refreshToken: string = account.refreshToken): Promise<DrivenAnswer> {
    const answer = await tokenCall("access_token", { grant_type: "refresh_token", refresh_token: refreshToken });
    accessToken = String(answer.body.access_token ?? "");
    return answer;
  }

  /** `path` is below `/api/v3`, or absolute, as page links are. `data` is put into its envelope. */
  async function call(
    method: string,
    path: string,
    data?: unknown,
    headers: Record<string, string> = {},
  ): Promise<DrivenAnswer> {
    const response = await host.fetch(path.startsWith("http") ? path : `${baseUrl}/api/v3${path}`, {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        "user-agent": DEMO_USER_AGENT,
        "content-type": "application/json",
        ...headers,
      },
      ...(data !== undefined && { body: JSON.stringify({ data }) }),
    });
    return read(response);
  }

  await refresh();
  return {
    account,
    accountPath: `/ad_accounts/${account.adAccountId}`,
    profilePath: `/profiles/${account.profileId}`,
    call,
    refresh,
    tokenCall,
    token: () => accessToken,
    /** Bodies that are accepted, to be varied. */
    campaign: (changes: Record<string, unknown> = {}) => ({
      name: "Spring launch",
      objective: "CLICKS",
      configured_status: "PAUSED",
      funding_instrument_id: account.fundingId,
      is_campaign_budget_optimization: true,
      goal_type: "DAILY_SPEND",
      goal_value: 50_000_000,
      bid_strategy: "MAXIMIZE_VOLUME",
      bid_type: "CPC",
      start_time: "2031-12-01T00:00:00Z",
      end_time: null,
      conversion_pixel_id: account.pixelId,
      ...changes,
    }),
    adGroup: (campaignId: unknown, changes: Record<string, unknown> = {}) => ({
      campaign_id: campaignId,
      name: "Developers",
      configured_status: "PAUSED",
      bid_strategy: null,
      bid_type: null,
      conversion_pixel_id: account.pixelId,
      targeting: { communities: ["golang", "rust"], geolocations: ["US"], interests: ["1102"] },
      ...changes,
    }),
    ad: (adGroupId: unknown, postId: unknown, changes: Record<string, unknown> = {}) => ({
      ad_group_id: adGroupId,
      name: "Ad A",
      configured_status: "PAUSED",
      post_id: postId,
      profile_id: account.profileId,
      click_url: "https://example.com/?utm_source=reddit",
      ...changes,
    }),
    imagePost: (changes: Record<string, unknown> = {}) => ({
      allow_comments: false,
      creative: {
        type: "IMAGE",
        headline: "Ship faster",
        image: { media: { type: "URL", url: "https://cdn.example.com/a.png" } },
        destination: {
          type: "URL",
          url: "https://example.com/",
          display_url: "example.com",
          call_to_action: "Learn More",
        },
        ...changes,
      },
    }),
  };
}

export type RedditDriver = Awaited<ReturnType<typeof driveReddit>>;

async function read(response: Response): Promise<DrivenAnswer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  const body: Record<string, unknown> = isJson && text ? JSON.parse(text) : {};
  const { data } = body;
  const isObject = typeof data === "object" && data !== null && !Array.isArray(data);
  return { status: response.status, headers: response.headers, body, data: isObject ? { ...data } : {} };
}
