import { inngest } from "../inngest/client";
import { conflictResolved, connectionConnected, planApproved, syncCancelled } from "../inngest/events";
import { logger } from "./logger";

type Announcement = Parameters<typeof inngest.send>[0];

/**
 * Tells the functions what people did. It is saved already, so nobody waits for this, and nothing depends on it: what is
 * lost here was only a hint to look sooner.
 */
function announce(event: Announcement): void {
  inngest.send(event).catch((error: unknown) => logger.warn({ err: error }, "what happened could not be announced"));
}

type Of<Type extends { create: (data: never) => unknown }> = Parameters<Type["create"]>[0];

export const announceCancel = (data: Of<typeof syncCancelled>) => announce(syncCancelled.create(data));
export const announceApproval = (data: Of<typeof planApproved>) => announce(planApproved.create(data));
export const announceResolution = (data: Of<typeof conflictResolved>) => announce(conflictResolved.create(data));
export const announceConnected = (data: Of<typeof connectionConnected>) => announce(connectionConnected.create(data));
