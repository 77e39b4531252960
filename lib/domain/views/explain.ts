import { z } from "zod";
import { RECORD_KINDS } from "../canonical";
import { instant, nullableInstant } from "./primitives";

/** How a field came to have its value, oldest first, and where both sides stand now. Values are canonical. */
export const ExplainView = z.object({
  recordKind: z.enum(RECORD_KINDS),
  recordId: z.string(),
  recordName: z.string(),
  field: z.string(),
  now: z.object({
    local: z.json(),
    platform: z.json(),
    agreed: z.json(),
    state: z.enum(["in_step", "differs", "conflict", "waiting"]),
    platformReadAt: nullableInstant,
  }),
  steps: z.array(
    z.object({
      at: instant,
      kind: z.enum(["edit", "pull", "plan", "call", "read_back", "poll", "refused", "conflict", "resolution", "undo"]),
      by: z.string().nullable(),
      from: z.json(),
      to: z.json(),
      text: z.string(),
      runId: z.string().nullable(),
      callId: z.string().nullable(),
    }),
  ),
});

export type ExplainView = z.infer<typeof ExplainView>;
