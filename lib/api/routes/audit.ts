import { z } from "zod";
import { Instant } from "../../domain/campaign";
import { AuditPage } from "../../domain/views/audit";
import { idCursor, limit, type Route } from "./entry";

const AuditFilter = z.strictObject({
  person: z.uuid().optional(),
  action: z
    .string()
    .regex(/^[a-z_]{1,40}\.[a-z_]{1,40}$/, "Give an action such as campaign.edit.")
    .optional(),
  /** The id of anything: a campaign, a connection, a run. */
  record: z.uuid().optional(),
  /** From this instant on. */
  since: Instant.optional(),
  /** Before this instant. */
  until: Instant.optional(),
});

/** Who did what. */
export const auditRoutes = {
  "GET /api/v1/audit": {
    action: "audit.read",
    summary: "Who changed what, with the values before and after, newest first",
    query: AuditFilter.extend({ limit, cursor: idCursor }),
    answer: AuditPage,
  },
  "GET /api/v1/audit.csv": {
    action: "audit.read",
    summary: "The same as CSV, a line for each field, at most 10,000 entries",
    query: AuditFilter,
    file: "text/csv",
    status: 200,
  },
} as const satisfies Record<string, Route>;
