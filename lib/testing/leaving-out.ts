import type { PullOptions } from "../sync/pull/with-connection";
import type { SyncWorld } from "./sync-world";

type LeavingOut = {
  /** What a direct read of one of them says. */
  directly: "there" | "gone";
  /** Told of each direct read of one of them. */
  onAsked?: (platformId: string) => void;
};

/** The world's platform, with listings that leave some records out, and a word of its own when it is asked for those directly. */
export const leavingOut = (
  world: SyncWorld,
  platformIds: string[],
  { directly, onAsked }: LeavingOut,
): Required<Pick<PullOptions, "open">> => ({
  open: async (options) => {
    const connection = await world.open(options);
    const { adapter } = connection;
    const observe: typeof adapter.observe = async (kind, cursor) => {
      const page = await adapter.observe(kind, cursor);
      return { ...page, records: page.records.filter(({ platformId }) => !platformIds.includes(platformId)) };
    };
    const fetch: typeof adapter.fetch = async (kind, platformId) => {
      if (!platformIds.includes(platformId)) return adapter.fetch(kind, platformId);
      onAsked?.(platformId);
      return directly === "gone" ? "gone" : adapter.fetch(kind, platformId);
    };
    return { ...connection, adapter: { ...adapter, observe, fetch } };
  },
});
