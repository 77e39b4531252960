import { z } from "zod";
import { PlatformError } from "../../errors";
import type { RefreshDependencies, RefreshedTokens } from "../types";

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().int().positive().optional(),
  refresh_token: z.string().min(1).optional(),
});

/** Reddit does not always say how long a token lives; an hour is the shortest seen. Source: platform notes, section 1.3. */
const DEFAULT_LIFE_SECONDS = 3600;
const TIMEOUT_MS = 30_000;

const Refusal = z.object({ error: z.string() });
const REFUSED = new Set([400, 401, 403]);

/**
 * Exchanges the refresh token. Reddit answers a refused one with 400, or with 200 and an error inside; both mean that
 * a person has to connect again. Anything else, an answer cut short among them, says nothing about the token. Source: platform notes, sections 1.4 and 1.5.
 */
export async function refreshTokens({
  fetch,
  authBaseUrl,
  userAgent,
  clientId,
  clientSecret,
  refreshToken,
}: RefreshDependencies): Promise<RefreshedTokens> {
  const response = await fetch(`${authBaseUrl}/api/v1/access_token`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
      "user-agent": userAgent,
    },
    body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken }).toString(),
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: "error",
  }).catch((cause: unknown) => {
    throw new PlatformError("unavailable", "token exchange: no answer", {
      sentence: "Reddit could not be reached.",
      cause,
    });
  });
  const text = await response.text().catch(() => "");
  const answer = TokenAnswer.safeParse(parse(text));
  if (!response.ok || !answer.success) {
    const isRefused = REFUSED.has(response.status) || (response.ok && Refusal.safeParse(parse(text)).success);
    throw isRefused
      ? new PlatformError("auth_expired", `token exchange refused: ${response.status}`, {
          sentence: "Reconnect Reddit: it no longer accepts our sign-in.",
          status: response.status,
        })
      : new PlatformError("unavailable", `token exchange: ${response.status}, no token in the answer`, {
          sentence: "Reddit is not available just now.",
          status: response.status,
        });
  }
  return {
    accessToken: answer.data.access_token,
    expiresInSeconds: answer.data.expires_in ?? DEFAULT_LIFE_SECONDS,
    refreshToken: answer.data.refresh_token ?? null,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
