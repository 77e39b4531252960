import type { SimulatedAnswer, SimulatedRequest } from "../simulators/types";
import { DEMO_APP, DEMO_OTHER_APP, DEMO_SCOPES } from "./fixtures";
import { consentPage, errorPage } from "./simulator-oauth-pages";
import type { AccessTokenRow } from "./simulator-records";
import type { RedditWorld } from "./simulator-world";

const CODE_LIFETIME_MS = 10 * 60 * 1000;
const SCOPES = ["adsread", "adsedit", "adsconversions", "adsdatadeletion", "read", "history", "identity"];
const APPS: readonly { clientId: string; clientSecret: string }[] = [DEMO_APP, DEMO_OTHER_APP];

export const OAUTH_PATHS = {
  authorize: "/oauth/api/v1/authorize",
  token: "/oauth/api/v1/access_token",
  revoke: "/oauth/api/v1/revoke_token",
} as const;

/** Reddit's OAuth2 pages and endpoints for a confidential app: authorization code and refresh token. PKCE parameters are ignored. */
export class RedditOauth {
  constructor(private readonly world: RedditWorld) {}

  answer(request: SimulatedRequest): SimulatedAnswer | null {
    const { method, path } = request;
    if (path === OAUTH_PATHS.authorize && method === "GET") return this.askConsent(request.query);
    if (path === OAUTH_PATHS.authorize && method === "POST") return this.decide(new URLSearchParams(request.body));
    if (path === OAUTH_PATHS.token && method === "POST") return this.token(request);
    if (path === OAUTH_PATHS.revoke && method === "POST") return this.revoke(request);
    return null;
  }

  /** The live token of a bearer header, or null. */
  bearer(headers: Headers): AccessTokenRow | null {
    const token = /^Bearer\s+(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
    const row = token ? this.world.accessTokens.get(token) : undefined;
    return row && row.expiresMs > this.world.now() ? row : null;
  }

  /** For faults: ends an access token early and, with `rotate`, makes its next renewal hand out a new refresh token. */
  expire(request: SimulatedRequest, { rotate }: { rotate: boolean }): boolean {
    if (request.path === OAUTH_PATHS.token) {
      const token = new URLSearchParams(request.body).get("refresh_token");
      return rotate && token !== null && this.rotateNext(token);
    }
    const row = this.bearer(request.headers);
    if (!row) return false;
    this.world.accessTokens.delete(row.token);
    if (rotate && row.refreshToken) this.rotateNext(row.refreshToken);
    return true;
  }

  private rotateNext(token: string): boolean {
    const row = this.refreshToken(token);
    if (row) this.world.refreshTokens.put(row.token, { ...row, rotateNext: true });
    return row !== null;
  }

  private askConsent(query: URLSearchParams): SimulatedAnswer {
    const trouble = this.troubleWith(query);
    if (trouble) return trouble;
    for (const number of [1, 2]) this.world.ensureDemoAccount(number);
    const people = [...this.world.members.values()].filter(({ id }) => !id.endsWith("desk"));
    return { status: 200, text: consentPage({ query, people, scopes: scopesOf(query) }) };
  }

  private decide(form: URLSearchParams): SimulatedAnswer {
    const trouble = this.troubleWith(form);
    if (trouble) return trouble;
    const redirectUri = form.get("redirect_uri") ?? "";
    const state = form.get("state") ?? "";
    if (form.get("decision") !== "allow") return redirect(redirectUri, { state, error: "access_denied" });
    const member = this.world.members.get(form.get("member") ?? "");
    if (!member) return redirect(redirectUri, { state, error: "invalid_request" });
    const code = this.world.nextSecret("code").slice(0, 27);
    this.world.codes.put(code, {
      code,
      clientId: form.get("client_id") ?? "",
      memberId: member.id,
      scopes: scopesOf(form),
      redirectUri,
      permanent: form.get("duration") === "permanent",
      expiresMs: this.world.now() + CODE_LIFETIME_MS,
    });
    return redirect(redirectUri, { state, code });
  }

  /** Trouble with the app or its address is shown here; the redirect is not to be trusted then. */
  private troubleWith(query: URLSearchParams): SimulatedAnswer | null {
    const redirectUri = query.get("redirect_uri") ?? "";
    if (!APPS.some(({ clientId }) => clientId === query.get("client_id"))) return errorPage("unknown client");
    if (!isRegistered(redirectUri)) return errorPage("redirect_uri mismatch");
    if (query.get("response_type") !== "code") return errorPage("unsupported response_type");
    const scopes = scopesOf(query);
    if (scopes.length === 0 || scopes.some((scope) => !SCOPES.includes(scope))) return errorPage("invalid scope");
    const state = query.get("state") ?? "";
    const duration = query.get("duration") ?? "temporary";
    if (state === "" || !["temporary", "permanent"].includes(duration))
      return redirect(redirectUri, { state, error: "invalid_request" });
    return null;
  }

  private token(request: SimulatedRequest): SimulatedAnswer {
    const clientId = appOf(request.headers);
    if (!clientId) return unauthorized();
    const form = new URLSearchParams(request.body);
    switch (form.get("grant_type")) {
      case "authorization_code":
        return this.exchangeCode(form, clientId);
      case "refresh_token":
        return this.refresh(form.get("refresh_token") ?? "", clientId);
      default:
        return { status: 200, json: { error: "unsupported_grant_type" } };
    }
  }

  private exchangeCode(form: URLSearchParams, clientId: string): SimulatedAnswer {
    const code = this.world.codes.get(form.get("code") ?? "");
    if (code) this.world.codes.delete(code.code);
    const isGood =
      code !== undefined &&
      code.clientId === clientId &&
      code.redirectUri === form.get("redirect_uri") &&
      code.expiresMs > this.world.now();
    // Reddit answers a bad code with 200 and an error inside.
    if (!isGood) return { status: 200, json: { error: "invalid_grant" } };
    const refreshToken = code.permanent ? this.addRefreshToken({ ...code, replaces: null }) : null;
    return this.issue({ ...code, refreshToken, show: refreshToken });
  }

  private refresh(token: string, clientId: string): SimulatedAnswer {
    const row = this.refreshToken(token);
    if (!row || row.clientId !== clientId) return { status: 400, json: { error: "invalid_grant" } };
    // The token this one replaced was kept until now, so that whoever lost the answer with the new one is not locked out.
    if (row.replaces) {
      this.world.refreshTokens.delete(row.replaces);
      this.world.refreshTokens.put(row.token, { ...row, replaces: null });
    }
    if (!row.rotateNext && !this.world.switches.rotateRefreshTokens)
      return this.issue({ ...row, refreshToken: row.token, show: null });
    const rotated = this.addRefreshToken({ ...row, replaces: row.token });
    return this.issue({ ...row, refreshToken: rotated, show: rotated });
  }

  /** A stored refresh token, or a demo one, which is stored on first use. A replaced demo token stays dead. */
  private refreshToken(token: string) {
    const stored = this.world.refreshTokens.get(token);
    if (stored) return stored;
    const isSpent = this.world.spentDemoTokens.get(token) !== undefined;
    const memberId = isSpent ? null : this.world.memberOfDemoToken(token);
    if (!memberId) return null;
    const row = {
      token,
      clientId: DEMO_APP.clientId,
      memberId,
      scopes: [...DEMO_SCOPES],
      rotateNext: false,
      replaces: null,
    };
    this.world.refreshTokens.put(token, row);
    this.world.spentDemoTokens.put(token, true);
    return row;
  }

  private addRefreshToken(owner: {
    clientId: string;
    memberId: string;
    scopes: string[];
    replaces: string | null;
  }): string {
    const token = `${this.world.nextCount("refresh")}-${this.world.nextSecret("refresh").slice(0, 40)}`;
    const { clientId, memberId, scopes, replaces } = owner;
    this.world.refreshTokens.put(token, { token, clientId, memberId, scopes, rotateNext: false, replaces });
    return token;
  }

  private issue(grant: {
    clientId: string;
    memberId: string;
    scopes: string[];
    refreshToken: string | null;
    show: string | null;
  }): SimulatedAnswer {
    const seconds = this.world.switches.accessTokenSeconds;
    const token = `sim.${this.world.nextSecret("access")}`;
    const { clientId, memberId, scopes, refreshToken } = grant;
    this.dropExpired();
    this.world.accessTokens.put(token, {
      token,
      clientId,
      memberId,
      scopes,
      refreshToken,
      expiresMs: this.world.now() + seconds * 1000,
    });
    const json = { access_token: token, token_type: "bearer", expires_in: seconds, scope: scopes.join(" ") };
    return { status: 200, json: grant.show ? { ...json, refresh_token: grant.show } : json };
  }

  private dropExpired(): void {
    const now = this.world.now();
    for (const row of [...this.world.accessTokens.values()])
      if (row.expiresMs <= now) this.world.accessTokens.delete(row.token);
  }

  /** 204 even for unknown tokens. A refresh token takes its access tokens with it. */
  private revoke(request: SimulatedRequest): SimulatedAnswer {
    const clientId = appOf(request.headers);
    if (!clientId) return unauthorized();
    const token = new URLSearchParams(request.body).get("token") ?? "";
    const refresh = this.refreshToken(token);
    const owner = refresh ?? this.world.accessTokens.get(token);
    if (owner && owner.clientId !== clientId) return { status: 400, json: { error: "unauthorized_client" } };
    this.world.accessTokens.delete(token);
    this.world.refreshTokens.delete(token);
    if (refresh) {
      for (const row of [...this.world.accessTokens.values()]) {
        if (row.refreshToken === token) this.world.accessTokens.delete(row.token);
      }
    }
    return { status: 204 };
  }
}

/** Apps are registered with one address; the demo's may use any loopback port. */
function isRegistered(redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const { protocol, hostname, pathname, hash } = new URL(redirectUri);
  return (
    protocol === "http:" &&
    ["localhost", "127.0.0.1"].includes(hostname) &&
    pathname === DEMO_APP.redirectPath &&
    hash === ""
  );
}

function scopesOf(query: URLSearchParams): string[] {
  return (query.get("scope") ?? "").split(/[\s,]+/).filter(Boolean);
}

/** Credentials count only in the Basic header. */
function appOf(headers: Headers): string | null {
  const encoded = /^Basic\s+(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (!encoded) return null;
  const [id, ...secret] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  const app = APPS.find(({ clientId, clientSecret }) => clientId === id && clientSecret === secret.join(":"));
  return app?.clientId ?? null;
}

function unauthorized(): SimulatedAnswer {
  return {
    status: 401,
    headers: { "www-authenticate": 'Basic realm="reddit"' },
    json: { message: "Unauthorized", error: 401 },
  };
}

/** Reddit ends its redirects with `#_`. */
function redirect(redirectUri: string, parameters: Record<string, string>): SimulatedAnswer {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { status: 302, headers: { location: `${url}#_` }, text: "" };
}
