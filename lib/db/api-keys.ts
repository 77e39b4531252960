import type { Role } from "../domain/actor";
import { db } from "./client";

export type LiveApiKey = { id: string; organizationId: string; name: string; role: Role; lastUsedAt: Date | null };

const underWay = new Map<string, Promise<LiveApiKey | null>>();

/** The key with this hash, unless it was revoked. Asked at every call: calls that come at the same moment share one answer. */
export function findLiveApiKey(hash: string): Promise<LiveApiKey | null> {
  const known = underWay.get(hash);
  if (known) return known;
  const finding = readLiveApiKey(hash).finally(() => underWay.delete(hash));
  underWay.set(hash, finding);
  return finding;
}

async function readLiveApiKey(hash: string): Promise<LiveApiKey | null> {
  const [key] = await db.$queryRaw<LiveApiKey[]>`
    select "id", "organizationId", "name", "role", "lastUsedAt" from "ApiKey" where "hash" = ${hash} and "revokedAt" is null`;
  return key ?? null;
}

export const touchApiKey = (keyId: string, at: Date) =>
  db.apiKey.updateMany({ where: { id: keyId }, data: { lastUsedAt: at } });
