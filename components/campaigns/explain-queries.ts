import { queryOptions } from "@tanstack/react-query";
import { fetchView } from "@/components/live/fetch-view";
import type { RecordKind } from "@/lib/domain/canonical";

type FieldOfRecord = { recordKind: RecordKind; recordId: string; field: string };

export const explainQueries = {
  detail: (of: FieldOfRecord) =>
    queryOptions({
      queryKey: ["explain", of],
      queryFn: ({ signal }) => fetchView("ExplainView", `/api/v1/explain?${new URLSearchParams(of)}`, { signal }),
      // Asked about because something has just happened to it.
      staleTime: 0,
    }),
};
