import { z } from "zod";
import { CONFLICT_CHOICES } from "./conflicts";
import { instant, page } from "./primitives";

/** One thing somebody did: who, what, to which record, why, and each field before and after. Values are canonical. */
export const AuditEntryView = z.object({
  id: z.string(),
  at: instant,
  by: z.object({
    /** `person`, `api_key`, `system`, or `platform` where a pull took a change over. */
    kind: z.string(),
    id: z.string().nullable(),
    /** Of a platform its own name, while it is known what was taken over. */
    name: z.string().nullable(),
  }),
  /** Of what a platform's values replaced: it came with the adoption of the record, and not with a pull. */
  adopted: z.boolean().optional(),
  /** The kind of thing and what was done: `campaign.edit`, `connection.guardrails`. */
  action: z.string(),
  subject: z.object({
    kind: z.string(),
    id: z.string(),
    /** As it is now, or as it was last called; null where nothing remembers it. */
    name: z.string().nullable(),
    /** True when there is nothing to open any more. */
    gone: z.boolean(),
    /** Of a record in a set: where it is shown. */
    campaignSetId: z.string().nullable(),
    /** Of its amounts. */
    currency: z.string().nullable(),
  }),
  /** The run it happened in, when one did it. */
  runId: z.string().nullable(),
  /** What a guardrail had said, of a held change that was let pass. */
  reason: z.string().nullable(),
  /** Of a settled conflict: which side was kept, by field. */
  choices: z.record(z.string(), z.enum(CONFLICT_CHOICES)),
  /** Only what differs. `from` is null where there was nothing before, `to` where there is nothing after. */
  changes: z.array(z.object({ field: z.string(), from: z.json(), to: z.json() })),
});

export const AuditPage = page(AuditEntryView);

export type AuditEntryView = z.infer<typeof AuditEntryView>;
