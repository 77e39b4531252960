import { describe, expect, it } from "vitest";
import { callHandler, METHODS, routeFiles } from "../testing/api-routes";
import { preflight } from "./cors";
import { routes } from "./route-table";

const files = new Map(routeFiles().map((file) => [file.path, file]));
const addresses = [...new Set(Object.keys(routes).map((key) => key.split(" ")[1] ?? ""))];
const knownAt = (path: string) => METHODS.filter((method) => `${method} ${path}` in routes);
const anId = "0190a8c0-0000-7000-8000-000000000000";

async function call(path: string, method: (typeof METHODS)[number], address = path): Promise<Response> {
  const handler = (await files.get(path)?.load())?.[method];
  if (!handler) throw new Error(`${path} leaves ${method} to Next`);
  const params = Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => [name, anId]));
  return callHandler(handler, `${method} ${address}`, { params });
}

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await response.json()).toMatchObject({ status, code, detail: expect.any(String), errors: [] });
}

describe.each(addresses)("%s", (path) => {
  const known = knownAt(path);

  it("refuses the methods it does not know, and names those it does", async () => {
    const allow = [...known, ...(known.includes("GET") ? ["HEAD"] : []), "OPTIONS"].sort().join(", ");
    for (const method of METHODS.filter((name) => !known.includes(name))) {
      const response = await call(path, method);
      expect(response.headers.get("allow"), method).toBe(allow);
      await expectProblem(response, 405, "method_not_allowed");
    }
  });
});

describe("an address that does not exist", () => {
  const catchAll = "/api/[[...address]]";

  it.each(METHODS)("answers %s with a problem, wherever under /api", async (method) => {
    for (const address of ["/api/v1/nothing", "/api/v2/campaign-sets", `/api/v1/plans/${anId}/more`, "/api"])
      await expectProblem(await call(catchAll, method, address), 404, "not_found");
  });

  it("lets a browser of an allowed origin ask first", async () => {
    expect((await files.get(catchAll)?.load())?.OPTIONS).toBe(preflight);
  });
});
