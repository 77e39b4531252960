import { beforeAll, describe, expect, it } from "vitest";
import { db } from "../db/client";
import { AppError } from "../errors";
import { callHandler, digestOfAllRows, loadHandlers, routeFiles } from "../testing/api-routes";
import { sql } from "../testing/db";
import { createOrganization, createSet, type TestOrganization } from "../testing/factories";
import { sessionCookie } from "../testing/session-cookie";
import { withActor } from "./handler";
import type { RouteKey } from "./route-table";

const handlers = await loadHandlers(routeFiles().filter((file) => file.path.startsWith("/api/v1/")));
const LIST: RouteKey = "GET /api/v1/campaign-sets";
const CREATE: RouteKey = "POST /api/v1/campaign-sets";

let org: TestOrganization;
let cookie: string;
beforeAll(async () => {
  org = await createOrganization();
  cookie = await sessionCookie(org.userId);
});

type Options = Parameters<typeof callHandler>[2];
function call(key: RouteKey, options: Options): Promise<Response> {
  const handler = handlers.get(key);
  if (!handler) throw new Error(`${key} has no handler`);
  return callHandler(handler, key, options);
}

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
const countSets = async () => db.campaignSet.count({ where: { organizationId: org.organizationId } });

describe("a sign-in cookie", () => {
  it("lets its person in, with the role they have now", async () => {
    const set = await createSet({ actor: org.actor });
    const response = await call(LIST, { headers: { cookie } });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain(set.id);

    const headers = { cookie, "sec-fetch-site": "same-origin" };
    await db.membership.updateMany({ where: { userId: org.userId }, data: { role: "viewer" } });
    expect((await call(CREATE, { headers, body: { name: "As a viewer" } })).status).toBe(403);
    await db.membership.updateMany({ where: { userId: org.userId }, data: { role: "owner" } });
    expect((await call(CREATE, { headers, body: { name: "As an owner" } })).status).toBe(201);
  });

  it("lets nobody in once the person has left the organisation", async () => {
    const gone = await createOrganization();
    const theirs = { cookie: await sessionCookie(gone.userId) };
    expect((await call(LIST, { headers: theirs })).status).toBe(200);
    await db.membership.deleteMany({ where: { userId: gone.userId } });
    const response = await call(LIST, { headers: theirs });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  });

  it.each([
    ["made with another secret", () => sessionCookie(org.userId, { secret: "another secret, as long as the first" })],
    ["that is spoilt", async () => `${cookie.slice(0, -6)}AAAAAA`],
    ["that is empty", async () => "authjs.session-token="],
    ["for nobody we know", () => sessionCookie(crypto.randomUUID())],
  ])("%s lets nobody in", async (_, make) => {
    expect((await call(LIST, { headers: { cookie: await make() } })).status).toBe(401);
  });

  it("does not stand in for a wrong key", async () => {
    expect((await call(LIST, { headers: { cookie, authorization: "Bearer lsk_wrong" } })).status).toBe(401);
  });
});

describe("a write by cookie", () => {
  it.each([
    ["from another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
    ["from another host of the same site", { "sec-fetch-site": "same-site", origin: "http://other.localhost:3000" }],
    ["from another origin, by an old browser", { origin: "https://evil.example" }],
    ["from a sandbox", { origin: "null" }],
    ["from an empty origin", { origin: "" }],
    ["that a person typed into the address bar", { "sec-fetch-site": "none" }],
  ])("%s is refused", async (_, headers) => {
    const before = await digestOfAllRows();
    const response = await call(CREATE, { headers: { cookie, ...headers }, body: { name: "Forged" } });
    expect(response.status).toBe(403);
    expect(await digestOfAllRows()).toBe(before);
  });

  it.each([
    ["from a page of ours", { "sec-fetch-site": "same-origin", origin: "http://localhost:3000" }],
    ["from a page of ours, by an old browser", { origin: "http://localhost:3000" }],
    ["from a page of ours by another name of this host", { origin: "http://hub.test", host: "hub.test" }],
    ["of a program, which says nothing of where it comes from", {}],
  ])("%s is carried out", async (_, headers) => {
    expect((await call(CREATE, { headers: { cookie, ...headers }, body: { name: "Ours" } })).status).toBe(201);
  });

  it("is not asked where it comes from when it carries a key, which no other site can send", async () => {
    const headers = { "sec-fetch-site": "cross-site", origin: "https://tool.example" };
    expect((await call(CREATE, { key: org.keys.editor, headers, body: { name: "By a tool" } })).status).toBe(201);
  });
});

describe("an Idempotency-Key", () => {
  const send = (key: string, body: unknown, { as = org.keys.editor } = {}) =>
    call(CREATE, { key: as, headers: { "idempotency-key": key }, body });

  it("has a write carried out once, and its answer given again", async () => {
    const before = await countSets();
    const [first, again] = [await send("once", { name: "Once" }), await send("once", { name: "Once" })];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(await again.json()).toEqual(await first.json());
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(first.headers.has("idempotency-replayed")).toBe(false);
    expect(await countSets()).toBe(before + 1);
  });

  it("lets one of two requests that arrive together through, and never both", async () => {
    const before = await countSets();
    const answers = await Promise.all([1, 2, 3, 4].map(() => send("together", { name: "Together" })));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0);
    for (const answer of answers) if (answer.status !== 201) expect(await codeOf(answer)).toBe("conflict");
    expect(await countSets()).toBe(before + 1);
    expect((await send("together", { name: "Together" })).status).toBe(201);
  });

  it("is refused for another request", async () => {
    const before = await countSets();
    await send("reused", { name: "The first" });
    const response = await send("reused", { name: "The second" });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ path: "Idempotency-Key" }] });
    expect(await countSets()).toBe(before + 1);
  });

  it("gives a refusal again too", async () => {
    const [first, again] = [await send("refused", { name: "ab" }), await send("refused", { name: "ab" })];
    expect([first.status, again.status]).toEqual([422, 422]);
    expect(again.headers.get("content-type")).toBe("application/problem+json");
    expect(await again.json()).toEqual(await first.json());
  });

  it("belongs to its organisation", async () => {
    const other = await createOrganization();
    await send("shared", { name: "Ours" });
    const response = await send("shared", { name: "Theirs" }, { as: other.keys.editor });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ name: "Theirs" });
  });

  it("does not get around a role", async () => {
    await send("by an editor", { name: "By an editor" });
    expect((await send("by an editor", { name: "By an editor" }, { as: org.keys.viewer })).status).toBe(403);
  });

  it("may be used again after a failure of ours", async () => {
    let failing = true;
    const handler = withActor("campaigns.write", async () => {
      if (failing) throw new Error("the database went away");
      return Response.json({ done: true });
    });
    const again = () =>
      callHandler(handler, "POST /api/test", {
        key: org.keys.editor,
        headers: { "idempotency-key": "after a failure" },
      });
    expect((await again()).status).toBe(500);
    failing = false;
    expect((await again()).status).toBe(200);
  });

  it("is free again after a day, and when whoever took it died before anything was saved", async () => {
    const age = (interval: string) =>
      sql(`update "IdempotencyRecord" set "createdAt" = now() - $1::interval where "key" = 'aged'`, [interval]);
    expect((await send("aged", { name: "Day one" })).status).toBe(201);
    await age("25 hours");
    expect((await send("aged", { name: "Day two" })).status).toBe(201);

    const die = (carriedOut: boolean) =>
      sql(
        `update "IdempotencyRecord" set "status" = null, "body" = null, "carriedOut" = $1::boolean where "key" = 'aged'`,
        [String(carriedOut)],
      );
    await die(false);
    expect((await send("aged", { name: "Day two" })).status).toBe(409);
    await age("3 minutes");
    expect((await send("aged", { name: "Day two" })).status).toBe(201);

    await die(true);
    await age("3 minutes");
    const told = await send("aged", { name: "Day two" });
    expect(told.status).toBe(409);
    expect(JSON.stringify(await told.json())).toContain("Look for what it made");
    await age("25 hours");
    expect((await send("aged", { name: "Day three" })).status).toBe(201);
  });

  it("too long to keep is refused", async () => {
    expect((await send("k".repeat(256), { name: "Long" })).status).toBe(422);
  });
});

describe("an error", () => {
  const handlerThatThrows = (error: unknown) =>
    withActor("campaigns.read", async () => {
      throw error;
    });
  const get = (error: unknown) => callHandler(handlerThatThrows(error), "GET /api/test", { key: org.keys.viewer });

  it("of ours says nothing about the inside", async () => {
    const response = await get(new Error(`relation "Secret" does not exist`));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("Secret");
  });

  it("that passes says when to come back", async () => {
    const response = await get(new AppError("breaker_open", "Reddit is resting.", { retryAfterMs: 1500 }));
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("2");
    expect(await codeOf(response)).toBe("breaker_open");
  });
});
