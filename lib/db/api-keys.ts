import type { Role } from "../domain/actor";
import { db } from "./client";

export type LiveApiKey = { id: string; organizationId: string; name: string; role: Role; lastUsedAt: Date | null };

/** The key with this hash, unless it was revoked. */
export const findLiveApiKey = (hash: string): Promise<LiveApiKey | null> =>
  db.apiKey.findFirst({
    where: { hash, revokedAt: null },
    select: { id: true, organizationId: true, name: true, role: true, lastUsedAt: true },
  });

export const touchApiKey = (keyId: string, at: Date) =>
  db.apiKey.updateMany({ where: { id: keyId }, data: { lastUsedAt: at } });
