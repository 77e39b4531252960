import { beforeAll, describe, expect, it } from "vitest";
import { requestSync } from "../sync/request-sync";
import { callHandler, loadHandlers, routeFiles } from "../testing/api-routes";
import { createOrganization, createSet, type TestOrganization } from "../testing/factories";
import type { RouteKey } from "./route-table";

/** What lists take: filters by every name they have, and pages. */

const handlers = await loadHandlers(routeFiles().filter((file) => file.path.startsWith("/api/v1/")));

let org: TestOrganization;
beforeAll(async () => {
  org = await createOrganization();
});

function get(key: RouteKey, query: string): Promise<Response> {
  const handler = handlers.get(key);
  if (!handler) throw new Error(`${key} has no handler`);
  return callHandler(handler, key, { key: org.keys.viewer, query });
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
