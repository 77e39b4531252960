import { infiniteQueryOptions } from "@tanstack/react-query";
import { fetchView } from "@/components/live/fetch-view";

export type AuditFilter = { person?: string; action?: string; record?: string; since?: string; until?: string };

const ENTRIES_AT_ONCE = "100";

export const auditQueries = {
  all: () => ["audit"] as const,
  list: (filter: AuditFilter) =>
    infiniteQueryOptions({
      queryKey: [...auditQueries.all(), filter],
      queryFn: ({ pageParam, signal }) => {
        const params = new URLSearchParams({ ...filter, limit: ENTRIES_AT_ONCE });
        if (pageParam) params.set("cursor", pageParam);
        return fetchView("AuditPage", `/api/v1/audit?${params}`, { signal });
      },
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      // No stream tells of single edits: whoever looks again reads again.
      staleTime: 0,
    }),
};
