import { uuidv7 } from "uuidv7";
import { recordAudit } from "../db/audit";
import { inTransaction } from "../db/client";
import { appendLive, organizationTopic, setTopic } from "../db/live";
import { listPausedHereOnly, lockPauses } from "../db/pauses";
import { asSetRun, attachPlanIn, insertRun, type SetRunRow } from "../db/sync-runs";
import type { Actor } from "../domain/actor";
import type { SyncRunView } from "../domain/views/sync-runs";
import type { PlannedOperation } from "./core/planned";
import { savePlan } from "./make-plan";
import { sendRun } from "./send-run";
import { toSyncRunView } from "./views";

/** Another pause of the same set may be opened at the same moment; what it does not carry is opened after it. */
const MOST_TRIES = 3;

/**
 * Sends what was paused here while a run of the same set is open, in a small run of its own beside it: a large push takes
 * minutes, and money is spent meanwhile. Answers it, or null when every pause has arrived or is on its way.
 */
export async function pauseBeside({ actor, open }: { actor: Actor; open: SetRunRow }): Promise<SyncRunView | null> {
  const { organizationId } = actor;
  const { campaignSetId } = open;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const paused = new Set(await listPausedHereOnly(organizationId, campaignSetId));
    const [openKey] = paused;
    if (openKey === undefined) return null;
    const isPause = ({ record, state, changes }: PlannedOperation) =>
      record.kind === "campaign" &&
      paused.has(record.id) &&
      state === "planned" &&
      changes.some(({ field, to }) => field === "status" && to === "paused");
    const planId = await savePlan({ organizationId, campaignSetId, createdById: actor.userId, only: isPause });
    const opened = await openBeside({ actor, open, openKey, planId, paused });
    if (!opened) continue;
    await sendRun(opened.row);
    return opened.run;
  }
  return null;
}

/** Saves the small run with its plan. Null when another one carries a part of it already. */
function openBeside({
  actor,
  open,
  openKey,
  planId,
  paused,
}: {
  actor: Actor;
  open: SetRunRow;
  openKey: string;
  planId: string;
  paused: ReadonlySet<string>;
}): Promise<{ row: SetRunRow; run: SyncRunView } | null> {
  const { organizationId } = actor;
  const { campaignSetId } = open;
  const id = uuidv7();
  return inTransaction(async (tx) => {
    await lockPauses(tx, campaignSetId);
    const waiting = new Set(await listPausedHereOnly(organizationId, campaignSetId, tx));
    if ([...paused].some((campaignId) => !waiting.has(campaignId))) return null;
    const inserted = await insertRun(tx, {
      id,
      organizationId,
      campaignSetId,
      trigger: "pause",
      dryRun: false,
      approvedPlanId: null,
      requestedById: actor.userId,
      openKey,
    });
    if (!inserted) return null;
    await attachPlanIn(tx, id, planId, { dryRun: false });
    await recordAudit(tx, { actor, action: "sync.request", subjectKind: "sync_run", subjectId: id });
    const row = asSetRun(inserted, campaignSetId, open.campaignSet?.name ?? "");
    const run = toSyncRunView({ ...row, requestedBy: actor.kind === "person" ? actor.name : null }, new Date());
    const topics = [setTopic(campaignSetId), organizationTopic(organizationId)];
    await appendLive(
      topics.map((topic) => ({ topic, type: "run", data: { run } })),
      tx,
    );
    return { row, run };
  });
}
