import { type Clock, systemClock } from "../clock";
import { connectionForSync, type credentialStore } from "../db/connections";
import { platformOrThrow } from "../platforms/registry";
import type { AccountDirectory } from "../platforms/types";
import { createLineOpener } from "./open-connection";

/** Time and the network, as the verbs of this folder use them; a test hands in its own. */
export type Reach = { clock: Clock; fetch: typeof globalThis.fetch };

export const REACH: Reach = { clock: systemClock, fetch: (input, init) => globalThis.fetch(input, init) };

/** A person waits for the answer: longer than this for a quota, and they are told to try again. */
const PATIENCE_MS = 15_000;

type Target = { organizationId: string; connectionId: string; credentials?: typeof credentialStore };

/** Asks a platform where the person who signed in may work, and lets go of the line whatever comes of it. */
export async function askDirectory<Answer>(
  { clock, fetch }: Reach,
  { organizationId, connectionId, credentials }: Target,
  ask: (directory: AccountDirectory) => Promise<Answer>,
): Promise<Answer> {
  const open = createLineOpener({ clock, fetch, ...(credentials ? { credentials } : {}) });
  const deadline = new Date(clock.now().getTime() + PATIENCE_MS);
  const line = await open({ organizationId, connectionId, syncRunId: null, deadline });
  try {
    return await ask(line.definition.discoverAccounts(line.request));
  } finally {
    await line.close();
  }
}

/** Facts of a connection's platform. Throws `not_found`. */
export async function platformOf(scope: { organizationId: string; connectionId: string }) {
  const connection = await connectionForSync(scope);
  return { connection, definition: platformOrThrow(connection.platform) };
}
