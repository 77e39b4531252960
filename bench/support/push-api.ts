import type { Stack } from "./stack";

export type TreeSize = { campaigns: number; adGroups: number; ads: number };

/** The control routes of the simulated Reddit. */
export function simulator(url: string) {
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/_control/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  return {
    limits: (limits: "off") => control("PUT", "reddit/limits", limits),
    faults: (faults: unknown[]) => control("PUT", "reddit/faults", faults),
    async struckFaults(): Promise<number> {
      const answer = (await control("GET", "reddit/faults")) as { items?: { fired: number }[] } | { fired: number }[];
      const faults = Array.isArray(answer) ? answer : (answer.items ?? []);
      return faults.filter((fault) => fault.fired > 0).length;
    },
    async countLive(): Promise<Record<"campaign" | "ad-group" | "ad", number>> {
      const count = async (kind: string) => {
        const { items } = (await control("GET", `reddit/state?kind=${kind}`)) as {
          items: { configured_status: string }[];
        };
        return items.filter((item) => item.configured_status === "ACTIVE" || item.configured_status === "PAUSED")
          .length;
      };
      return { campaign: await count("campaign"), "ad-group": await count("ad-group"), ad: await count("ad") };
    },
    bulk: (order: { kind: string; count: number; seed: number }) => control("POST", "reddit/bulk", order),
    /** Renames the first campaigns of the demo account, as a person there would. */
    async renameCampaigns(count: number): Promise<void> {
      const { items } = (await control("GET", "reddit/state?kind=campaign")) as {
        items: { id: string; name: string }[];
      };
      const bulk = items.filter((item) => item.name.startsWith("Bulk")).slice(0, count);
      for (const { id, name } of bulk) await control("PATCH", `reddit/campaign/${id}`, { name: `${name} renamed` });
    },
    forgetRequests: () => control("DELETE", "reddit/requests"),
    /** Calls a minute and quota group, to see what each window was used for. */
    async callsByMinute(): Promise<Record<string, number>> {
      const { items } = (await control("GET", "reddit/requests")) as {
        items: { method: string; group: string | null; at: string; path: string }[];
      };
      const minutes: Record<string, number> = {};
      for (const { method, group, at, path } of items) {
        const what = path.includes("/jobs/") ? "look" : path.includes("structured_posts?") ? "list" : "";
        const key = `${at.slice(11, 16)} ${group} ${method} ${what}`.trim();
        minutes[key] = (minutes[key] ?? 0) + 1;
      }
      return minutes;
    },
    /** What the quotas saw: calls in each window of each group, those refused, and windows in which more came than allowed. */
    async windows(): Promise<{ calls: Record<string, number>; rateLimited: number; overQuota: number }> {
      const { items, counts } = (await control("GET", "reddit/requests")) as {
        items: { group: string | null; at: string }[];
        counts: { rateLimited: number; overQuotaWindows: number };
      };
      const calls: Record<string, number> = {};
      for (const { group, at } of items) {
        const key = `${at.slice(11, 16)} ${group}`;
        calls[key] = (calls[key] ?? 0) + 1;
      }
      return { calls, rateLimited: counts.rateLimited, overQuota: counts.overQuotaWindows };
    },
    async countCalls(): Promise<{ withoutPolls: number; polls: number; rateLimited: number }> {
      const { items, counts } = (await control("GET", "reddit/requests")) as {
        items: { method: string; path: string }[];
        counts: { rateLimited: number };
      };
      const polls = items.filter(
        (item) => item.method === "GET" && item.path.includes("/structured_posts/jobs/"),
      ).length;
      return { withoutPolls: items.length - polls, polls, rateLimited: counts.rateLimited };
    },
  };
}

export async function api<Answer>(stack: Stack, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${stack.appUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${stack.keys.demo}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
  return JSON.parse(text) as Answer;
}

export async function demoConnection(stack: Stack): Promise<{ id: string }> {
  const { items } = await api<{ items: { id: string; platform: string }[] }>(stack, "GET", "/api/v1/connections");
  const reddit = items.find((item) => item.platform === "reddit");
  if (!reddit) throw new Error("the demo organisation has no Reddit connection");
  return reddit;
}

/** A set as the API takes it. */
export function makeTree(connectionId: string, { campaigns, adGroups, ads }: TreeSize, label = "") {
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  return {
    name: `Bench ${campaigns} × ${adGroups} × ${ads}`,
    campaigns: upTo(campaigns).map((c) => ({
      connectionId,
      name: `Campaign ${label}${c}`,
      objective: "traffic",
      status: "active",
      budget: { type: "daily", amountMicros: "50000000", currency: "USD" },
      adGroups: upTo(adGroups).map((g) => ({
        name: `Ad group ${label}${c}.${g}`,
        status: "active",
        targeting: { communities: ["gaming"], locations: ["US"] },
        ads: upTo(ads).map((a) => ({
          headlines: [`Headline ${label}${c}.${g}.${a}`],
          finalUrl: `https://example.com/${c}/${g}/${a}`,
          callToAction: "Shop Now",
          imageUrl: "https://cdn.example.com/picture.jpg",
          status: "active",
        })),
      })),
    })),
  };
}

type Job = { status: string; progress: { synced: number; failed: number; total: number } };

const LOOK_EVERY_MS = 100;

/** Creates the set, syncs it, and waits for the end of the job. */
export async function pushAndWait(stack: Stack, tree: unknown): Promise<Job & { ms: number; setId: string }> {
  const set = await api<{ id: string }>(stack, "POST", "/api/v1/campaign-sets", tree);
  const startedAt = performance.now();
  const { jobId } = await api<{ jobId: string }>(stack, "POST", `/api/v1/campaign-sets/${set.id}/sync`, {});
  for (;;) {
    const job = await api<Job>(stack, "GET", `/api/v1/jobs/${jobId}`);
    if (!["queued", "running"].includes(job.status))
      return { ...job, ms: performance.now() - startedAt, setId: set.id };
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
