import { z } from "zod";
import { Name } from "./campaign";
import { RECORD_KINDS } from "./canonical";

/** What people ask for with what a reading found on a platform and nobody here knew. */

/** One record over there. A platform's ids are unique within a kind only. */
export const FoundRef = z.strictObject({
  recordKind: z.enum(RECORD_KINDS, { error: `Choose one of ${RECORD_KINDS.join(", ")}.` }),
  platformId: z.string({ error: "Give the platform's id." }).min(1, "Give the platform's id.").max(200),
});
export type FoundRef = z.infer<typeof FoundRef>;

/** So many at once: an import reads the contents of all their ads before it saves anything. */
const MOST_AT_ONCE = 500;
const FoundRefs = z
  .array(FoundRef, { error: "Name at least one record." })
  .min(1, "Name at least one record.")
  .max(MOST_AT_ONCE, `Name at most ${MOST_AT_ONCE} records at once.`);

export const ImportInput = z
  .strictObject({
    records: FoundRefs,
    /** The set that takes the campaigns; what was found below a campaign of ours goes where that is. */
    campaignSetId: z.uuid("Give the id of a set.").optional(),
    newSetName: Name.optional(),
  })
  .refine(({ campaignSetId, newSetName }) => !(campaignSetId && newSetName), {
    path: ["newSetName"],
    error: "Name a set there is, or a new one, not both.",
  });
export type ImportInput = z.output<typeof ImportInput>;

export const AdoptInput = z.strictObject({
  recordKind: FoundRef.shape.recordKind.default("campaign"),
  platformId: FoundRef.shape.platformId,
  recordId: z.uuid("Give the id of a record of ours."),
});
export type AdoptInput = z.output<typeof AdoptInput>;

export const DismissInput = z.strictObject({
  records: FoundRefs,
  dismissed: z.boolean({ error: "Say true or false." }),
});
export type DismissInput = z.output<typeof DismissInput>;

export const ArchiveCopiesInput = z.strictObject({ records: FoundRefs });

export const FOUND_STATES = ["open", "dismissed"] as const;
