import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "@/lib/api/browser";
import { ConnectionView } from "@/lib/domain/views/connections";
import { page } from "@/lib/domain/views/primitives";

const ConnectionPage = page(ConnectionView);

/** What a new campaign may run on. Read by the form only, which is loaded when it is opened. */
export const connectionQueries = {
  all: () =>
    queryOptions({
      queryKey: ["connections"],
      queryFn: ({ signal }) => fetchJson("/api/v1/connections?limit=100", ConnectionPage, { signal }),
      select: ({ items }) => ({ items: items.filter(({ status }) => status !== "disconnected") }),
    }),
};
