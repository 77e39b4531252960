import { describe, expect, it, vi } from "vitest";
import { createFakeClock } from "../../testing/fake-clock";
import type { AuthorizationHost } from "../types";
import { DEMO_APP, DEMO_USER_AGENT } from "./fixtures";
import { redditAuthorization, refreshTokens } from "./oauth";
import { createRedditHost } from "./simulator-driver";

const AUTH = "http://reddit.test/reddit/oauth";
const REDIRECT_URI = `http://localhost:3123${DEMO_APP.redirectPath}`;
const app = { clientId: DEMO_APP.clientId, clientSecret: DEMO_APP.clientSecret };

function room() {
  const host = createRedditHost({ clock: createFakeClock() });
  const at: AuthorizationHost = {
    ...app,
    fetch: host.fetch as typeof fetch,
    authBaseUrl: AUTH,
    userAgent: DEMO_USER_AGENT,
  };
  /** The person presses a button of the consent page; answers where Reddit sends them. */
  async function decide(decision: "allow" | "decline"): Promise<URL> {
    const address = new URL(
      redditAuthorization.authorizeUrl({
        authBaseUrl: AUTH,
        clientId: app.clientId,
        redirectUri: REDIRECT_URI,
        state: "state & more",
        codeChallenge: "challenge",
      }),
    );
    const headers = { "user-agent": DEMO_USER_AGENT };
    const page = await host.fetch(address.href, { headers });
    expect(page.status).toBe(200);
    const member = /<option value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
    const form = new URLSearchParams(address.searchParams);
    form.set("member", member);
    form.set("decision", decision);
    const answer = await host.fetch(address.origin + address.pathname, {
      method: "POST",
      headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
      body: form.toString(),
    });
    return new URL(answer.headers.get("location") ?? "");
  }
  const grantOf = (back: URL) => ({
    code: back.searchParams.get("code") ?? "",
    redirectUri: REDIRECT_URI,
    codeVerifier: "verifier",
  });
  return { at, decide, grantOf };
}

it("asks for lasting access with what the product needs, and sends the challenge along", () => {
  const url = new URL(
    redditAuthorization.authorizeUrl({
      authBaseUrl: "https://www.reddit.com",
      clientId: "app",
      redirectUri: "https://hub.example/api/connections/reddit/callback",
      state: "s",
      codeChallenge: "c",
    }),
  );
  expect(url.origin + url.pathname).toBe("https://www.reddit.com/api/v1/authorize");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: "app",
    response_type: "code",
    state: "s",
    redirect_uri: "https://hub.example/api/connections/reddit/callback",
    duration: "permanent",
    scope: "adsread adsedit",
    code_challenge: "c",
    code_challenge_method: "S256",
  });
});

it("gets tokens for a code, renews them, and takes them back", async () => {
  const { at, decide, grantOf } = room();
  const back = await decide("allow");
  expect(back.searchParams.get("state")).toBe("state & more");
  const granted = await redditAuthorization.exchange(at, grantOf(back));
  expect(granted.expiresInSeconds).toBeGreaterThan(0);
  expect([...granted.scopes].sort()).toEqual(["adsedit", "adsread"]);

  const renewed = await refreshTokens({ ...at, refreshToken: granted.refreshToken });
  expect(renewed.accessToken).not.toBe(granted.accessToken);

  await redditAuthorization.revoke(at, granted.refreshToken);
  await redditAuthorization.revoke(at, granted.refreshToken);
  await expect(refreshTokens({ ...at, refreshToken: granted.refreshToken })).rejects.toMatchObject({
    code: "auth_expired",
  });
});

it("tells a person's no apart from a code", async () => {
  const { decide } = room();
  const back = await decide("decline");
  expect(back.searchParams.get("error")).toBe("access_denied");
  expect(back.searchParams.has("code")).toBe(false);
});

describe("a code", () => {
  it("works once", async () => {
    const { at, decide, grantOf } = room();
    const grant = grantOf(await decide("allow"));
    await redditAuthorization.exchange(at, grant);
    await expect(redditAuthorization.exchange(at, grant)).rejects.toMatchObject({ code: "rejected", status: 200 });
  });

  it("belongs to the address it was sent to", async () => {
    const { at, decide, grantOf } = room();
    const grant = { ...grantOf(await decide("allow")), redirectUri: `${REDIRECT_URI}/` };
    await expect(redditAuthorization.exchange(at, grant)).rejects.toMatchObject({ code: "rejected" });
  });

  it("is refused to an application with a wrong secret, and says what to look at", async () => {
    const { at, decide, grantOf } = room();
    const grant = grantOf(await decide("allow"));
    await expect(redditAuthorization.exchange({ ...at, clientSecret: "wrong" }, grant)).rejects.toMatchObject({
      code: "rejected",
      status: 401,
      sentence: expect.stringContaining("client id and secret"),
    });
  });
});

describe("answers of the token endpoint", () => {
  const tokens = {
    access_token: "a",
    token_type: "bearer",
    expires_in: 3600,
    scope: "adsedit adsread",
    refresh_token: "r",
  };
  const answering = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(new Response(text, { status, headers })));
    return { ...app, fetch, authBaseUrl: "https://www.reddit.com", userAgent: "agent" };
  };
  const grant = { code: "c", redirectUri: REDIRECT_URI, codeVerifier: "v" };

  it("names the application in the header alone", async () => {
    const host = answering(200, tokens);
    await redditAuthorization.exchange(host, grant);
    const [url, init] = host.fetch.mock.calls[0] ?? [];
    expect(url).toBe("https://www.reddit.com/api/v1/access_token");
    expect(new Headers(init?.headers).get("authorization")).toBe(
      `Basic ${Buffer.from(`${app.clientId}:${app.clientSecret}`).toString("base64")}`,
    );
    expect(Object.fromEntries(new URLSearchParams(String(init?.body)))).toEqual({
      grant_type: "authorization_code",
      code: "c",
      redirect_uri: REDIRECT_URI,
      code_verifier: "v",
    });
  });

  it("counts an hour where Reddit does not say how long a token lives", async () => {
    const { expires_in: _left, scope: _out, ...rest } = tokens;
    expect(await redditAuthorization.exchange(answering(200, rest), grant)).toEqual({
      accessToken: "a",
      expiresInSeconds: 3600,
      refreshToken: "r",
      scopes: ["adsread", "adsedit"],
    });
  });

  it.each([
    ["a bad code, said with 200", 200, { error: "invalid_grant" }, "rejected"],
    ["a bad request", 400, { message: "Bad Request", error: 400 }, "rejected"],
    ["too many requests, not in JSON", 429, "whoa there", "rate_limited"],
    ["an outage", 503, "<html>", "unavailable"],
    ["a body that was cut", 200, '{"access_tok', "unavailable"],
    ["access for an hour only", 200, { ...tokens, refresh_token: undefined }, "rejected"],
    ["less than was asked for", 200, { ...tokens, scope: "adsread" }, "rejected"],
  ])("%s", async (_what, status, body, code) => {
    await expect(redditAuthorization.exchange(answering(status, body), grant)).rejects.toMatchObject({ code });
  });

  it("no answer at all, and how long to wait", async () => {
    const gone = { ...answering(200, {}), fetch: () => Promise.reject(new TypeError("fetch failed")) };
    await expect(redditAuthorization.exchange(gone, grant)).rejects.toMatchObject({ code: "unavailable" });
    await expect(redditAuthorization.revoke(gone, "r")).rejects.toMatchObject({ code: "unavailable" });
    const slow = answering(429, "", { "retry-after": "7" });
    await expect(redditAuthorization.revoke(slow, "r")).rejects.toMatchObject({ retryAfterMs: 7000 });
    await expect(
      redditAuthorization.revoke(answering(400, { error: "unauthorized_client" }), "r"),
    ).rejects.toMatchObject({ code: "rejected" });
  });
});
