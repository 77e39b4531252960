import { env } from "@/lib/env";
import { benchFunctions } from "./bench-ten-steps";
import { deleteOldRowsDaily } from "./delete-old-rows";
import { requeueStuckRuns } from "./requeue-stuck-runs";
import { syncCampaignSet } from "./sync-campaign-set";

export const functions = [
  syncCampaignSet,
  requeueStuckRuns,
  deleteOldRowsDaily,
  ...(env.LOCKSTEP_BENCH === "1" ? benchFunctions : []),
];
