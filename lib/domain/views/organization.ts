import { z } from "zod";
import { ConnectionView } from "./connections";
import { instant, page } from "./primitives";
import { SyncRunView } from "./sync-runs";

export const OverviewView = z.object({
  connections: z.array(ConnectionView),
  running: z.array(SyncRunView),
  recent: z.array(SyncRunView),
  /** What a person should look at, most money first. */
  needsYou: z.array(
    z.object({
      kind: z.enum([
        "failed_run",
        "failed_record",
        "reauthorize",
        "choose_account",
        "conflict",
        "held",
        "unsynced",
        "found",
      ]),
      title: z.string(),
      detail: z.string(),
      href: z.string(),
      perDayMicros: z.string().nullable(),
      currency: z.string().nullable(),
    }),
  ),
  /** How many there are in all: only the first of them are listed. */
  needsYouCount: z.number(),
  /**
   * Runs of the last 24 hours, one entry an hour, oldest first. In a `partial` one something failed; in a `held` one nothing
   * did, and something waits for a person. Dry runs are none of them.
   */
  hours: z.array(
    z.object({
      at: instant,
      completed: z.number(),
      held: z.number().default(0),
      partial: z.number(),
      failed: z.number(),
    }),
  ),
});

/** Who belongs to the organisation: enough to choose one by name. */
export const PeopleView = page(z.object({ id: z.string(), name: z.string() }));

export type OverviewView = z.infer<typeof OverviewView>;
export type PeopleView = z.infer<typeof PeopleView>;
