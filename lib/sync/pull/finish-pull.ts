import { systemClock } from "../../clock";
import { markPulled } from "../../db/observations";
import { countTakenOver, forgetListing, saveFindings, startPull } from "../../db/pulls";
import { forgetLostUpdates } from "../../db/take-over";
import type { PullFindings } from "../../domain/views/sync-runs";
import { WRITE_TIMEOUT_MS } from "../../http/request-json";
import { platformOrThrow } from "../../platforms/registry";
import { closeRun } from "../close-run";
import { endingRun } from "../ending";
import { nameEditors } from "./name-editors";
import { takeOver } from "./take-over";
import type { PullOptions } from "./with-connection";

export type ReadCounts = Pick<PullFindings, "listed" | "missing" | "gone" | "unknown" | "copies">;

/**
 * The last step of a pull: our side is brought up to what was read, and the run closes with what was found. Answers the
 * run's status. Safe to repeat.
 */
export const finishPull = (
  { runId, counts }: { runId: string; counts: ReadCounts },
  options: PullOptions = {},
): Promise<{ status: string }> =>
  endingRun(runId, { status: "failed" }, async () => {
    const { clock = systemClock } = options;
    const pull = await startPull(runId, clock.now());
    if (!pull) return { status: "closed before" };
    const { organizationId, connectionId, beganAt } = pull;
    const taken = await takeOver({ organizationId, connectionId, syncRunId: runId });
    const { listingLagMs } = platformOrThrow(pull.connection.platform).capabilities;
    await forgetLostUpdates(connectionId, new Date(beganAt.getTime() - WRITE_TIMEOUT_MS - listingLagMs));
    if (taken.conflicts > 0) await nameEditors({ runId }, options);
    // A worker may have died between taking over and saying so; then there was nothing left to take over now.
    const pulled = Math.max(taken.pulled, await countTakenOver(organizationId, runId));
    const unknown = counts.unknown - counts.copies;
    await saveFindings(runId, { ...counts, unknown, ...taken, pulled } satisfies PullFindings);
    await markPulled(organizationId, [connectionId], beganAt);
    await forgetListing(runId);
    const { status } = await closeRun(runId);
    return { status };
  });
