import { z } from "zod";
import { RECORD_KINDS } from "../../domain/canonical";
import { CONFLICT_STATUSES, ConflictDecision, ConflictPage, ConflictView } from "../../domain/views/conflicts";
import { ExplainView } from "../../domain/views/explain";
import { PageQuery, type Route } from "./entry";

/** Conflicts, and how a value came to be. */
export const conflictRoutes = {
  "GET /api/v1/conflicts": {
    action: "sync.read",
    summary: "Conflicts, newest first",
    query: PageQuery.extend({
      status: z.enum(CONFLICT_STATUSES).optional(),
      campaignSetId: z.uuid().optional(),
      connectionId: z.uuid().optional(),
    }),
    answer: ConflictPage,
  },
  "GET /api/v1/conflicts/{conflictId}": { action: "sync.read", summary: "A conflict", answer: ConflictView },
  "POST /api/v1/conflicts/{conflictId}/resolve": {
    action: "conflict.resolve",
    summary: "Settles a conflict: ours or theirs, whole or field by field. Calls no platform",
    body: ConflictDecision,
    answer: ConflictView,
  },
  "POST /api/v1/conflicts/{conflictId}/undo": {
    action: "conflict.resolve",
    summary: "Opens a settled conflict, or its settled part, again, unless the record was edited or pushed since",
    answer: ConflictView,
  },
  "GET /api/v1/explain": {
    action: "sync.read",
    summary: "How a field came to have its value: edits, plans, calls, readings, decisions",
    query: z.strictObject({
      recordKind: z.enum(RECORD_KINDS),
      recordId: z.uuid(),
      field: z.string().min(1).max(100),
    }),
    answer: ExplainView,
  },
} as const satisfies Record<string, Route>;
