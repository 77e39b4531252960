import type { SyncStatus } from "../domain/campaign";
import { db } from "./client";

/** Open runs by what they do and whether anybody works on them yet. */
export const countOpenRuns = (organizationId: string) => db.$queryRaw<{ kind: string; status: string; runs: number }[]>`
  select "kind"::text as kind, "status"::text as status, count(*)::int as runs from "SyncRun"
  where "organizationId" = ${organizationId}::uuid and "status" in ('queued', 'running') group by 1, 2`;

/** Records that are, or were, on a connection's platform, by how they stand with it. */
export const countLinkStates = (organizationId: string) => db.$queryRaw<
  { connectionId: string; state: SyncStatus; records: number }[]
>`
  select "connectionId", "syncStatus"::text as state, count(*)::int as records from "Link"
  where "organizationId" = ${organizationId}::uuid group by 1, 2`;
