import { db } from "../db/client";
import type { LoggedRequest } from "../platforms/simulators/request-log";
import type { SyncWorld } from "./sync-world";

export type RemoteRecord = Record<string, unknown> & { id: string; configured_status: string };
export type RemoteKind = "campaign" | "ad-group" | "ad" | "post";

/** Reddit takes some questions by POST. */
const ONLY_ASKS = /\/oauth\/|\/history(\?|$)|\/query(\?|$)/;

/** What somebody in Reddit's own pages sees and does in the ad account of a world. */
export function createDesk(world: SyncWorld) {
  const { control } = world.host.platform("reddit").platform;
  const log = world.host.platform("reddit").requests;
  const account = async (): Promise<{ adAccountId: string; profileId: string }> => {
    const { settings } = await db.connection.findUniqueOrThrow({ where: { id: world.connectionId } });
    return settings as { adAccountId: string; profileId: string };
  };
  return {
    /** Every record of a kind, oldest first. */
    async list(kind: RemoteKind): Promise<RemoteRecord[]> {
      const { adAccountId, profileId } = await account();
      const all = control.list(kind, new URLSearchParams()) as RemoteRecord[];
      return all.filter((item) => item.ad_account_id === adAccountId || item.profile_id === profileId);
    },
    /** The record our row is linked to. */
    async of(kind: RemoteKind, recordId: string): Promise<RemoteRecord> {
      const link = await db.link.findFirstOrThrow({ where: { recordId } });
      const found = (await this.list(kind)).find((item) => item.id === link.platformId);
      if (!found) throw new Error(`Reddit has no ${kind} for ${recordId}`);
      return found;
    },
    change: (kind: RemoteKind, id: string, changes: Record<string, unknown>) => control.patch(kind, id, changes),
    /** Calls that changed something, in the order they came, without what only asks. */
    writes: (): (Omit<LoggedRequest, "body"> & { body: unknown })[] =>
      log
        .items()
        .filter(({ method, path }) => (method === "POST" || method === "PATCH") && !ONLY_ASKS.test(path))
        .map(({ body, ...call }) => ({ ...call, body: body ? (JSON.parse(body) as unknown) : null })),
    calls: (): LoggedRequest[] => log.items(),
    forgetCalls: () => log.clear(),
  };
}

export type Desk = ReturnType<typeof createDesk>;
