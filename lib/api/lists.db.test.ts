import { uuidv7 } from "uuidv7";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { systemClock } from "../clock";
import { db } from "../db/client";
import { requestSync } from "../sync/request-sync";
import { callHandler, loadHandlers, routeFiles } from "../testing/api-routes";
import { createOrganization, createSet, redditConnection, type TestOrganization } from "../testing/factories";
import { createTestSimulator } from "../testing/sync-world";
import type { RouteKey } from "./route-table";

/** What lists take: filters by every name they have, and pages. */

const handlers = await loadHandlers(routeFiles().filter((file) => file.path.startsWith("/api/v1/")));

let org: TestOrganization;
beforeAll(async () => {
  // An account whose sign-in reaches more than one.
  org = await createOrganization({ account: 1 });
});

function get(key: RouteKey, query: string): Promise<Response> {
  const handler = handlers.get(key);
  if (!handler) throw new Error(`${key} has no handler`);
  const params = { connectionId: org.connectionId };
  return callHandler(handler, key, { key: org.keys.viewer, query, params });
}

describe("runs", () => {
  const open = async (name: string) => {
    const set = await createSet({ actor: org.actor, name });
    const { run } = await requestSync({ actor: org.actor, campaignSetId: set.id });
    return { setId: set.id, runId: run.id };
  };

  it("are narrowed to a set by either of its names, in the file too", async () => {
    const [mine, other] = [await open("Mine"), await open("Other")];
    for (const filter of [
      `project=${mine.setId}`,
      `campaignSetId=${mine.setId}`,
      `project=${mine.setId.toUpperCase()}&campaignSetId=${mine.setId}`,
    ]) {
      const page = await get("GET /api/v1/sync-runs", `?${filter}`);
      expect(await page.json(), filter).toMatchObject({ items: [{ id: mine.runId }], nextCursor: null });
      const text = await (await get("GET /api/v1/sync-runs.csv", `?${filter}`)).text();
      expect([text.includes(mine.runId), text.includes(other.runId)], filter).toEqual([true, false]);
    }
  });

  it("of a connection are those that read it, and those of every set with a campaign on it, in the file too", async () => {
    const { organizationId, connectionId } = org;
    const [here, there] = [await open("Here"), await open("There")];
    const elsewhere = uuidv7();
    await db.connection.create({
      data: redditConnection({ id: elsewhere, organizationId, account: 91_000, name: "Else" }),
    });
    await db.campaign.updateMany({ where: { campaignSetId: there.setId }, data: { connectionId: elsewhere } });
    const [pulled, pulledThere, undone] = [uuidv7(), uuidv7(), uuidv7()];
    const common = { organizationId, trigger: "person" as const, status: "completed" as const };
    await db.syncRun.createMany({
      data: [
        { ...common, id: pulled, kind: "pull", connectionId },
        { ...common, id: pulledThere, kind: "pull", connectionId: elsewhere },
        { ...common, id: undone, kind: "undo", campaignSetId: here.setId },
      ],
    });
    const found = async (query: string) => {
      const page = (await (await get("GET /api/v1/sync-runs", `?limit=500&${query}`)).json()) as {
        items: { id: string }[];
      };
      const text = await (await get("GET /api/v1/sync-runs.csv", `?${query}`)).text();
      const ids = page.items.map(({ id }) => id);
      for (const id of ids) expect(text).toContain(id);
      return ids;
    };
    expect(await found(`connectionId=${elsewhere}`)).toEqual([pulledThere, there.runId]);
    const ofMine = await found(`connectionId=${connectionId}`);
    expect(ofMine).toEqual(expect.arrayContaining([undone, pulled, here.runId]));
    expect(ofMine).not.toContain(there.runId);
    expect(await found(`connectionId=${elsewhere}&platform=reddit&kind=push`)).toEqual([there.runId]);
    expect(await found(`connectionId=${elsewhere}&platform=meta`)).toEqual([]);
  });

  it("of two sets at once are not what one list can tell", async () => {
    const [one, another] = [crypto.randomUUID(), crypto.randomUUID()];
    for (const key of ["GET /api/v1/sync-runs", "GET /api/v1/sync-runs.csv"] as const) {
      const response = await get(key, `?project=${one}&campaignSetId=${another}`);
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ code: "invalid", errors: [{ path: "project" }] });
    }
    expect((await get("GET /api/v1/sync-runs", "?project=summer")).status).toBe(422);
  });
});

describe("what can be chosen along with an ad account", () => {
  const KEY: RouteKey = "GET /api/v1/connections/{connectionId}/account-options";

  it("names adAccountId when the platform does not know the one that is asked for", async () => {
    askTheSimulator();
    const response = await get(KEY, "?adAccountId=nope");
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "invalid", errors: [{ path: "adAccountId" }] });
  });

  it("is the platform's trouble when the chosen one is gone there", async () => {
    vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json({}, { status: 404 }));
    expect((await get(KEY, "")).status).toBe(502);
  });
});

describe.each<[RouteKey, string, () => Promise<unknown>]>([
  ["GET /api/v1/people", "id", addPeople],
  ["GET /api/v1/connections/{connectionId}/ad-accounts", "platformId", async () => askTheSimulator()],
  ["GET /api/v1/connections/{connectionId}/funding-instruments", "platformId", addFunding],
])("%s", (key, id, fill) => {
  type Page = { items: Record<string, unknown>[]; nextCursor: string | null };
  const page = async (query: string) => (await (await get(key, query)).json()) as Page;

  it("is told page by page, in the order of the whole, and as a whole when nobody asks for less", async () => {
    await fill();
    const whole = await page("");
    expect(whole.items.length).toBeGreaterThan(1);
    expect(whole.nextCursor).toBeNull();
    const told: unknown[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const next: Page = await page(`?limit=1${cursor && `&cursor=${cursor}`}`);
      expect(next.items).toHaveLength(1);
      told.push(...next.items.map((item) => item[id]));
      cursor = next.nextCursor;
    }
    expect(told).toEqual(whole.items.map((item) => item[id]));
  });

  it.each(["limit=0", "limit=many", "cursor=abc", "cursor=", "colour=blue"])("refuses %s", async (query) => {
    const response = await get(key, `?${query}`);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ path: query.split("=")[0] }] });
  });
});

async function addPeople(): Promise<void> {
  for (const name of ["Zoë", "Ada", "Ada"]) {
    const userId = uuidv7();
    await db.user.create({ data: { id: userId, email: `${userId}@example.test`, name } });
    await db.membership.create({ data: { organizationId: org.organizationId, userId, role: "viewer" } });
  }
}

function askTheSimulator(): void {
  const host = createTestSimulator(systemClock, 1);
  vi.spyOn(globalThis, "fetch").mockImplementation((...call) => host.fetch(...call));
}

async function addFunding(): Promise<void> {
  const { organizationId, connectionId } = org;
  await db.fundingInstrument.createMany({
    data: ["Visa", "Amex", "Credit"].map((name, index) => ({
      id: uuidv7(),
      organizationId,
      connectionId,
      platformId: `funding-${index}`,
      name,
      currency: "USD",
      isServable: name !== "Amex",
      reasons: [],
      observedAt: new Date(),
    })),
  });
}
