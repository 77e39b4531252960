import { createOpener, type Opener } from "../connections/open-connection";
import { credentialStore } from "../db/connections";
import { saveProgress } from "../db/progress";
import type { Worker } from "../sync/carry-out-here";
import { type SyncWorld, virtualStores } from "./sync-world";

export class WorkerDied extends Error {}

export type MortalWorker = Worker & { open: Opener; died: () => boolean; revive: () => void };

type Mortality = {
  /** The sign of life at which it dies: before or after a call, before or after a save. Never when it is infinite. */
  dieAt: number;
  /** The sign of life at which it only stumbles: this is awaited, and it lives on with what is left. */
  stumble?: { at: number; over: () => Promise<void> };
  /** The line its calls leave by; the world's platform itself when left out. */
  fetch?: typeof globalThis.fetch;
  credentials?: typeof credentialStore;
  /** Spoils the connections it opens, to see that a check notices. */
  change?: (open: Opener) => Opener;
  save?: typeof saveProgress;
};

/** A worker that dies at its n-th sign of life, once. Whoever revives it gives it a new process. */
export function createMortalWorker(world: SyncWorld, mortality: Mortality): MortalWorker {
  const { dieAt, stumble, change, save = saveProgress, credentials = credentialStore } = mortality;
  const { fetch: line = world.host.fetch } = mortality;
  let beats = 0;
  let isDead = false;
  let hasDied = false;
  const beat = async () => {
    beats += 1;
    if (beats === dieAt) {
      isDead = true;
      hasDied = true;
    }
    if (isDead) throw new WorkerDied("the worker was killed");
    if (beats === stumble?.at) await stumble.over();
  };
  const fetch = async (...request: Parameters<typeof globalThis.fetch>) => {
    await beat();
    const answer = await line(...request);
    await beat();
    return answer;
  };
  const open = createOpener({
    clock: world.clock,
    fetch: fetch as typeof globalThis.fetch,
    ...virtualStores(world.clock),
    credentials: (scope) => credentials(scope, () => world.clock.now()),
  });
  return {
    open: change ? change(open) : open,
    save: async (progress) => {
      await beat();
      const outcome = await save(progress);
      await beat();
      return outcome;
    },
    died: () => hasDied,
    revive: () => {
      isDead = false;
    },
  };
}

export const withoutLookUp =
  (open: Opener): Opener =>
  async (options) => {
    const connection = await open(options);
    const findByIntent = async (intents: unknown[]) => intents.map(() => ({ outcome: "none" as const }));
    return { ...connection, adapter: { ...connection.adapter, findByIntent } };
  };
