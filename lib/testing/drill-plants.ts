import type { Opener } from "../connections/open-connection";
import { credentialStore } from "../db/connections";
import { saveProgress } from "../db/progress";
import { withoutLookUp } from "./mortal-worker";

/** Faults planted by the drill itself, by replacing what the workers are given, to see that it notices. */
export const PLANTS = ["no_look_up", "listings_trusted", "echo_as_change", "refresh_without_lock"] as const;
export type Plant = (typeof PLANTS)[number];

/** The actions that bring a plant to light soonest. */
export const ACTIONS_OF: Record<Plant, readonly string[]> = {
  no_look_up: ["add a campaign here", "a fault", "push"],
  listings_trusted: ["a lying list", "rename a campaign here"],
  echo_as_change: ["rename a campaign here", "push", "pull"],
  refresh_without_lock: ["a race with an expired token", "rename a campaign here"],
};

type Parts = { change?: (open: Opener) => Opener; save?: typeof saveProgress; credentials?: typeof credentialStore };

export function plantedParts(plant: Plant | undefined): Parts {
  switch (plant) {
    case "no_look_up":
      return { change: withoutLookUp };
    case "listings_trusted":
      return { change: trustingListings };
    case "echo_as_change":
      return { save: forgettingEchoes };
    case "refresh_without_lock":
      return { credentials: withoutLock };
    default:
      return {};
  }
}

/** Makes every direct read answer "gone": a pull that acts on it, or on one short listing, throws records away. */
const trustingListings =
  (open: Opener): Opener =>
  async (options) => {
    const connection = await open(options);
    return { ...connection, adapter: { ...connection.adapter, fetch: async () => "gone" as const } };
  };

/** Forgets what a write's own answer showed, so that the next reading looks like somebody's edit. */
const forgettingEchoes: typeof saveProgress = (progress) =>
  saveProgress({
    ...progress,
    links: progress.links.map(({ shadowObserved: _forgotten, ...link }) =>
      link.shadowDesired === undefined ? link : { ...link, shadowObserved: {} },
    ),
  });

/** Gives the lease to everyone who asks. */
const withoutLock: typeof credentialStore = (scope, testTime) => ({
  ...credentialStore(scope, testTime),
  takeLease: async () => "everyone's",
});
