import { z } from "zod";

/** −1 error, 0 draft, 1 active, 2 paused, 3 completed. */
const StatusNumber = z.literal([-1, 0, 1, 2, 3]);

export const CampaignStatuses = z.object({
  campaigns: z.array(z.object({ id: z.string(), name: z.string(), status: StatusNumber, organization_id: z.string() })),
  /** Whether any run of the organisation waits or is carried out. */
  syncing: z.boolean(),
});

export type StatusNumber = z.infer<typeof StatusNumber>;
export type CampaignStatuses = z.infer<typeof CampaignStatuses>;
