import { db } from "../db/client";
import type { makePlan } from "../sync/make-plan";
import type { Field, Written } from "./drill-book";
import { canonical } from "./drill-line";
import { pull } from "./drill-workers";
import type { Drill } from "./drill-world";
import type { RemoteKind, RemoteRecord } from "./reddit-desk";

/** One of our records with what became of it on both sides. */
type Ended = {
  kind: "campaign" | "ad_group" | "ad";
  id: string;
  name: string;
  /** Deleted or archived here, or below something that is. */
  isOver: boolean;
  here: Partial<Record<Field, string>>;
  /** What the platform shows people; null where there is nothing. */
  there: Partial<Record<Field, string>> | null;
  isPutAwayThere: boolean;
  hasVanished: boolean;
  countsAsGone: boolean;
  isLinked: boolean;
  isInConflict: boolean;
};

export type Plan = Awaited<ReturnType<typeof makePlan>>;

/** The laws of sync, on what is left when nobody edits any more and everything is settled. */
export async function checkLaws(drill: Drill, plan: Plan): Promise<void> {
  const { world, book } = drill;
  const { campaignSetId } = world;
  const { records, strangers } = await readEnd(drill);
  await checkStrangers(drill, strangers);
  for (const record of records) checkRecord(drill, record, plan);
  await checkLosses(drill, records);
  await checkAppliedSpend(drill);
  const open = await db.conflict.count({ where: { campaignSetId, status: "open" } });
  if (open > 0) book.blame(`${open} conflicts are open after all were settled`);
}

type Findings = { pulled: number; agreed: number; conflicts: number; copies: number };

/** Whether a pull left everything as it was. */
export function foundNothing(run: { status: string; findings: unknown } | null): boolean {
  const findings = run?.findings as Findings | null | undefined;
  return (
    run?.status === "completed" && findings != null && findings.pulled + findings.agreed + findings.conflicts === 0
  );
}

/** A pull writes nothing, but for putting away what a lost answer made twice. */
export function checkPullWrites({ desk, book }: Drill, run: { findings: unknown } | null): void {
  const { copies = 0 } = (run?.findings as Findings | null | undefined) ?? {};
  const writes = desk.writes();
  if (writes.length > copies)
    book.blame(`a pull wrote: ${writes.map(({ method, path }) => `${method} ${path}`).join(", ")}`);
}

/** A second look at an account where nothing changed finds nothing and writes nothing. */
export async function checkIdempotence(drill: Drill): Promise<void> {
  const { desk, book } = drill;
  desk.forgetCalls();
  const again = await pull(drill);
  if (!foundNothing(again)) {
    const { status, findings, error } = again ?? {};
    book.blame(`a pull of an unchanged account: ${status} ${JSON.stringify(findings)} ${JSON.stringify(error)}`);
  }
  checkPullWrites(drill, again);
}

/**
 * At most one create for each record. Only where an answer was lost and the lists that were asked for it fell short
 * there may have been a second one, which is put away by now.
 */
async function checkStrangers({ world, line, book }: Drill, strangers: RemoteRecord[]): Promise<void> {
  const { organizationId } = world.actor;
  const copies = await db.auditEntry.count({ where: { organizationId, action: "found.archive_copy" } });
  if (copies > 0 && !line.mayLie) book.blame(`${copies} records were made twice although no list lied`);
  for (const { id, name, configured_status: status } of strangers) {
    const known = await db.remoteRecord.count({ where: { connectionId: world.connectionId, platformId: id } });
    book.blame(`${name} (${id}) is ${status} there, no record of ours, and ${known ? "known" : "hidden"}`);
  }
}

/** Both sides as they stand, and what is in use there without being ours. */
async function readEnd({ world, desk, line }: Drill): Promise<{ records: Ended[]; strangers: RemoteRecord[] }> {
  const { campaignSetId } = world;
  const [campaigns, adGroups, ads, links] = [
    await db.campaign.findMany({ where: { campaignSetId } }),
    await db.adGroup.findMany({ where: { campaign: { campaignSetId } } }),
    await db.ad.findMany({ where: { adGroup: { campaign: { campaignSetId } } } }),
    await db.link.findMany({ where: { campaignSetId } }),
  ];
  const over = new Set<string>();
  const rows = [
    ...campaigns.map((row) => ({ ...row, kind: "campaign" as const, parentId: null })),
    ...adGroups.map((row) => ({ ...row, kind: "ad_group" as const, parentId: row.campaignId })),
    ...ads.map((row) => ({ ...row, kind: "ad" as const, parentId: row.adGroupId, name: row.headlines[0] ?? "" })),
  ];
  for (const row of rows) {
    if (row.deletedAt || row.status === "archived" || (row.parentId && over.has(row.parentId))) over.add(row.id);
  }
  const objects = new Map<string, RemoteRecord>();
  const away = new Set<string>();
  const strangers: RemoteRecord[] = [];
  const ours = new Set(links.map(({ platformId }) => platformId));
  for (const [kind, parent] of [
    ["campaign", null],
    ["ad-group", "campaign_id"],
    ["ad", "ad_group_id"],
  ] as [RemoteKind, string | null][]) {
    for (const object of line.seen(await desk.list(kind))) {
      objects.set(object.id, object);
      const isAway = canonical("status", object.configured_status) === "archived";
      if (isAway || (parent && away.has(String(object[parent])))) away.add(object.id);
      else if (!ours.has(object.id)) strangers.push(object);
    }
  }
  const records = rows.map((row): Ended => {
    const link = links.find(({ recordId }) => recordId === row.id);
    const object = link?.platformId ? objects.get(link.platformId) : undefined;
    const budget = "budgetAmountMicros" in row && row.kind === "campaign" ? row.budgetAmountMicros : null;
    return {
      kind: row.kind,
      id: row.id,
      name: row.name,
      isOver: over.has(row.id),
      here: {
        ...(row.kind === "ad" ? {} : { name: row.name }),
        status: row.status,
        ...(budget === null ? {} : { budgetAmountMicros: String(budget) }),
      },
      there: object
        ? {
            ...(row.kind === "ad" ? {} : { name: canonical("name", object.name) }),
            status: canonical("status", object.configured_status),
            ...(budget === null ? {} : { budgetAmountMicros: String(object.goal_value) }),
          }
        : null,
      isPutAwayThere: object ? away.has(object.id) : false,
      hasVanished: line.bereft.has(row.id),
      countsAsGone: link?.goneAt != null,
      isLinked: link?.platformId != null,
      isInConflict: link?.syncStatus === "conflict",
    };
  });
  return { records, strangers };
}

function checkRecord({ book }: Drill, record: Ended, plan: Plan): void {
  const { kind, id, name, here, there, isOver } = record;
  const held = new Set(
    plan.held
      .filter((operation) => operation.recordId === id)
      .flatMap(({ changes }) => changes.map(({ field }) => field)),
  );
  if (record.countsAsGone && !record.hasVanished) book.blame(`${kind} ${name} counts as gone, and is there`);
  if (record.isInConflict) book.blame(`${kind} ${name} is in conflict after all are settled`);
  for (const [field, value] of book.undone) {
    if (!field.startsWith(`${id}/`) || isOver) continue;
    const now = here[field.split("/")[1] as Field];
    if (now !== value) book.blame(`${kind} ${name}: an undo put ${field.split("/")[1]} back to ${value}, it is ${now}`);
  }
  if (isOver) {
    if (there && !record.isPutAwayThere && held.size === 0)
      book.blame(`${kind} ${name} is over here, and in use there`);
    return;
  }
  if (!there) {
    book.blame(`${kind} ${name} is not there`);
    return;
  }
  for (const field of Object.keys(here) as Field[]) {
    if (here[field] !== there[field] && !held.has(field))
      book.blame(`${kind} ${field}: ${here[field]} here, ${there[field]} there`);
    const values = book.written.filter((item) => item.recordId === id && item.field === field);
    for (const value of [here[field], there[field]]) {
      if (!values.some((item) => item.value === value)) book.blame(`${kind} ${field}: nobody wrote ${value}`);
    }
  }
}

/** Every value somebody wrote here, or that we wrote over there, is current, in a conflict or in the history. */
async function checkLosses({ world, book, line }: Drill, records: Ended[]): Promise<void> {
  const { organizationId } = world.actor;
  const links = new Map(
    (await db.link.findMany({ where: { organizationId } })).map(({ platformId, recordId }) => [platformId, recordId]),
  );
  const overwritten = line.replaced.flatMap(({ platformId, field, value, writtenBefore }): Written[] => {
    const recordId = links.get(platformId);
    const entry = book.written
      .slice(0, writtenBefore)
      .find(
        (item) => item.side === "there" && item.recordId === recordId && item.field === field && item.value === value,
      );
    return entry ? [entry] : [];
  });
  const known = new Map(records.map((record) => [record.id, record]));
  const missing = [...book.written.filter(({ side }) => side === "here"), ...overwritten, ...lastThere(book.written)]
    // What was deleted before it ever left has no row any more.
    .filter(({ recordId }) => known.has(recordId))
    .filter(({ recordId, field, value }) => {
      const record = known.get(recordId);
      return !record?.hasVanished && record?.here[field] !== value && record?.there?.[field] !== value;
    });
  if (missing.length === 0) return;
  const traces = new Map<string, string>();
  for (const { recordId, field, value, side } of missing) {
    const found = traces.get(recordId) ?? (await tracesOf(organizationId, recordId));
    traces.set(recordId, found);
    if (!found.includes(JSON.stringify(value)))
      book.blame(`${field}: ${value}, written ${side}, was lost without a trace`);
  }
}

/** What a person there wrote over again is theirs to lose; the last value of each field is not. */
const lastThere = (written: readonly Written[]): Written[] => {
  const last = new Map<string, Written>();
  for (const item of written) if (item.side === "there") last.set(`${item.recordId}/${item.field}`, item);
  return [...last.values()];
};

async function tracesOf(organizationId: string, recordId: string): Promise<string> {
  const where = { organizationId, recordId };
  return JSON.stringify([
    await db.auditEntry.findMany({
      where: { organizationId, subjectId: recordId },
      select: { before: true, after: true },
    }),
    await db.conflict.findMany({ where, select: { fields: true, resolution: true } }),
    await db.operation.findMany({ where, select: { changes: true } }),
  ]);
}

/** No operation that landed moved an amount further than the guardrails let it. */
async function checkAppliedSpend({ world, book }: Drill): Promise<void> {
  const applied = await db.operation.findMany({
    where: { syncRun: { campaignSetId: world.campaignSetId }, state: "applied", kind: { not: "create" } },
    select: { recordName: true, changes: true },
  });
  for (const { recordName, changes } of applied) {
    for (const { field, from, to } of changes as { field: string; from: unknown; to: unknown }[]) {
      if (field !== "budgetAmountMicros" || typeof from !== "string" || typeof to !== "string") continue;
      const growth = Number(to) / Number(from);
      if (growth > 1.5 || growth < 0.2) book.blame(`${recordName}: an operation moved a budget from ${from} to ${to}`);
    }
  }
}
