import { uuidv7 } from "uuidv7";
import { expect, test, vi } from "vitest";
import { makeApiKey } from "../auth/api-key";
import { createOpener } from "../connections/open-connection";
import { db } from "../db/client";
import { callHandler, loadHandlers, routeFiles } from "../testing/api-routes";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk } from "../testing/reddit-desk";
import { createSyncWorld, insertRunRow, plantTree, virtualStores } from "../testing/sync-world";
import { applyRun } from "./apply-run";
import { closeRun } from "./close-run";
import { makePlan } from "./make-plan";
import { planRun } from "./plan-run";
import { requestSync } from "./request-sync";

vi.mock("./send-run", () => ({ sendRun: () => Promise.resolve() }));

const MINUTE = 60_000;
const OUTAGE_MS = 10 * MINUTE;

type Call = { method: string; path: string; at: number; isDown: boolean };

/** A platform that answers so many calls, then nothing for a while: some get a 5xx, some are cut off. */
async function createOutage({ after }: { after: number }) {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 2, adGroups: 2, ads: 6 } });
  const calls: Call[] = [];
  let downAt: number | null = null;
  const now = () => clock.now().getTime();
  const fetch = (...[input, init]: Parameters<typeof globalThis.fetch>): Promise<Response> => {
    const path = new URL(input instanceof Request ? input.url : input).pathname;
    if (calls.length === after) downAt = now();
    const isDown = downAt !== null && now() < downAt + OUTAGE_MS;
    calls.push({ method: init?.method ?? "GET", path, at: now(), isDown });
    if (!isDown) return world.host.fetch(input, init);
    if (calls.length % 3 === 0) return Promise.reject(new TypeError("fetch failed"));
    return Promise.resolve(new Response("<html>Service unavailable</html>", { status: 503 }));
  };
  const open = createOpener({
    clock,
    fetch: fetch as typeof globalThis.fetch,
    // Whole cool-downs: longer than a step, so that the run waits between two of them.
    random: () => 1,
    ...virtualStores(clock),
  });
  return { world, desk: createDesk(world), clock, open, calls };
}

/** Another set on the world's connection. */
async function plantOtherSet({ world }: Awaited<ReturnType<typeof createOutage>>): Promise<string> {
  const { organizationId } = world.actor;
  const campaignSetId = uuidv7();
  await db.campaignSet.create({ data: { id: campaignSetId, organizationId, name: "Autumn" } });
  const size = { campaigns: 1, adGroups: 1, ads: 1 };
  await plantTree({ organizationId, campaignSetId, connectionId: world.connectionId, size, label: "autumn " });
  return campaignSetId;
}

const SYNC = "POST /api/v1/campaign-sets/{setId}/sync";
const PULL = "POST /api/v1/connections/{connectionId}/pull";
const handlers = await loadHandlers(routeFiles().filter((file) => [SYNC, PULL].includes(`POST ${file.path}`)));

/** What a script hears that asks for a push or a pull over the API. */
async function createScript({ world }: Awaited<ReturnType<typeof createOutage>>) {
  const { key, prefix, hash } = makeApiKey();
  const { organizationId } = world.actor;
  await db.apiKey.create({ data: { id: uuidv7(), organizationId, name: "script", role: "editor", prefix, hash } });
  return async (routeKey: string, params: Record<string, string>) => {
    const handler = handlers.get(routeKey);
    if (!handler) throw new Error(`there is no ${routeKey}`);
    const response = await callHandler(handler, routeKey, { key, params, body: {} });
    const { code, detail } = (await response.json()) as { code?: string; detail?: string };
    return { status: response.status, code, detail, retryAfter: Number(response.headers.get("retry-after")) };
  };
}

// Before the first write, in the middle of the tree, where most of it stands already, and at the last that enables it.
test.each([1, 40, 60, 76])(
  "a platform that is down for ten minutes after %i calls of a push of 30 records",
  {
    timeout: 60_000,
  },
  async (after) => {
    const outage = await createOutage({ after });
    const { world, desk, clock, open, calls } = outage;
    const { actor } = world;
    const other = await plantOtherSet(outage);
    const ask = await createScript(outage);
    const refusals: (Awaited<ReturnType<typeof ask>> & { leftSeconds: number })[] = [];
    const runId = await insertRunRow(world);
    await planRun(runId);

    const waits = new Set<string | null>();
    let refused = 0;
    for (let steps = 0; ; steps++) {
      expect(steps).toBeLessThan(200);
      const step = await applyRun({ runId, budgetMs: 25_000, clock, open, leaseMs: 0, random: () => 0.5 });
      if (step.done) break;
      waits.add(step.waiting);
      const breaker = await db.breaker.findUnique({ where: { connectionId: world.connectionId } });
      if (breaker?.state === "open") {
        const asked: unknown = await requestSync({ actor, campaignSetId: other }).catch((error: unknown) => error);
        expect(asked).toMatchObject({
          code: "breaker_open",
          message: expect.stringContaining("Reddit keeps failing"),
          retryAfterMs: expect.any(Number),
        });
        expect((asked as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(0);
        refused += 1;
        const leftSeconds = ((breaker.openUntil?.getTime() ?? 0) - Date.now()) / 1000;
        refusals.push({ ...(await ask(SYNC, { setId: other })), leftSeconds });
        refusals.push({ ...(await ask(PULL, { connectionId: world.connectionId })), leftSeconds });
      }
      await clock.sleep(step.waitMs);
    }
    await closeRun(runId);

    // It opened, somebody was told so, and the run waited.
    expect(refused).toBeGreaterThan(0);
    expect(refusals).toHaveLength(2 * refused);
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({
        status: 503,
        code: "breaker_open",
        detail: expect.stringContaining("Reddit keeps failing"),
      });
      // The time is what the cool-down has left, by the database's clock.
      expect(Math.abs(refusal.retryAfter - refusal.leftSeconds)).toBeLessThanOrEqual(10);
    }
    expect(waits).toContain("Waiting on Reddit.");
    // It goes on by itself, without a person and without a record lost.
    expect(await db.syncRun.findUnique({ where: { id: runId } })).toMatchObject({
      status: "completed",
      synced: 30,
      failed: 0,
    });
    expect(await db.breaker.findUnique({ where: { connectionId: world.connectionId } })).toMatchObject({
      state: "closed",
      trips: 0,
    });

    // While it was open only reads probed, one for each cool-down, and each cool-down longer than the one before.
    const down = calls.filter(({ isDown, path }) => isDown && !path.includes("access_token"));
    const probes = down.filter(({ path }) => path.endsWith("/me"));
    expect(probes.length).toBeGreaterThanOrEqual(3);
    expect(probes.every(({ method }) => method === "GET")).toBe(true);
    const firstProbe = probes[0]?.at ?? 0;
    expect(down.filter(({ at, path }) => at >= firstProbe && !path.endsWith("/me"))).toEqual([]);
    const gaps = probes.slice(1).map(({ at }, index) => at - (probes[index]?.at ?? 0));
    expect(gaps.every((gap, index) => index === 0 || gap > (gaps[index - 1] ?? 0))).toBe(true);
    expect(calls.filter(({ path, isDown }) => path.endsWith("/me") && !isDown)).toHaveLength(1);

    // One object over there for each record here, and nothing left to do.
    const links = await db.link.findMany({ where: { campaignSetId: world.campaignSetId } });
    expect(new Set(links.map((link) => link.platformId)).size).toBe(30);
    expect(await desk.list("campaign")).toHaveLength(2);
    expect(await desk.list("ad-group")).toHaveLength(4);
    const ads = await desk.list("ad");
    expect(ads).toHaveLength(24);
    expect(new Set(ads.map((ad) => ad.post_id)).size).toBe(24);
    expect((await makePlan({ actor, campaignSetId: world.campaignSetId })).operations).toEqual([]);

    // Who was refused before is served now.
    expect(await ask(SYNC, { setId: other })).toMatchObject({ status: 202 });
    expect(await ask(PULL, { connectionId: world.connectionId })).toMatchObject({ status: 202 });
  },
);
