import type { Clock } from "../clock";
import type { CredentialStore, Credentials } from "../domain/credentials";
import { PlatformError } from "../errors";
import type { Tokens } from "../http/request-json";
import type { RefreshedTokens } from "../platforms/types";

// Renewed a little early, so that a call does not leave with a token that dies on the way.
const EARLY_MS = 120_000;
const LEASE_MS = 45_000;
const ASK_AGAIN_MS = 250;
const PATIENCE_MS = 60_000;

/**
 * The access token of one connection, renewed once for all workers: one takes the lease and exchanges, the others wait
 * and read what it saved. The old refresh token stays stored until the new one is.
 */
export function createTokens({
  store,
  clock,
  exchange,
  earlyMs = EARLY_MS,
}: {
  store: CredentialStore;
  clock: Clock;
  exchange: (credentials: Credentials) => Promise<RefreshedTokens>;
  /** A token with less than this left is renewed. */
  earlyMs?: number;
}): Tokens {
  let known: Credentials | null = null;
  let renewing: Promise<string> | null = null;

  const usable = (credentials: Credentials | null, refused: string | null): string | null => {
    const token = credentials?.accessToken;
    if (!token || token === refused) return null;
    const expiresAt = credentials?.expiresAt ? Date.parse(credentials.expiresAt) : Number.POSITIVE_INFINITY;
    return expiresAt - earlyMs > clock.now().getTime() ? token : null;
  };

  async function renew(refused: string | null): Promise<string> {
    const giveUpAt = clock.now().getTime() + PATIENCE_MS;
    for (;;) {
      known = await store.read();
      const token = usable(known, refused);
      if (token) return token;
      const lease = await store.takeLease(LEASE_MS);
      const renewed = lease && (await exchangeUnderLease(refused).finally(() => store.releaseLease(lease)));
      if (renewed) return renewed;
      if (clock.now().getTime() > giveUpAt) {
        throw new PlatformError("unavailable", "another worker holds the token exchange", {
          sentence: "The sign-in is being renewed. Try again in a moment.",
        });
      }
      await clock.sleep(ASK_AGAIN_MS);
    }
  }

  /** Null when another sign-in was stored meanwhile: a lease passes, and a person who connects anew does not wait for it. */
  async function exchangeUnderLease(refused: string | null): Promise<string | null> {
    const credentials = await store.read();
    // Another worker may have finished between our last look and the lease.
    const token = usable(credentials, refused);
    if (token) {
      known = credentials;
      return token;
    }
    const fresh = await exchangeUnlessReplaced(credentials);
    if (!fresh) return null;
    const renewed = {
      ...credentials,
      accessToken: fresh.accessToken,
      refreshToken: fresh.refreshToken ?? credentials.refreshToken,
      expiresAt: new Date(clock.now().getTime() + fresh.expiresInSeconds * 1000).toISOString(),
    };
    if (!(await store.save(renewed, credentials))) return null;
    known = renewed;
    return fresh.accessToken;
  }

  async function exchangeUnlessReplaced(credentials: Credentials): Promise<RefreshedTokens | null> {
    try {
      return await exchange(credentials);
    } catch (error) {
      const isRefused = error instanceof PlatformError && error.code === "auth_expired";
      if (!isRefused || (await store.markRefused(error.sentence, credentials))) throw error;
      return null;
    }
  }

  const renewOnce = (refused: string | null): Promise<string> => {
    renewing ??= renew(refused).finally(() => {
      renewing = null;
    });
    return renewing;
  };

  return {
    current: async () => usable(known, null) ?? (await renewOnce(null)),
    async refresh(refused) {
      const renewed = await renewOnce(refused);
      // The exchange we joined was about an older token than the one refused now.
      return renewed === refused ? renewOnce(refused) : renewed;
    },
    async giveUp(reason) {
      if (known) await store.markRefused(reason, known);
    },
  };
}
