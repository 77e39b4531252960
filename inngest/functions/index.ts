import { deleteOldRowsDaily } from "./delete-old-rows";
import { requeueStuckRuns } from "./requeue-stuck-runs";
import { syncCampaignSet } from "./sync-campaign-set";

export const functions = [syncCampaignSet, requeueStuckRuns, deleteOldRowsDaily];
