import { OverviewView, PeopleView } from "../../domain/views/organization";
import { type Route, ShortListQuery, StreamQuery } from "./entry";

/** What concerns the organisation as a whole. */
export const organizationRoutes = {
  "GET /api/v1/people": {
    action: "sync.read",
    summary: "People of the organisation, by name",
    query: ShortListQuery,
    answer: PeopleView,
  },
  "GET /api/v1/events": {
    action: "sync.read",
    summary: "Events of the organisation: run",
    query: StreamQuery,
    stream: true,
  },
  "GET /api/v1/overview": {
    action: "sync.read",
    summary: "What is in step, what moves, what needs a person",
    answer: OverviewView,
  },
} as const satisfies Record<string, Route>;
