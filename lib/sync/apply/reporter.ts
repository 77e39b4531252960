import type { Clock } from "../../clock";
import { type LiveMessage, organizationTopic, setTopic } from "../../db/live";
import type { LinkPatch, OperationPatch } from "../../db/progress";
import type { CanonicalRecord } from "../../domain/canonical";
import type { OperationView } from "../../domain/views/plans";
import type { SyncRunView } from "../../domain/views/sync-runs";
import type { RecordedError } from "../../errors";
import type { ObservedRecord, Operation } from "../../platforms/types";
import { retryWaitMs } from "../core/retries";
import type { Saver } from "../saver";
import { toOperationView } from "../views";
import { type Node, sentValue, toOperation } from "./node";

export type Counts = { synced: number; failed: number; skipped: number };

const RUN_EVENT_GAP_MS = 1_000;

/**
 * Everything a run writes while it works: each method saves one fact about one operation, together with the live event
 * that tells it, and resolves when both are durable.
 */
export function createReporter({
  saver,
  clock,
  run,
  counts,
  random,
}: {
  saver: Saver;
  clock: Clock;
  run: {
    id: string;
    organizationId: string;
    campaignSetId: string;
    isRetry: boolean;
    view: (counts: Counts) => SyncRunView;
  };
  counts: Counts;
  random: () => number;
}) {
  let lastRunEventAt = 0;
  const at = () => clock.now().toISOString();

  const link = (node: Node, patch: Partial<LinkPatch>): LinkPatch => ({
    id: node.linkId,
    connectionId: node.row.connectionId,
    campaignId: node.row.campaignId,
    recordKind: node.row.recordKind,
    recordId: node.row.recordId,
    ...patch,
  });

  const operation = (node: Node, patch: Partial<OperationPatch>): OperationPatch => {
    Object.assign(node.row, patch, patch.endedAt ? { endedAt: new Date(patch.endedAt) } : {});
    return { id: node.row.id, attempts: node.attempts, ...patch };
  };

  function messages(node: Node): LiveMessage[] {
    const view = run.view(counts);
    const told: LiveMessage[] = [
      {
        topic: setTopic(run.campaignSetId),
        type: "operation",
        data: { runId: run.id, operation: toOperationView(node.row) satisfies OperationView, progress: view.progress },
      },
    ];
    const now = clock.now().getTime();
    if (now - lastRunEventAt >= RUN_EVENT_GAP_MS) {
      lastRunEventAt = now;
      told.push({ topic: organizationTopic(run.organizationId), type: "run", data: { run: view } });
    }
    return told;
  }

  /** Changes the counts now, so that the event told with the entry shows them, and in the row when it is saved. */
  const count = (delta: Partial<Counts>): Partial<Counts> => {
    counts.synced += delta.synced ?? 0;
    counts.failed += delta.failed ?? 0;
    counts.skipped += delta.skipped ?? 0;
    return delta;
  };

  /** A person's run begins a new series of tries, a retry counts on. What waiting cannot mend is left to people. */
  const retries = (node: Node, error: RecordedError): Pick<LinkPatch, "retryCount" | "nextAttemptAt"> => {
    const retryCount = run.isRetry ? node.retryCount + 1 : 1;
    const waitMs = retryWaitMs(error.code, retryCount, random);
    const now = clock.now().getTime();
    return { retryCount, nextAttemptAt: waitMs === null ? null : new Date(now + waitMs).toISOString() };
  };

  /** What is known now, and nothing else: what both sides agree on, and what the platform holds beside it. */
  type Landed = { desired: CanonicalRecord; agreed: CanonicalRecord; observed: CanonicalRecord };

  const landedLink = (node: Node, platformId: string, { desired, agreed, observed }: Landed): Partial<LinkPatch> => {
    node.platformId = platformId;
    node.intentAt = null;
    node.intentDesired = null;
    node.observed = { ...node.observed, ...observed };
    return {
      platformId,
      intentAt: null,
      intent: null,
      shadowDesired: desired,
      shadowObserved: agreed,
      observed,
      observedAt: at(),
      writtenAt: at(),
      lastSyncedAt: at(),
      errorLog: null,
      retryCount: 0,
      nextAttemptAt: null,
      parts: node.parts,
    };
  };

  /**
   * Of a create everything moves. What an answer leaves out is taken as sent: the call was accepted. What differs in an
   * object that was found is a person's edit since, to be judged with the next reading.
   */
  const created = (node: Node, done: Operation, record: ObservedRecord): Landed => {
    const desired = node.intentDesired ?? sentValue(done);
    const observed = { ...desired, ...record.value };
    const sent = Object.fromEntries(Object.entries(desired).filter(([, value]) => value !== null));
    return { desired, agreed: node.wasFound ? { ...observed, ...sent } : observed, observed };
  };

  /** Of what was found only to be put away both moves: the create that was lost, and what was sent now. */
  const foundAndUpdated = (node: Node, done: Operation, record: ObservedRecord): Landed => {
    const [first, then] = [created(node, done, record), updated(done, record, done.changed)];
    return {
      desired: { ...first.desired, ...then.desired },
      agreed: { ...first.agreed, ...then.agreed },
      observed: { ...first.observed, ...then.observed },
    };
  };

  /**
   * Of an update only what we sent moves the shadow: another field that differs is a person's edit over there, to be
   * judged with the next plan.
   */
  const updated = (done: Operation, record: ObservedRecord, fields: string[]): Landed => {
    const sent = pick(done.desired, fields);
    return {
      desired: sent,
      agreed: { ...sent, ...pick(record.value, fields) },
      observed: { ...sent, ...record.value },
    };
  };

  const knownOf = (node: Node, done: Operation, record: ObservedRecord): Landed => {
    if (done.kind === "create") return created(node, done, record);
    return node.wasFound ? foundAndUpdated(node, done, record) : updated(done, record, done.changed);
  };

  return {
    operationOf: toOperation,

    intended: (node: Node) => {
      const row = operation(node, { state: "applying", startedAt: at() });
      return saver.save({
        link: link(node, {
          marker: node.marker,
          intentAt: node.intentAt?.toISOString(),
          intent: node.intentDesired,
          syncStatus: "syncing",
        }),
        operation: row,
        messages: messages(node),
      });
    },

    /** An update is about to leave, or it is known that nothing of it arrived. */
    intentChanged: (node: Node) =>
      saver.save({ link: link(node, { intentAt: node.intentAt?.toISOString() ?? null, intent: node.intentDesired }) }),

    partsChanged: (node: Node) => saver.save({ link: link(node, { parts: node.parts, marker: node.marker }) }),

    /** A create or the fields of an update are there. A top that is enabled later stays open. */
    landed: (node: Node, done: Operation, record: ObservedRecord) => {
      if (record.parts.post && !node.parts.post) node.parts = record.parts;
      const known = knownOf(node, done, record);
      const patch = landedLink(node, record.platformId, known);
      const more = node.row.finalStatus !== null;
      const row = operation(
        node,
        more
          ? { state: "applying", platformId: record.platformId, startedAt: at() }
          : { state: "applied", platformId: record.platformId, startedAt: at(), endedAt: at(), error: null },
      );
      return saver.save({
        link: link(node, { ...patch, marker: node.marker, syncStatus: more ? "syncing" : "synced" }),
        operation: row,
        counts: count(more ? {} : { synced: 1 }),
        messages: messages(node),
      });
    },

    activated: (node: Node, done: Operation, record: ObservedRecord) => {
      const known = updated(done, record, ["status"]);
      const row = operation(node, { state: "applied", platformId: record.platformId, endedAt: at(), error: null });
      return saver.save({
        link: link(node, { ...landedLink(node, record.platformId, known), syncStatus: "synced" }),
        operation: row,
        counts: count({ synced: 1 }),
        messages: messages(node),
      });
    },

    /** It was to be removed, and looking for it found nothing: both sides agree that there is none. */
    neverMade: (node: Node) => {
      const row = operation(node, {
        state: "applied",
        reason: "It was never created there.",
        endedAt: at(),
        error: null,
      });
      return saver.save({
        link: link(node, { intentAt: null, intent: null, syncStatus: "synced", lastSyncedAt: at(), errorLog: null }),
        operation: row,
        counts: count({ synced: 1 }),
        messages: messages(node),
      });
    },

    /** The record is there, but what is below it is not whole, so nothing may spend yet. */
    keptPaused: (node: Node, lost: number) => {
      const row = operation(node, {
        state: "held",
        // Unlike what is held by the plan, it had its turn.
        startedAt: at(),
        endedAt: at(),
        error: null,
        reason: `Kept paused: ${lost === 1 ? "1 record" : `${lost} records`} below it did not land.`,
      });
      return saver.save({
        link: link(node, { syncStatus: "pending" }),
        operation: row,
        counts: count({ synced: 1 }),
        messages: messages(node),
      });
    },

    /** It is there, but somebody paused it here since the run was planned: nobody enables it then. */
    leftPaused: (node: Node) => {
      const isNew = node.row.kind === "create";
      const row = operation(node, {
        state: isNew ? "applied" : "skipped",
        endedAt: at(),
        error: null,
        reason: "Paused here meanwhile, so it was not enabled.",
      });
      return saver.save({
        link: link(node, { syncStatus: isNew ? "synced" : "pending" }),
        operation: row,
        counts: count(isNew ? { synced: 1 } : { skipped: 1 }),
        messages: messages(node),
      });
    },

    tried: (node: Node, error: RecordedError) => {
      const row = operation(node, { error });
      return saver.save({
        link: link(node, { intentAt: node.intentAt?.toISOString() ?? null, intent: node.intentDesired }),
        operation: row,
        messages: messages(node),
      });
    },

    failed: (node: Node, error: RecordedError) => {
      const row = operation(node, { state: "failed", error, endedAt: at() });
      return saver.save({
        link: link(node, {
          marker: node.marker,
          intentAt: node.intentAt?.toISOString() ?? null,
          intent: node.intentDesired,
          syncStatus: "failed",
          errorLog: error,
          ...retries(node, error),
        }),
        operation: row,
        counts: count({ failed: 1 }),
        messages: messages(node),
      });
    },

    skipped: (node: Node, reason: string) => {
      const row = operation(node, { state: "skipped", reason, endedAt: at() });
      return saver.save({ operation: row, counts: count({ skipped: 1 }), messages: messages(node) });
    },
  };
}

export type Reporter = ReturnType<typeof createReporter>;

export const pick = (record: CanonicalRecord, fields: string[]): CanonicalRecord =>
  Object.fromEntries(fields.filter((field) => field in record).map((field) => [field, record[field] ?? null]));
