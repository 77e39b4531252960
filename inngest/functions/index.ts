import { env } from "@/lib/env";
import { benchFunctions } from "./bench-ten-steps";
import { deleteOldRowsDaily } from "./delete-old-rows";
import { pauseBeside } from "./pause-beside";
import { pullConnection } from "./pull-connection";
import { pullOnConnect } from "./pull-on-connect";
import { pullOnSchedule } from "./pull-on-schedule";
import { renewTokens } from "./renew-tokens";
import { requeueStuckRuns } from "./requeue-stuck-runs";
import { retryFailed } from "./retry-failed";
import { syncCampaignSet } from "./sync-campaign-set";

export const functions = [
  syncCampaignSet,
  pauseBeside,
  pullConnection,
  pullOnConnect,
  pullOnSchedule,
  retryFailed,
  requeueStuckRuns,
  renewTokens,
  deleteOldRowsDaily,
  ...(env.LOCKSTEP_BENCH === "1" ? benchFunctions : []),
];
