import { z } from "zod";
import { AdoptInput, ArchiveCopiesInput, DismissInput, FOUND_STATES, ImportInput } from "../../domain/found";
import { AdoptAnswer, ArchiveCopiesAnswer, DismissAnswer, FoundPage, ImportAnswer } from "../../domain/views/found";
import { PageQuery, type Route } from "./entry";

/** What readings found on a connection that no record here is linked to. */
export const foundRoutes = {
  "GET /api/v1/connections/{connectionId}/found": {
    action: "sync.read",
    summary: "What is over there and unknown here, newest first: campaigns, and what was found under ours",
    query: PageQuery.extend({ state: z.enum(FOUND_STATES).optional() }),
    answer: FoundPage,
  },
  "POST /api/v1/connections/{connectionId}/found/import": {
    action: "sync.run",
    summary: "Make records here of what was found, whole trees, linked and in step. Sends nothing; safe to repeat",
    body: ImportInput,
    answer: ImportAnswer,
  },
  "POST /api/v1/connections/{connectionId}/found/adopt": {
    action: "sync.run",
    summary:
      "Link a record that was never pushed to one that was found. What differs becomes a conflict; sends nothing",
    body: AdoptInput,
    answer: AdoptAnswer,
  },
  "POST /api/v1/connections/{connectionId}/found/dismiss": {
    action: "sync.run",
    summary: "Say of what was found that it is not ours to manage, or take that back",
    body: DismissInput,
    answer: DismissAnswer,
  },
  "POST /api/v1/connections/{connectionId}/found/archive-copies": {
    action: "sync.run",
    summary: "Archive paused second copies of records here at the platform",
    body: ArchiveCopiesInput,
    answer: ArchiveCopiesAnswer,
  },
} as const satisfies Record<string, Route>;
