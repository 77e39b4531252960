import type { Limiter } from "../../limiter";
import { activate, type LandContext, land, Paused, prepare } from "./land";
import { type Node, toActivation, toOperation } from "./node";
import { lowersSpend, raisesSpend } from "./spend";

export type TreeContext = {
  contextOf: (node: Node) => LandContext;
  /** Writes of records, and helper objects that may run ahead of them. */
  writes: Limiter;
  preparations: Limiter;
  /** Campaigns in which an ad group that should have given way did not. */
  cramped: Set<string>;
};

/**
 * First of all, whatever makes room in a budget that ad groups share: what takes that room may only follow. Throws
 * Paused when the step must end first.
 */
export async function makeRoom(tops: Node[], context: TreeContext): Promise<void> {
  const nodes: Node[] = [];
  const collect = (node: Node) => {
    if (lowersSpend(node.row)) nodes.push(node);
    node.children.forEach(collect);
  };
  tops.forEach(collect);
  const results = await Promise.allSettled(
    nodes.map(async (node) => {
      node.landedAhead = await context.writes(() => land(node, context.contextOf(node)));
      if (!node.landedAhead) context.cramped.add(node.row.campaignId);
    }),
  );
  if (results.some((result) => result.status === "rejected")) throw firstSerious(results);
}

/**
 * Carries out a tree: each record after its parent, siblings side by side, the top enabled when all of it is there.
 * A record that fails takes only what is below it along. Resolves when the tree is done; throws Paused when the step
 * must end first (everything saved so far stays).
 */
export async function carryOutTree(top: Node, context: TreeContext): Promise<void> {
  const prepared = prepareAhead(top, context);
  try {
    await carryOut(top, prepared, context);
  } finally {
    await Promise.allSettled(prepared.values());
  }
}

type Prepared = Map<Node, Promise<void>>;

function prepareAhead(top: Node, { contextOf, preparations }: TreeContext): Prepared {
  const prepared: Prepared = new Map();
  const visit = (node: Node) => {
    const landContext = contextOf(node);
    if (landContext.adapter.prepare && node.row.kind === "create") {
      const work = preparations(() => prepare(node, landContext));
      // Awaited before the record itself is written; until then a failure must not count as unhandled.
      work.catch(() => undefined);
      prepared.set(node, work);
    }
    for (const child of node.children) visit(child);
  };
  visit(top);
  return prepared;
}

async function carryOut(node: Node, prepared: Prepared, context: TreeContext): Promise<number> {
  const landContext = context.contextOf(node);
  let isThere = true;
  if (!onlyWaitsToBeEnabled(node)) {
    if (hasNoParentThere(node)) {
      await landContext.reporter.skipped(node, "Waits for the record above it.");
      return 1 + (await skipBelow(node, landContext));
    }
    if (raisesSpend(node) && context.cramped.has(node.row.campaignId)) {
      await landContext.reporter.skipped(
        node,
        "Waits until ad groups of this campaign give way: together they would spend more.",
      );
      return 1 + (node.platformId ? 0 : await skipBelow(node, landContext));
    }
    await prepared.get(node);
    isThere = node.landedAhead ?? (await context.writes(() => land(node, landContext)));
    // Without the record there is nothing to put below it. A change that was refused takes nothing along.
    if (!isThere && !node.platformId) return 1 + (await skipBelow(node, landContext));
  }
  const below = await Promise.allSettled(node.children.map((child) => carryOut(child, prepared, context)));
  let lost = node.lostBelow;
  for (const result of below) {
    if (result.status === "rejected") throw firstSerious(below);
    lost += result.value;
  }
  if (!isThere) return lost + 1;
  if (node.row.finalStatus === null) return lost;
  if (lost > 0) {
    await landContext.reporter.keptPaused(node, lost);
    return lost;
  }
  const enabled = await context.writes(() => activate(node, toActivation(node), landContext));
  return enabled ? 0 : 1;
}

/** A top that landed in an earlier step, or of which only the status changes: what is below it comes first. */
function onlyWaitsToBeEnabled(node: Node): boolean {
  if (node.row.finalStatus === null) return false;
  const landedBefore = node.row.state === "applying" && node.row.platformId !== null;
  return landedBefore || (node.platformId !== null && toOperation(node).changed.length === 0);
}

/** The record above was held or failed before, so there is nothing to create this one under. */
function hasNoParentThere(node: Node): boolean {
  return (
    node.row.kind === "create" &&
    node.row.parentRecordId !== null &&
    !(node.parent?.platformId ?? node.parentPlatformId)
  );
}

/** A pause only ends the step; anything else ends the run, so it goes first. */
export function firstSerious(results: PromiseSettledResult<unknown>[]): unknown {
  const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  return reasons.find((reason) => !(reason instanceof Paused)) ?? latestPause(reasons);
}

function latestPause(reasons: unknown[]): unknown {
  const pauses = reasons.filter((reason): reason is Paused => reason instanceof Paused);
  // The earliest moment at which anything can go on.
  return pauses.sort((a, b) => a.until.getTime() - b.until.getTime())[0];
}

async function skipBelow(node: Node, context: LandContext): Promise<number> {
  let skipped = 0;
  for (const child of node.children) {
    await context.reporter.skipped(
      child,
      `Waits for ${node.row.recordKind.replace("_", " ")} “${node.row.recordName}”.`,
    );
    skipped += 1 + (await skipBelow(child, context));
  }
  return skipped;
}
