import type { Prisma } from "../../prisma/generated/client";
import { recordAudit } from "../db/audit";
import { touchSet } from "../db/campaign-records";
import type { Transaction } from "../db/client";
import type { Actor } from "../domain/actor";
import { stableJson } from "../domain/canonical";
import { staleVersion } from "../errors";

export type Versioned = { id: string; version: number };

/** Refuses an edit of something that was changed since its editor read it. */
export function refuseStale(row: Versioned, version: number): void {
  if (row.version !== version) throw staleVersion();
}

type Edit<Data> = {
  actor: Actor;
  /** As the audit names it: `campaign`, `ad_group`, … */
  kind: string;
  campaignSetId: string;
  row: Versioned & Record<string, unknown>;
  /** Columns to set; those left out or equal to what is stored are not touched. */
  data: Data;
  /** Writes where id and version still match; answers how many rows it wrote. */
  write: (data: Data) => Promise<{ count: number }>;
};

/**
 * Saves an edit with its audit row. An edit that changes nothing writes nothing, and the version stays. Throws
 * `stale_version` when someone was faster.
 */
export async function saveEdit<Data extends Record<string, unknown>>(tx: Transaction, edit: Edit<Data>): Promise<void> {
  const { actor, kind, campaignSetId, row } = edit;
  const entries = Object.entries(edit.data).filter(
    ([key, value]) => value !== undefined && stableJson(value) !== stableJson(row[key]),
  );
  if (entries.length === 0) return;
  const changed = Object.fromEntries(entries) as Data;
  const { count } = await edit.write(changed);
  if (count === 0) throw staleVersion();
  const before = Object.fromEntries(Object.keys(changed).map((key) => [key, row[key]]));
  await recordAudit(tx, {
    actor,
    action: `${kind}.edit`,
    subjectKind: kind,
    subjectId: row.id,
    before: auditJson(before),
    after: auditJson(changed),
  });
  await touchSet(tx, actor.organizationId, campaignSetId);
}

/** Amounts as decimal texts and instants as ISO texts: plain JSON. */
export const auditJson = (value: Record<string, unknown>): Prisma.InputJsonValue => JSON.parse(stableJson(value));
