import { db } from "./client";

const shown = {
  id: true,
  platform: true,
  name: true,
  status: true,
  statusReason: true,
  mode: true,
  lastPullAt: true,
  tokenExpiresAt: true,
  settings: true,
  guardrails: true,
  version: true,
  createdAt: true,
  quotas: { orderBy: { quotaGroup: "asc" } },
  breaker: { select: { state: true, openUntil: true } },
} as const;

/** Connections without their secrets, oldest first; the cursor is the last id of the page before. */
export const listConnectionRows = ({
  organizationId,
  limit,
  cursor,
}: {
  organizationId: string;
  limit: number;
  cursor: string | null;
}) =>
  db.connection.findMany({
    where: { organizationId, ...(cursor ? { id: { gt: cursor } } : {}) },
    select: shown,
    orderBy: { id: "asc" },
    take: limit,
  });

export const findConnectionRow = (organizationId: string, id: string) =>
  db.connection.findFirst({ where: { organizationId, id }, select: shown });

export type ConnectionRow = Awaited<ReturnType<typeof listConnectionRows>>[number];
