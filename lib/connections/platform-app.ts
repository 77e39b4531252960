import { PLATFORMS, type Platform } from "../domain/campaign";
import type { ConnectionMode } from "../domain/connection";
import { env } from "../env";
import { AppError } from "../errors";
import { platformOrThrow, platforms } from "../platforms/registry";
import type { AppCredentials } from "../platforms/types";

/** The variables that name our application on each platform with sign-in pages. */
const LIVE_APPS = {
  reddit: ["REDDIT_CLIENT_ID", "REDDIT_CLIENT_SECRET"],
  google_ads: ["GOOGLE_ADS_CLIENT_ID", "GOOGLE_ADS_CLIENT_SECRET"],
  meta: ["META_APP_ID", "META_APP_SECRET"],
} as const satisfies Partial<Record<Platform, readonly [string, string]>>;

/** As which application people let us in. Throws `precondition` when the environment does not say. */
export function appOf({ platform, mode }: { platform: Platform; mode: ConnectionMode }): AppCredentials {
  const { authorization, capabilities } = platformOrThrow(platform);
  if (mode === "simulator") {
    if (env.LOCKSTEP_SIMULATORS === "on") return authorization.demoApp;
    throw new AppError("precondition", `The simulated ${capabilities.displayName} is switched off here.`);
  }
  const [idName, secretName] = platform in LIVE_APPS ? LIVE_APPS[platform as keyof typeof LIVE_APPS] : [];
  const clientId = idName && env[idName];
  const clientSecret = secretName && env[secretName];
  if (clientId && clientSecret) return { clientId, clientSecret };
  throw new AppError(
    "precondition",
    `${capabilities.displayName} itself cannot be connected yet: ${idName} and ${secretName} are not set where Lockstep runs.`,
  );
}

export type ConnectOption = { platform: Platform; mode: ConnectionMode; name: string; why: string | null };

/** What can be connected here, for the page that offers it; `why` says what stands in the way of an offer. */
export function connectOptions(): ConnectOption[] {
  return PLATFORMS.flatMap((platform) => {
    const definition = platforms[platform];
    if (!definition) return [];
    const modes: ConnectionMode[] = env.LOCKSTEP_SIMULATORS === "on" ? ["simulator", "live"] : ["live"];
    const name = definition.capabilities.displayName;
    return modes.map((mode) => ({ platform, mode, name, why: obstacle(platform, mode) }));
  });
}

function obstacle(platform: Platform, mode: ConnectionMode): string | null {
  try {
    appOf({ platform, mode });
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

/** How a platform is written in addresses. */
export const platformSlug = (platform: Platform): string => platform.replace("_", "-");

/** Where a platform sends people back to. It is registered there, letter by letter. */
export const callbackUrl = (platform: Platform): string =>
  new URL(`/api/connections/${platformSlug(platform)}/callback`, env.AUTH_URL ?? `http://localhost:${env.PORT}`).href;
