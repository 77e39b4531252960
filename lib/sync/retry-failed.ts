import { listPlanOperations } from "../db/plans";
import { forgetRetries, listSetsToRetry, listUnfinished } from "../db/retries";
import type { Actor } from "../domain/actor";
import { AppError } from "../errors";
import { logger } from "../logger";
import { savePlan } from "./make-plan";
import { type Opened, openRunFor, usableConnections } from "./request-sync";

const SETS_AT_ONCE = 100;

/**
 * Opens a run for each set with a record whose next try is due. It carries only what the last run was asked for and did
 * not bring over: an edit that nobody has pushed yet is not taken along. Answers the runs to send.
 */
export async function openDueRetries(now: Date): Promise<Opened["row"][]> {
  const opened: Opened["row"][] = [];
  for (const set of await listSetsToRetry(now, SETS_AT_ONCE)) {
    const run = await openRetry(set, now).catch((error: unknown) => {
      // Its connection is paused or its platform is down: the next look comes in a few minutes.
      if (error instanceof AppError)
        logger.info({ campaignSetId: set.campaignSetId, code: error.code }, "not retried yet");
      else logger.error({ err: error, campaignSetId: set.campaignSetId }, "a retry could not be opened");
      return null;
    });
    if (run) opened.push(run);
  }
  return opened;
}

type Scope = { organizationId: string; campaignSetId: string };

async function openRetry({ organizationId, campaignSetId }: Scope, now: Date): Promise<Opened["row"] | null> {
  await usableConnections(organizationId, campaignSetId);
  const unfinished = await listUnfinished(campaignSetId);
  const planId = await savePlan({ organizationId, campaignSetId, createdById: null });
  const operations = await listPlanOperations(organizationId, planId);
  const operationIds = operations
    .filter((operation) => operation.state === "planned" && unfinished.has(operation.recordId))
    .map((operation) => operation.id);
  if (operationIds.length === 0) {
    await forgetRetries(campaignSetId, now);
    return null;
  }
  const actor: Actor = { organizationId, userId: null, role: "owner", kind: "system", name: "Lockstep" };
  const { row, created } = await openRunFor({ actor, campaignSetId, planId, operationIds, trigger: "retry" });
  return created ? row : null;
}
