import { z } from "zod";
import { demoAccount } from "../../lib/platforms/reddit/fixtures";
import type { FaultInput } from "../../lib/platforms/simulators/faults";

/** The ad account of the organisation "Demo". */
export const DEMO_ACCOUNT = demoAccount(1).adAccountId;
export const OTHER_ACCOUNT = demoAccount(2).adAccountId;

const Remote = z.looseObject({
  id: z.string(),
  name: z.string(),
  configured_status: z.string(),
});
export type Remote = z.infer<typeof Remote>;

const Requests = z.object({
  items: z.array(z.object({ method: z.string(), path: z.string(), status: z.number(), body: z.string() })),
});

export type RemoteKind = "campaign" | "ad-group" | "ad";
export const REMOTE_KINDS: readonly RemoteKind[] = ["campaign", "ad-group", "ad"];

/** The simulated Reddit's control routes: look into it as its own staff could, and make it misbehave. */
export function createRedditControl(baseUrl: string) {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${baseUrl}/_control/reddit/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  const list = async (kind: RemoteKind, account = DEMO_ACCOUNT): Promise<Remote[]> => {
    const answer = await call("GET", `state?kind=${kind}&ad_account_id=${account}`);
    return z.object({ items: z.array(Remote) }).parse(answer).items;
  };

  return {
    list,
    /** Ids of everything in an ad account, all kinds together. */
    ids: async (account = DEMO_ACCOUNT): Promise<string[]> =>
      (await Promise.all(REMOTE_KINDS.map((kind) => list(kind, account)))).flat().map(({ id }) => id),
    /** What a person does in Reddit's own pages. */
    change: (kind: RemoteKind, id: string, changes: Record<string, unknown>) => call("PATCH", `${kind}/${id}`, changes),
    /** Paused campaigns that somebody makes there, under these names. Answers their ids. */
    makeCampaigns: async (names: readonly string[], seed: number): Promise<string[]> => {
      const order = { kind: "campaign", count: names.length, seed, adAccountId: DEMO_ACCOUNT };
      const { ids } = z.object({ ids: z.array(z.string()) }).parse(await call("POST", "bulk", order));
      for (const [at, id] of ids.entries()) await call("PATCH", `campaign/${id}`, { name: names[at] });
      return ids;
    },
    requests: async () => Requests.parse(await call("GET", "requests")).items,
    forgetRequests: () => call("DELETE", "requests"),
    misbehave: (...faults: FaultInput[]) => call("PUT", "faults", faults),
    behave: () => call("DELETE", "faults"),
    /** No quotas, and posts that are made at once: a journey tells what happens, not how long Reddit takes. */
    hurry: async () => {
      await call("PUT", "limits", "off");
      await call("PUT", "switches", { postJobMs: 20 });
    },
  };
}

export type RedditControl = ReturnType<typeof createRedditControl>;
