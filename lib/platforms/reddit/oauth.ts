import { z } from "zod";
import { PlatformError } from "../../errors";
import { LONGEST_WAIT_MS } from "../../http/request-json";
import type { Authorization, AuthorizationHost, RefreshDependencies, RefreshedTokens } from "../types";
import { DEMO_APP } from "./fixtures";

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().int().positive().optional(),
  refresh_token: z.string().min(1).optional(),
  scope: z.string().optional(),
});
type TokenAnswer = z.infer<typeof TokenAnswer>;

/** Reddit does not always say how long a token lives; an hour is the shortest seen. Source: platform notes, section 1.3. */
const DEFAULT_LIFE_SECONDS = 3600;
const TIMEOUT_MS = 30_000;
/** What a request that was told to slow down waits when Reddit does not say how long. */
const SLOW_DOWN_MS = 60_000;

const Refusal = z.object({ error: z.string() });
const REFUSED = new Set([400, 401, 403]);

/** All that this product needs of an account. Source: platform notes, section 1.6. */
const SCOPES = ["adsread", "adsedit"];

export const redditAuthorization: Authorization = {
  demoApp: { clientId: DEMO_APP.clientId, clientSecret: DEMO_APP.clientSecret },

  /** PKCE goes along as an extra that Reddit's documents do not name: nothing rests on it. Source: section 1.2. */
  authorizeUrl({ authBaseUrl, clientId, redirectUri, state, codeChallenge }) {
    const url = new URL(`${authBaseUrl}/api/v1/authorize`);
    url.search = new URLSearchParams({
      client_id: clientId,
      response_type: "code",
      state,
      redirect_uri: redirectUri,
      // Without it there is no refresh token, and access ends within the hour.
      duration: "permanent",
      scope: SCOPES.join(" "),
      code_challenge: codeChallenge,
      code_challenge_method: "S256",
    }).toString();
    return url.href;
  },

  async exchange(host, { code, redirectUri, codeVerifier }) {
    const { response, text } = await postForm(host, "access_token", {
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    });
    const answer = TokenAnswer.safeParse(parse(text));
    if (!response.ok || !answer.success) throw exchangeError(response, text);
    const { refresh_token: refreshToken, scope } = answer.data;
    if (!refreshToken) {
      throw new PlatformError("rejected", "code exchange: no refresh token", {
        sentence: "Reddit gave access for an hour only. Connect once more, and allow lasting access.",
        status: response.status,
      });
    }
    // Separated by spaces or commas, in any order; an answer that names none granted what was asked for.
    const scopes = scope?.split(/[\s,]+/).filter(Boolean) ?? SCOPES;
    const missing = SCOPES.filter((wanted) => !scopes.includes(wanted));
    if (missing.length > 0) {
      throw new PlatformError("rejected", `code exchange: without ${missing.join(", ")}`, {
        sentence: `Reddit did not grant ${missing.join(" and ")}, without which nothing can be read and changed.`,
        status: response.status,
      });
    }
    return { accessToken: answer.data.access_token, expiresInSeconds: lifeOf(answer.data), refreshToken, scopes };
  },

  async revoke(host, refreshToken) {
    const { response } = await postForm(host, "revoke_token", {
      token: refreshToken,
      token_type_hint: "refresh_token",
    });
    if (response.ok) return;
    if (response.status === 429) throw slowDown(response);
    throw REFUSED.has(response.status)
      ? new PlatformError("rejected", `revoke refused: ${response.status}`, {
          sentence: "Reddit did not take the sign-in back from this application.",
          status: response.status,
        })
      : unavailable(`revoke: ${response.status}`, response.status);
  },
};

/**
 * Exchanges the refresh token. Reddit answers a refused one with 400, or with 200 and an error inside; both mean that
 * a person has to connect again. Anything else, an answer cut short among them, says nothing about the token. Source: platform notes, sections 1.4 and 1.5.
 */
export async function refreshTokens({ refreshToken, ...host }: RefreshDependencies): Promise<RefreshedTokens> {
  const { response, text } = await postForm(host, "access_token", {
    grant_type: "refresh_token",
    refresh_token: refreshToken,
  });
  const answer = TokenAnswer.safeParse(parse(text));
  if (!response.ok || !answer.success) {
    const isRefused = REFUSED.has(response.status) || (response.ok && Refusal.safeParse(parse(text)).success);
    throw isRefused
      ? new PlatformError("auth_expired", `token exchange refused: ${response.status}`, {
          sentence: "Reconnect Reddit: it no longer accepts our sign-in.",
          status: response.status,
        })
      : unavailable(`token exchange: ${response.status}, no token in the answer`, response.status);
  }
  return {
    accessToken: answer.data.access_token,
    expiresInSeconds: lifeOf(answer.data),
    refreshToken: answer.data.refresh_token ?? null,
  };
}

/** One call to a token endpoint. The application names itself in the header: Reddit refuses it in the body. */
async function postForm(
  { fetch, authBaseUrl, userAgent, clientId, clientSecret }: AuthorizationHost,
  endpoint: "access_token" | "revoke_token",
  form: Record<string, string>,
): Promise<{ response: Response; text: string }> {
  const response = await fetch(`${authBaseUrl}/api/v1/${endpoint}`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
      "user-agent": userAgent,
    },
    body: new URLSearchParams(form).toString(),
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: "error",
  }).catch((cause: unknown) => {
    throw new PlatformError("unavailable", `${endpoint}: no answer`, {
      sentence: "Reddit could not be reached.",
      cause,
    });
  });
  return { response, text: await response.text().catch(() => "") };
}

/** Why a code was not exchanged. Status and body both count: a bad code is answered with 200. Source: section 1.5. */
function exchangeError(response: Response, text: string): PlatformError {
  const { status } = response;
  if (status === 429) return slowDown(response);
  if (status === 401) {
    return new PlatformError("rejected", "code exchange: the application is not known", {
      sentence: "Reddit does not know this application. Check its client id and secret.",
      status,
    });
  }
  const refusal = Refusal.safeParse(parse(text));
  if (REFUSED.has(status) || (response.ok && refusal.success)) {
    return new PlatformError("rejected", `code exchange refused: ${refusal.data?.error ?? status}`, {
      sentence: "Reddit no longer takes this sign-in: it was used before, or it took too long. Connect once more.",
      status,
    });
  }
  return unavailable(`code exchange: ${status}, no token in the answer`, status);
}

function slowDown(response: Response): PlatformError {
  const seconds = Number(response.headers.get("retry-after"));
  return new PlatformError("rate_limited", "token endpoint: told to slow down", {
    sentence: "Reddit asks to slow down. Try again in a minute.",
    status: response.status,
    retryAfterMs: seconds > 0 ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : SLOW_DOWN_MS,
  });
}

const unavailable = (message: string, status: number) =>
  new PlatformError("unavailable", message, { sentence: "Reddit is not available just now.", status });

const lifeOf = (answer: TokenAnswer): number => answer.expires_in ?? DEFAULT_LIFE_SECONDS;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
