import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "@playwright/test";

/** The parts of the running Lockstep beside its pages: its API, and the simulated Reddit's control routes. */

const home = () => process.env.LOCKSTEP_E2E_HOME ?? "";
const appUrl = () => `http://localhost:${process.env.LOCKSTEP_E2E_PORT}`;
const simulatorUrl = () => process.env.LOCKSTEP_E2E_SIMULATOR_URL ?? "";

export async function demoKeys(): Promise<{ demo: string; other: string }> {
  return JSON.parse(await readFile(path.join(home(), "demo.json"), "utf8"));
}

/** One call of the API with a key; answers status and body. */
export async function api<Answer>(key: string, method: string, route: string, body?: unknown) {
  const response = await fetch(`${appUrl()}${route}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : null) as Answer };
}

async function control<Answer>(method: string, route: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${simulatorUrl()}/_control/${route}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${text}`);
  return (text ? JSON.parse(text) : null) as Answer;
}

export type RemoteRecord = { id: string; name: string; configured_status: string };
export type LoggedCall = { method: string; path: string; status: number; body: string };

/** Playing the platform. */
export const reddit = {
  live: async (kind: "campaign" | "ad-group" | "ad"): Promise<RemoteRecord[]> => {
    const { items } = await control<{ items: RemoteRecord[] }>("GET", `reddit/state?kind=${kind}`);
    return items.filter((item) => item.configured_status === "ACTIVE" || item.configured_status === "PAUSED");
  },
  forgetCalls: () => control("DELETE", "reddit/requests"),
  writes: async (): Promise<LoggedCall[]> => {
    const { items } = await control<{ items: LoggedCall[] }>("GET", "reddit/requests");
    return items.filter((item) => item.method === "PATCH" || (item.method === "POST" && !item.path.includes("oauth")));
  },
  faults: (faults: unknown[]) => control("PUT", "reddit/faults", faults),
};

/** Kills a part of the running Lockstep as a power cut would; its supervisor starts it again. */
export async function killPart(part: "app" | "executor"): Promise<void> {
  const record = JSON.parse(await readFile(path.join(home(), "run.json"), "utf8")) as {
    children: Record<string, number>;
  };
  const pid = record.children[part];
  if (!pid) throw new Error(`${part} does not run`);
  process.kill(pid, "SIGKILL");
}

export async function untilReady(): Promise<void> {
  await expect
    .poll(
      () =>
        fetch(`${appUrl()}/api/ready`).then(
          ({ status }) => status,
          () => 0,
        ),
      { timeout: 30_000 },
    )
    .toBe(200);
}

/** A set as the API takes it, on the key's only Reddit connection. */
export function makeTree(
  name: string,
  { campaigns, adGroups, ads }: { campaigns: number; adGroups: number; ads: number },
) {
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  return {
    name,
    campaigns: upTo(campaigns).map((c) => ({
      platform: "reddit",
      name: `${name} ${c}`,
      objective: "traffic",
      status: "active",
      budget: { type: "daily", amountMicros: "50000000", currency: "USD" },
      adGroups: upTo(adGroups).map((g) => ({
        name: `${name} group ${c}.${g}`,
        status: "active",
        targeting: { communities: ["gaming"], locations: ["US"] },
        ads: upTo(ads).map((a) => ({
          headlines: [`${name} ad ${c}.${g}.${a}`],
          finalUrl: `https://example.com/${c}/${g}/${a}`,
          imageUrl: "https://cdn.example.com/picture.jpg",
          callToAction: "Shop Now",
          status: "active",
        })),
      })),
    })),
  };
}
