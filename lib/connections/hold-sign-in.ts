import type { Clock } from "../clock";
import type { CredentialStore } from "../domain/credentials";
import { AppError } from "../errors";

/** Longer than a token exchange may take. */
const LEASE_MS = 45_000;
const ASK_AGAIN_MS = 250;
const PATIENCE_MS = 50_000;

/**
 * Does something with a connection's tokens while no worker exchanges them: what a worker got for the old ones must not
 * overwrite what a person decided meanwhile.
 */
export async function holdSignIn<Result>(
  store: CredentialStore,
  clock: Clock,
  work: () => Promise<Result>,
): Promise<Result> {
  const giveUpAt = clock.now().getTime() + PATIENCE_MS;
  let lease = await store.takeLease(LEASE_MS);
  while (lease === null) {
    if (clock.now().getTime() > giveUpAt) {
      throw new AppError("conflict", "The sign-in is being renewed just now. Try again in a moment.");
    }
    await clock.sleep(ASK_AGAIN_MS);
    lease = await store.takeLease(LEASE_MS);
  }
  try {
    return await work();
  } finally {
    await store.releaseLease(lease);
  }
}
