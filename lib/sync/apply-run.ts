import { uuidv7 } from "uuidv7";
import { type Clock, systemClock } from "../clock";
import { type OpenConnection, type Opener, openConnection } from "../connections/open-connection";
import { refuseInactive } from "../connections/refuse-inactive";
import {
  findLinks,
  findOperationsOfCampaigns,
  listClaimedIds,
  listMovedOperations,
  listOpenOperations,
  listOtherParts,
  listUnmadeChanges,
  listWithdrawnCreates,
  type OperationRow,
} from "../db/operations";
import { isActiveHere } from "../db/pauses";
import { saveProgress } from "../db/progress";
import { claimRun, findRunById, findSetRunById, NOT_TICKED, releaseRun, renewLease } from "../db/sync-runs";
import { lockstepIn } from "../domain/actor";
import { createLimiter } from "../limiter";
import { logger } from "../logger";
import { newMarker } from "../platforms/marker";
import type { Operation, Parts } from "../platforms/types";
import { type LandContext, Paused } from "./apply/land";
import { createLookup } from "./apply/lookup";
import { createNode, type Node } from "./apply/node";
import { createReporter } from "./apply/reporter";
import { lowersSpend } from "./apply/spend";
import { carryOutTree, firstSerious, makeRoom } from "./apply/tree";
import { createWatch } from "./apply/watch";
import { failRun } from "./close-run";
import { isFinal } from "./ending";
import { pauseBeside } from "./pause-beside";
import { isAutomaticRetry } from "./run-scope";
import { createSaver } from "./saver";
import { toSyncRunView } from "./views";

export type ApplyOptions = {
  runId: string;
  /** How long this step may work before it lets go. */
  budgetMs: number;
  clock?: Clock;
  open?: Opener;
  random?: () => number;
  leaseMs?: number;
  save?: typeof saveProgress;
};

/** `done`: nothing is open any more. Otherwise the work goes on in `waitMs`. */
export type ApplyResult = { done: boolean; waitMs: number; waiting: string | null };

/** Long enough for the slowest single save, short enough that a killed worker's run goes on soon. */
const LEASE_MS = 15_000;
/** How long a run is not failed by a platform that is out altogether. */
const PATIENCE_MS = 3_600_000;
const CHUNK = 2_000;
const WRITES_AT_ONCE = 40;
// Mostly waiting for jobs over there; the pacer and the quota decide how many calls leave.
const PREPARATIONS_AT_ONCE = 200;
const BUSY_WAIT_MS = 2_000;
/** A run with more to do than this gives way to smaller ones; a pause never does. */
const LITTLE = 10;

/**
 * Carries out a run's open operations for a while. Safe to repeat and to kill: what has landed is saved with its
 * platform id before anything that depends on it, and a create without an answer is looked up before it is repeated.
 */
export async function applyRun(options: ApplyOptions): Promise<ApplyResult> {
  const { runId, leaseMs = LEASE_MS } = options;
  const claim = await claimRun(runId, leaseMs);
  if (!claim) return leftToOthers(runId);
  try {
    return await applyForAWhile({ ...options, leaseMs }, claim);
  } catch (error) {
    if (!isFinal(error)) throw error;
    // A worker that lost the run to another does not end it for that one.
    await failRun(runId, error, claim);
    return leftToOthers(runId);
  }
}

/** A run that this worker does not hold: closed, or another's for now. */
async function leftToOthers(runId: string): Promise<ApplyResult> {
  const run = await findRunById(runId);
  const isOpen = run?.status === "queued" || run?.status === "running";
  return { done: !isOpen, waitMs: isOpen ? BUSY_WAIT_MS : 0, waiting: null };
}

async function applyForAWhile(
  options: ApplyOptions & { leaseMs: number },
  claim: { generation: number },
): Promise<ApplyResult> {
  const {
    runId,
    budgetMs,
    leaseMs,
    clock = systemClock,
    open = openConnection,
    random = Math.random,
    save = saveProgress,
  } = options;
  const run = await findSetRunById(runId);
  if (!run || run.cancelRequestedAt) return { done: true, waitMs: 0, waiting: null };
  await refuseInactive(run);

  let stopAt = clock.now().getTime() + budgetMs;
  const deadline = new Date(stopAt);
  const saver = createSaver({
    write: save,
    onStopRequested: () => {
      stopAt = 0;
    },
    head: {
      organizationId: run.organizationId,
      campaignSetId: run.campaignSetId,
      syncRunId: runId,
      generation: claim.generation,
      leaseMs,
    },
  });
  const counts = { synced: run.synced, failed: run.failed, skipped: run.skipped };
  const reporter = createReporter({
    saver,
    clock,
    counts,
    random,
    run: {
      id: run.id,
      isRetry: isAutomaticRetry(run),
      organizationId: run.organizationId,
      campaignSetId: run.campaignSetId,
      view: (now) =>
        toSyncRunView(
          { ...run, ...now, status: "running", waiting: null, waitingUntil: null, progressAt: clock.now() },
          clock.now(),
        ),
    },
  });
  const moved = createWatch(() => listMovedOperations(runId));
  const withdrawn = createWatch(() => listWithdrawnCreates(runId));
  const opened = new Map<string, Promise<{ connection: OpenConnection; context: LandContext }>>();
  const openOnce = (connectionId: string) => {
    const known = opened.get(connectionId);
    if (known) return known;
    const yields = run.trigger !== "pause" && run.total > LITTLE;
    const { organizationId } = run;
    const opening = open({ organizationId, connectionId, syncRunId: runId, deadline, yields }).then((connection) => ({
      connection,
      context: {
        adapter: connection.adapter,
        lookup: createLookup(connection.adapter, () => listClaimedIds(connectionId)),
        hasMoved: async ({ row }: Node) => (await moved()).has(row.id),
        isStillWanted: ({ row }: Node) => isActiveHere(row.recordKind, row.recordId),
        isWithdrawn: async ({ row }: Node) => (await withdrawn()).has(row.id),
        pauseBeside: async () => {
          await pauseBeside({ actor: lockstepIn(organizationId), open: run });
        },
        partsOfOthers: async ({ recordKind, recordId }: Operation) =>
          (await listOtherParts(connectionId, recordKind, recordId)) as Parts[],
        clock,
        reporter,
        stopAt: () => stopAt,
        patientUntil: (run.startedAt ?? clock.now()).getTime() + PATIENCE_MS,
        random,
      },
    }));
    opened.set(connectionId, opening);
    return opening;
  };
  let pause: { waiting: string; until: Date } | null = null;
  const beat = () => {
    renewLease(runId, claim.generation, leaseMs).catch((error: unknown) =>
      logger.warn({ err: error, syncRunId: runId }, "the run's lease could not be renewed"),
    );
  };
  const heartbeat = setInterval(beat, Math.max(1_000, leaseMs / 3));

  try {
    for (;;) {
      const tops = await loadTrees(
        runId,
        async (connectionId) => (await openOnce(connectionId)).context.adapter.usesMarkers,
      );
      if (tops.length === 0) return { done: true, waitMs: 0, waiting: null };
      const contexts = new Map<string, LandContext>();
      for (const connectionId of new Set(tops.map((top) => top.row.connectionId))) {
        contexts.set(connectionId, (await openOnce(connectionId)).context);
      }
      const tree = {
        contextOf: (node: Node) => contexts.get(node.row.connectionId) as LandContext,
        writes: createLimiter(WRITES_AT_ONCE),
        preparations: createLimiter(PREPARATIONS_AT_ONCE),
        cramped: new Set(await listCrampedCampaigns(runId)),
      };
      await makeRoom(tops, tree);
      const results = await Promise.allSettled(tops.map((top) => carryOutTree(top, tree)));
      if (results.some((result) => result.status === "rejected")) throw firstSerious(results);
    }
  } catch (error) {
    if (!(error instanceof Paused)) throw error;
    const waitMs = Math.max(0, error.until.getTime() - clock.now().getTime());
    if (stopAt === 0) {
      if ((await findRunById(runId))?.cancelRequestedAt) return { done: true, waitMs: 0, waiting: null };
      // A connection that was out of use for a moment and works again is no reason to leave the rest undone.
      await refuseInactive(run);
    }
    if (error.waiting) pause = { waiting: error.waiting, until: error.until };
    return { done: false, waitMs, waiting: error.waiting };
  } finally {
    clearInterval(heartbeat);
    for (const opening of await Promise.allSettled(opened.values())) {
      if (opening.status === "fulfilled") await opening.value.connection.close();
    }
    await releaseRun(runId, claim.generation, pause);
  }
}

/** Campaigns in which an ad group does not give way: it failed to in an earlier step, or nobody wanted that part of the plan. */
async function listCrampedCampaigns(runId: string): Promise<string[]> {
  const unmade = await listUnmadeChanges(runId, "ad_group");
  return unmade.filter((row) => row.state === "failed" || lowersSpend(row)).map((row) => row.campaignId);
}

/** The next trees with open operations, whole: a tree is never cut in two. */
async function loadTrees(runId: string, usesMarkers: (connectionId: string) => Promise<boolean>): Promise<Node[]> {
  const rows = await wholeTrees(runId, await listOpenOperations(runId, { limit: CHUNK }));
  if (rows.length === 0) return [];
  const campaignIds = [...new Set(rows.map((row) => row.campaignId))];
  const recordIds = [
    ...new Set(rows.flatMap((row) => [row.recordId, ...(row.parentRecordId ? [row.parentRecordId] : [])])),
  ];
  const [links, settled] = await Promise.all([
    findLinks([...new Set(rows.map((row) => row.connectionId))], recordIds),
    findOperationsOfCampaigns(runId, campaignIds),
  ]);
  const linkOf = new Map(links.map((link) => [`${link.connectionId}/${link.recordId}`, link]));
  const nodes = new Map<string, Node>();
  for (const row of rows) {
    // A record's second operation, which somebody let pass a guardrail, has its turn when the first has landed.
    if (nodes.has(row.recordId)) continue;
    const link = linkOf.get(`${row.connectionId}/${row.recordId}`);
    const marker = link?.marker ?? ((await usesMarkers(row.connectionId)) ? newMarker() : "");
    nodes.set(row.recordId, createNode(row, link, { linkId: uuidv7(), marker }));
  }
  const tops: Node[] = [];
  for (const node of nodes.values()) {
    const { parentRecordId, connectionId, campaignId, recordId } = node.row;
    const parent = parentRecordId ? nodes.get(parentRecordId) : undefined;
    node.parent = parent ?? null;
    if (!parent && parentRecordId) {
      node.parentPlatformId = linkOf.get(`${connectionId}/${parentRecordId}`)?.platformId ?? null;
    }
    // The record above may have nothing to do itself; its campaign still waits for this one.
    const above = parent ?? (campaignId === recordId ? undefined : nodes.get(campaignId));
    if (above) above.children.push(node);
    else tops.push(node);
  }
  countLosses(nodes, settled);
  return tops;
}

async function wholeTrees(runId: string, rows: OperationRow[]): Promise<OperationRow[]> {
  if (rows.length < CHUNK) return rows;
  const last = rows.at(-1)?.campaignId;
  const whole = rows.filter((row) => row.campaignId !== last);
  return whole.length > 0 || !last ? whole : listOpenOperations(runId, { campaignId: last });
}

/** Failures of earlier steps count too when a top asks whether its tree is whole. What a person left out on purpose does not. */
function countLosses(nodes: Map<string, Node>, settled: Awaited<ReturnType<typeof findOperationsOfCampaigns>>): void {
  const rowOf = new Map(settled.map((row) => [row.recordId, row]));
  for (const row of settled) {
    const lost =
      row.state === "failed" || row.state === "held" || (row.state === "skipped" && row.reason !== NOT_TICKED);
    if (!lost) continue;
    const above = new Set([row.parentRecordId, rowOf.get(row.parentRecordId ?? "")?.parentRecordId, row.campaignId]);
    above.delete(row.recordId);
    for (const id of above) {
      const node = id ? nodes.get(id) : undefined;
      if (node) node.lostBelow += 1;
    }
  }
}
