import type { Clock } from "../../clock";
import { recordCallsFor } from "../../db/platform-calls";
import { isEqual } from "../../domain/canonical";
import { fieldWord } from "../../domain/field-words";
import { PlatformError, type RecordedError, toRecordedError } from "../../errors";
import { WRITE_TIMEOUT_MS } from "../../http/request-json";
import type { ObservedRecord, Operation, Parts, PlatformAdapter, WriteHooks } from "../../platforms/types";
import type { Lookup } from "./lookup";
import { type Node, sentValue } from "./node";
import { pick, type Reporter } from "./reporter";

/** The step ends before the work does; the operation stays open and goes on at `until`. */
export class Paused extends Error {
  constructor(
    readonly until: Date,
    readonly waiting: string | null,
  ) {
    super("the step ends before the operation does");
    this.name = "Paused";
  }
}

/** Thrown while an update that would enable a record is about to leave: somebody paused it here since it was planned. */
class Withdrawn extends Error {
  constructor() {
    super("paused here since it was planned");
    this.name = "Withdrawn";
  }
}

export type LandContext = {
  adapter: PlatformAdapter;
  lookup: Lookup;
  partsOfOthers: (operation: Operation) => Promise<Parts[]>;
  /** Whether a record is still to be enabled: somebody may have paused it here since the run was planned. */
  isStillWanted: (node: Node) => Promise<boolean>;
  /** The same for a record that is to be created running, from an answer that is a moment old. */
  isWithdrawn: (node: Node) => Promise<boolean>;
  /** Sends what is paused here and runs over there, beside this run. */
  pauseBeside: () => Promise<void>;
  /** Whether the platform shows something else by now than what this change was planned from. */
  hasMoved: (node: Node) => Promise<boolean>;
  clock: Clock;
  reporter: Reporter;
  /** Nothing new starts, and nothing is waited for, after this. */
  stopAt: () => number;
  /** Until then a platform that is out altogether is waited for, however often a record has met that. */
  patientUntil: number;
  random: () => number;
};

const MOST_TRIES = 4;
const FIRST_BACKOFF_MS = 500;
/**
 * A call that was cut off, or whose worker died, may still be carried out for as long as a slow platform thinks: what
 * a write is given. Together with the lag of its listings this is how long a lost create is left alone before anyone
 * looks for it.
 */
const ABANDONED_CALL_MS = WRITE_TIMEOUT_MS;

/**
 * Carries out one operation: creates it, or updates what changed, and saves the result. Answers whether it landed. A change
 * planned from a value that is no longer there is not sent: a reading or a person decided otherwise since.
 * Throws Paused when the step must end first, and whatever ends the whole run.
 */
export async function land(node: Node, context: LandContext): Promise<boolean> {
  const operation = toLandable(node, context);
  if (operation.kind === "update" && (await context.hasMoved(node))) {
    const { displayName } = context.adapter.capabilities;
    await context.reporter.skipped(
      node,
      `It changed on ${displayName} since this run was planned, so it was left alone. Plan again to see what is left.`,
    );
    return false;
  }
  return recordCallsFor(node.row.id, () =>
    attempt(node, operation, context, (record) => context.reporter.landed(node, operation, record)),
  );
}

/** Enables the top of a tree that is whole. */
export async function activate(node: Node, operation: Operation, context: LandContext): Promise<boolean> {
  return recordCallsFor(node.row.id, () =>
    attempt(node, operation, context, (record) => context.reporter.activated(node, operation, record)),
  );
}

function toLandable(node: Node, { reporter }: LandContext): Operation {
  return reporter.operationOf(node);
}

async function attempt(
  node: Node,
  operation: Operation,
  context: LandContext,
  onLanded: (record: ObservedRecord) => Promise<void>,
): Promise<boolean> {
  const { clock } = context;
  for (;;) {
    if (clock.now().getTime() >= context.stopAt()) throw new Paused(clock.now(), null);
    try {
      const record = await writeOrFind(node, operation, context);
      if (record) await onLanded(record);
      else await context.reporter.neverMade(node);
      // Paused while our call was on the line, nobody knew yet that there was something to pause.
      if (enables(operation) && !(await context.isStillWanted(node))) await context.pauseBeside();
      return true;
    } catch (error) {
      if (error instanceof Withdrawn) {
        await context.reporter.leftPaused(node);
        // An earlier call that enables it may have arrived, and its answer was lost.
        if (node.intentAt) await context.pauseBeside();
        return true;
      }
      if (!(error instanceof PlatformError)) throw error;
      const retry = await nextMove(node, error, context);
      if (!retry) return false;
    }
  }
}

/** What to do after a failure: true to try again (after the wait it needs), false when the operation has failed. */
async function nextMove(node: Node, error: PlatformError, context: LandContext): Promise<boolean> {
  const { clock, reporter } = context;
  const landedNothing = error.code !== "outcome_unknown";
  // Only the create's own answer says that nothing was made: a look-up that failed says nothing about it.
  if (landedNothing && node.sentNow) {
    node.intentAt = null;
    node.intentDesired = null;
  }
  node.sentNow = false;
  if (error.code === "auth_expired") throw error;
  if (error.code === "rate_limited") {
    await reporter.intentChanged(node);
    await waitFor(error.retryAfterMs ?? FIRST_BACKOFF_MS, error.sentence, context);
    return true;
  }
  const transient = error.code === "unavailable" || error.code === "outcome_unknown";
  node.attempts += 1;
  // All calls are stopped: that is no fault of this record, so this was not its last try. Not for ever, because a
  // platform may answer everything but this.
  const isOut = transient && error.retryAfterMs !== undefined && clock.now().getTime() < context.patientUntil;
  if (isOut) node.attempts = Math.min(node.attempts, MOST_TRIES - 1);
  if (!transient || node.attempts >= MOST_TRIES) {
    await reporter.failed(node, recorded(error, clock));
    return false;
  }
  await reporter.tried(node, recorded(error, clock));
  const backoff = FIRST_BACKOFF_MS * 2 ** node.attempts * context.random();
  await waitFor(backoff, null, context);
  return true;
}

const recorded = (error: PlatformError, clock: Clock): RecordedError => toRecordedError(error, clock.now());

async function waitFor(ms: number, waiting: string | null, { clock, stopAt }: LandContext): Promise<void> {
  const until = clock.now().getTime() + ms;
  if (until >= stopAt()) throw new Paused(new Date(until), waiting);
  await clock.sleep(ms);
}

/** The record as it is there now; null when it was to be put away and never was there. */
async function writeOrFind(node: Node, operation: Operation, context: LandContext): Promise<ObservedRecord | null> {
  if (operation.kind === "update" && !node.platformId) return putAwayLost(node, operation, context);
  if (operation.kind === "update") return updateOrConfirm(node, operation, context);
  if (node.platformId) throw new Error(`${operation.recordKind} ${operation.recordId} exists already`);
  if (node.intentAt) {
    const found = await findLostCreate(node, operation, context);
    node.wasFound = found !== null;
    if (found) return found;
  }
  await waitForLostParts(node, context);
  const runs = operation.desired.status === "active" && operation.initialStatus === undefined;
  const sent = runs && (await context.isWithdrawn(node)) ? { ...operation, initialStatus: "paused" } : operation;
  return context.adapter.apply({ ...sent, parts: node.parts }, hooksFor(node, sent, context));
}

/** A record that was deleted or archived here before anyone knew whether its create had arrived. */
async function putAwayLost(node: Node, operation: Operation, context: LandContext): Promise<ObservedRecord | null> {
  // Deleted here, the record has no value of its own any more: what was sent is what to look for.
  const sent = { ...operation, desired: node.intentDesired ?? operation.desired };
  const found = await findLostCreate(node, sent, context);
  if (!found) return null;
  node.wasFound = true;
  node.platformId = found.platformId;
  node.observed = found.value;
  return updateOrConfirm(node, { ...operation, platformId: found.platformId }, context);
}

/** Absolute values may be sent again, but an answer that was lost is looked up first: a person may have acted since. */
async function updateOrConfirm(node: Node, operation: Operation, context: LandContext): Promise<ObservedRecord> {
  const { adapter } = context;
  if (node.attempts > 0 && operation.platformId) {
    const current = await adapter.fetch(operation.recordKind, operation.platformId);
    if (current === "gone") {
      throw new PlatformError("gone", `${operation.recordKind} ${operation.platformId} is gone`, {
        sentence: `${adapter.capabilities.displayName} no longer has this. Archive it here or create it again.`,
      });
    }
    const arrived = operation.changed.every(
      (field) => field in current.value && isEqual(current.value[field], operation.desired[field]),
    );
    if (arrived) return current;
    refuseToOverwrite(node, operation, current, adapter);
  }
  await waitForLostParts(node, context);
  return adapter.apply({ ...operation, parts: node.parts }, hooksFor(node, operation, context));
}

/**
 * Neither what we sent nor what was there before: somebody has been at it while our answer was lost. Sending again would
 * wipe that out unseen; left alone, the next reading finds that both sides changed it.
 */
function refuseToOverwrite(node: Node, operation: Operation, current: ObservedRecord, adapter: PlatformAdapter): void {
  const { displayName, kinds } = adapter.capabilities;
  const rules = kinds[operation.recordKind]?.fields ?? {};
  const field = operation.changed.find(
    (name) =>
      rules[name]?.policy === "both" &&
      name in current.value &&
      !isEqual(current.value[name], operation.desired[name]) &&
      !isEqual(current.value[name], node.observed[name]),
  );
  if (!field) return;
  const word = fieldWord(field);
  throw new PlatformError("rejected", `${field} of ${operation.platformId} was changed while its answer was lost`, {
    sentence: `Somebody changed the ${word} on ${displayName} while ours was being sent, so it was not overwritten. The next pull shows both.`,
    fields: [{ path: field, message: "Changed meanwhile." }],
  });
}

async function findLostCreate(node: Node, operation: Operation, context: LandContext): Promise<ObservedRecord | null> {
  const at = node.intentAt;
  if (!at) return null;
  await waitUntilSettled(at, context);
  const answer = await context.lookup({ operation, at });
  if (answer.outcome === "none") {
    node.intentAt = null;
    return null;
  }
  if (answer.outcome === "unsure") {
    throw new PlatformError("rejected", `several objects could be ours: ${answer.candidates.join(", ")}`, {
      sentence: `Several records on ${context.adapter.capabilities.displayName} could be this one (${answer.candidates.join(", ")}). Rename or archive the wrong ones, then push again.`,
    });
  }
  for (const duplicate of answer.duplicates) await context.adapter.retire(operation.recordKind, duplicate);
  return answer.record;
}

async function waitForLostParts(node: Node, context: LandContext): Promise<void> {
  for (const part of Object.values(node.parts)) {
    if (part.intentAt && !part.pendingId && !part.platformId) await waitUntilSettled(new Date(part.intentAt), context);
  }
}

async function waitUntilSettled(at: Date, context: LandContext): Promise<void> {
  const settledAt = at.getTime() + ABANDONED_CALL_MS + context.adapter.capabilities.listingLagMs;
  const ms = settledAt - context.clock.now().getTime();
  if (ms > 0) await waitFor(ms, "Checking whether it was created", context);
}

/** Makes helper objects ahead of the record, while its parent is still on its way. Failures surface when the record itself is written. */
export async function prepare(node: Node, context: LandContext): Promise<void> {
  if (!context.adapter.prepare || node.row.kind !== "create" || node.platformId) return;
  if (context.clock.now().getTime() >= context.stopAt()) return;
  const { prepare: makeParts } = context.adapter;
  const operation = context.reporter.operationOf(node);
  try {
    await waitForLostParts(node, context);
    const hooks = hooksFor(node, operation, context);
    node.parts = await recordCallsFor(node.row.id, () => makeParts(operation, hooks));
  } catch (error) {
    if (error instanceof Paused || error instanceof PlatformError) return;
    throw error;
  }
}

const enables = ({ changed, desired }: Operation): boolean => changed.includes("status") && desired.status === "active";

function hooksFor(node: Node, operation: Operation, context: LandContext): WriteHooks {
  const { clock, reporter, partsOfOthers, isStillWanted } = context;
  return {
    async beforeCreate() {
      node.intentAt = clock.now();
      node.sentNow = true;
      node.intentDesired = sentValue(operation);
      await reporter.intended(node);
    },
    async beforeUpdate() {
      if (enables(operation) && !(await isStillWanted(node))) throw new Withdrawn();
      // What is only put away keeps the create that was lost: that is what its answer will settle.
      if (node.wasFound && node.intentAt) return;
      node.intentAt = clock.now();
      node.sentNow = true;
      node.intentDesired = pick(operation.desired, operation.changed);
      await reporter.intentChanged(node);
    },
    async saveParts(parts) {
      node.parts = parts;
      await reporter.partsChanged(node);
    },
    partsOfOthers: () => partsOfOthers(operation),
  };
}
