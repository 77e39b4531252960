import {
  type AuditFilter,
  type AuditSubject,
  findAuditSubjects,
  findOfAdoptions,
  findRunIds,
  listAuditEntries,
} from "../db/audit-list";
import { findPersonNames } from "../db/people";
import type { Actor } from "../domain/actor";
import type { AuditEntryView } from "../domain/views/audit";
import { platforms } from "../platforms/registry";
import { changesOf, choicesOf, nameIn, reasonOf } from "./audit-changes";

export type ListAudit = { actor: Actor } & Omit<AuditFilter, "organizationId">;

/** Who did what in the organisation, newest first. */
export async function listAudit({
  actor: { organizationId },
  ...filter
}: ListAudit): Promise<{ items: AuditEntryView[]; nextCursor: string | null }> {
  const rows = await listAuditEntries({ organizationId, ...filter });
  const entries = rows.slice(0, filter.limit);
  const [subjects, people, runs, ofAdoptions] = await Promise.all([
    findAuditSubjects(organizationId, entries),
    findPersonNames(entries.flatMap(({ actorId }) => actorId ?? [])),
    findRunIds(
      organizationId,
      entries.flatMap(({ syncRunId }) => syncRunId ?? []),
    ),
    findOfAdoptions(
      organizationId,
      entries.filter(({ actorKind, syncRunId }) => actorKind === "platform" && syncRunId === null),
    ),
  ]);
  const items = entries.map(({ before, after, ...entry }): AuditEntryView => {
    const subject = subjects.get(entry.subjectId);
    return {
      id: entry.id,
      at: entry.at.toISOString(),
      by: {
        kind: entry.actorKind,
        id: entry.actorId,
        name: people.get(entry.actorId ?? "") ?? entry.actorName ?? nameOfPlatform(entry.actorKind, subject),
      },
      ...(ofAdoptions.has(entry.id) ? { adopted: true } : {}),
      action: entry.action,
      subject: {
        kind: entry.subjectKind,
        id: entry.subjectId,
        name: subject?.name ?? nameIn(before, after),
        gone: subject?.gone ?? true,
        campaignSetId: subject?.campaignSetId ?? null,
        currency: subject?.currency ?? null,
      },
      runId: entry.syncRunId && runs.has(entry.syncRunId) ? entry.syncRunId : null,
      reason: reasonOf(before),
      choices: choicesOf(after),
      changes: changesOf(before, after),
    };
  });
  return { items, nextCursor: rows.length > filter.limit ? (entries.at(-1)?.id ?? null) : null };
}

const nameOfPlatform = (actorKind: string, subject: AuditSubject | undefined): string | null =>
  actorKind === "platform" && subject?.platform
    ? (platforms[subject.platform]?.capabilities.displayName ?? null)
    : null;
