import { listSetConnections } from "../db/campaign-sets";
import { AppError } from "../errors";

type OfSet = { organizationId: string; campaignSetId: string };

/**
 * Throws `precondition` when one of the set's connections is not to be used: a person paused or disconnected it, or its
 * sign-in was refused. Answers them otherwise.
 */
export async function refuseInactive({ organizationId, campaignSetId }: OfSet) {
  const connections = await listSetConnections(organizationId, campaignSetId);
  const broken = connections.find((connection) => connection.status !== "active");
  if (!broken) return connections;
  throw new AppError(
    "precondition",
    broken.status !== "paused"
      ? `${broken.name} has to be connected again before anything can be pushed.`
      : // Without a reason it was a person who paused it.
        `${broken.name}: ${broken.statusReason ?? "It is paused. Resume it before pushing."}`,
  );
}
