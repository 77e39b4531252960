import { beforeEach, describe, expect, it } from "vitest";
import { createFakeClock, type FakeClock } from "../../testing/fake-clock";
import type { SimulatorHost } from "../simulators/host";
import { DEMO_APP, DEMO_OTHER_APP, DEMO_USER_AGENT } from "./fixtures";
import { createRedditHost, driveReddit, type RedditDriver } from "./simulator-driver";

const REDIRECT_URI = `http://localhost:3123${DEMO_APP.redirectPath}`;
const AUTHORIZE = "http://reddit.test/reddit/oauth/api/v1/authorize";
const QUERY = {
  client_id: DEMO_APP.clientId,
  response_type: "code",
  state: "a b&c",
  redirect_uri: REDIRECT_URI,
  duration: "permanent",
  scope: "adsread,adsedit",
};

let clock: FakeClock;
let host: SimulatorHost;
let reddit: RedditDriver;

beforeEach(async () => {
  clock = createFakeClock();
  host = createRedditHost({ clock });
  reddit = await driveReddit(host);
});

const agent = { "user-agent": DEMO_USER_AGENT };
const open = (changes: Record<string, string> = {}) =>
  host.fetch(`${AUTHORIZE}?${new URLSearchParams({ ...QUERY, ...changes })}`, { headers: agent });

async function decide(decision: string, changes: Record<string, string> = {}): Promise<URL> {
  const body = new URLSearchParams({ ...QUERY, member: reddit.account.memberId, decision, ...changes });
  const response = await host.fetch(AUTHORIZE, { method: "POST", headers: agent, body });
  expect(response.status).toBe(302);
  return new URL(response.headers.get("location") ?? "");
}

const exchange = (code: string | null, changes: Record<string, string> = {}) =>
  reddit.tokenCall("access_token", {
    grant_type: "authorization_code",
    code: code ?? "",
    redirect_uri: REDIRECT_URI,
    ...changes,
  });

describe("consent", () => {
  it("shows who asks for what, with a way to allow and one to decline", async () => {
    const response = await open();
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const html = await response.text();
    for (const part of ["<form", "Allow", "Decline", "adsedit", "lockstep_demo", "lockstep_other"])
      expect(html).toContain(part);
    expect(html).toContain('value="a b&#38;c"');
  });

  it("comes back with a code that works once, for as long as Reddit lets it", async () => {
    const back = await decide("allow");
    expect([back.origin + back.pathname, back.searchParams.get("state"), back.hash]).toEqual([
      REDIRECT_URI,
      "a b&c",
      "#_",
    ]);
    const first = await exchange(back.searchParams.get("code"));
    expect(first.body).toMatchObject({
      token_type: "bearer",
      expires_in: 3600,
      scope: "adsread adsedit",
      refresh_token: expect.any(String),
    });
    const again = await exchange(back.searchParams.get("code"));
    expect([again.status, again.body]).toEqual([200, { error: "invalid_grant" }]);
    const late = await decide("allow");
    await clock.advance(10 * 60 * 1000);
    expect((await exchange(late.searchParams.get("code"))).body).toEqual({ error: "invalid_grant" });
  });

  it("gives no refresh token for a temporary grant", async () => {
    const back = await decide("allow", { duration: "temporary" });
    expect((await exchange(back.searchParams.get("code"))).body).not.toHaveProperty("refresh_token");
  });

  it("comes back with access_denied when the person declines", async () => {
    const back = await decide("decline");
    expect([back.searchParams.get("error"), back.searchParams.get("code")]).toEqual(["access_denied", null]);
  });

  it.each([
    ["an unknown app", { client_id: "nobody" }],
    ["an address that is not registered", { redirect_uri: "https://evil.example/callback" }],
    ["another path on a loopback port", { redirect_uri: "http://localhost:3123/elsewhere" }],
    ["an unknown response type", { response_type: "token" }],
    ["an unknown scope", { scope: "adsread everything" }],
  ])("shows an error page and never redirects for %s", async (_what, changes) => {
    const response = await open(changes);
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
  });

  it("sends a request without state back with invalid_request", async () => {
    const response = await open({ state: "" });
    expect(new URL(response.headers.get("location") ?? "").searchParams.get("error")).toBe("invalid_request");
  });
});

describe("tokens", () => {
  it("wants the app's credentials in the Basic header and nowhere else", async () => {
    const inBody = {
      grant_type: "refresh_token",
      refresh_token: "demo-refresh-1",
      client_id: DEMO_APP.clientId,
      client_secret: DEMO_APP.clientSecret,
    };
    const answer = await reddit.tokenCall("access_token", inBody, { authorization: "" });
    expect([answer.status, answer.headers.get("www-authenticate"), answer.body]).toEqual([
      401,
      'Basic realm="reddit"',
      { message: "Unauthorized", error: 401 },
    ]);
  });

  it("answers a bad refresh token with 400 and an unknown grant with 200", async () => {
    const bad = await reddit.refresh("no-such-token");
    expect([bad.status, bad.body]).toEqual([400, { error: "invalid_grant" }]);
    const odd = await reddit.tokenCall("access_token", { grant_type: "password" });
    expect([odd.status, odd.body]).toEqual([200, { error: "unsupported_grant_type" }]);
  });

  it("hands out no new refresh token unless it rotates, and then drops the old one once the new one was used", async () => {
    expect((await reddit.refresh()).body).not.toHaveProperty("refresh_token");
    host.setFaults("reddit", [{ kind: "rotate_token", match: { path: "/me" }, times: 1 }]);
    expect((await reddit.call("GET", "/me")).status).toBe(401);
    const rotated = String((await reddit.refresh()).body.refresh_token);
    expect(rotated).not.toBe(reddit.account.refreshToken);
    // Whoever lost that answer may come with the old one again.
    expect((await reddit.refresh()).status).toBe(200);
    expect((await reddit.refresh(rotated)).status).toBe(200);
    expect((await reddit.refresh()).status).toBe(400);
    await reddit.refresh(rotated);
    expect((await reddit.call("GET", "/me")).status).toBe(200);
  });

  it("revokes a refresh token together with its access tokens, and anything unknown with the same 204", async () => {
    expect((await reddit.tokenCall("revoke_token", { token: "unknown" })).status).toBe(204);
    const token = reddit.account.refreshToken;
    const others = Buffer.from(`${DEMO_OTHER_APP.clientId}:${DEMO_OTHER_APP.clientSecret}`).toString("base64");
    const foreign = await reddit.tokenCall("revoke_token", { token }, { authorization: `Basic ${others}` });
    expect([foreign.status, foreign.body]).toEqual([400, { error: "unauthorized_client" }]);
    expect((await reddit.call("GET", "/me")).status).toBe(200);
    expect((await reddit.tokenCall("revoke_token", { token, token_type_hint: "refresh_token" })).status).toBe(204);
    expect((await reddit.call("GET", "/me")).status).toBe(401);
    expect((await reddit.refresh()).status).toBe(400);
  });

  it("refuses a write to a token that may only read", async () => {
    const back = await decide("allow", { scope: "adsread" });
    const { body } = await exchange(back.searchParams.get("code"));
    const authorization = `Bearer ${String(body.access_token)}`;
    expect((await reddit.call("GET", `${reddit.accountPath}/campaigns`, undefined, { authorization })).status).toBe(
      200,
    );
    expect(
      (await reddit.call("POST", `${reddit.accountPath}/campaigns`, reddit.campaign(), { authorization })).status,
    ).toBe(403);
  });

  it("makes an account for any demo token on first use", async () => {
    const seventh = await driveReddit(host, { number: 7 });
    expect((await seventh.call("GET", "/me")).data.reddit_username).toBe("lockstep_n7");
    expect((await seventh.call("POST", `${seventh.accountPath}/campaigns`, seventh.campaign())).status).toBe(201);
  });
});
