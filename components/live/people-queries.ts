import { queryOptions } from "@tanstack/react-query";
import { fetchView } from "./fetch-view";

const SELDOM_CHANGES_MS = 5 * 60_000;

/** Who belongs to the organisation: to choose one by name. */
export const peopleQueries = {
  list: () =>
    queryOptions({
      queryKey: ["people"],
      queryFn: ({ signal }) => fetchView("PeopleView", "/api/v1/people", { signal }),
      staleTime: SELDOM_CHANGES_MS,
    }),
};
