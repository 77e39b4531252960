import { QueryClient, QueryClientProvider, QueryObserver } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { expect, it, vi } from "vitest";
import { conflictQueries } from "@/components/live/conflict-queries";
import type { FoundView } from "@/lib/domain/views/found";
import type { FoundActions } from "./actions";
import { type Found, useFound } from "./use-found";

const OPEN_COUNT = conflictQueries.openCount().queryKey;

it("has the open conflicts counted again at once when an adoption may have made some", async () => {
  const queryClient = new QueryClient();
  queryClient.setQueryData<number>(OPEN_COUNT, 0);
  const read = vi.fn(async () => 1);
  // The navigation, which shows the count on every page.
  const observer = new QueryObserver(queryClient, { queryKey: OPEN_COUNT, queryFn: read, staleTime: 30_000 });
  const stopObserving = observer.subscribe(() => undefined);
  expect(read).not.toHaveBeenCalled();

  const adopt = vi.fn(async () => ({ ok: true, data: { campaignSetId: "set", records: [], conflicts: 1 } }));
  let found: Found | undefined;
  const Page = () => {
    found = useFound("connection", { adopt } as unknown as FoundActions);
    return null;
  };
  renderToString(createElement(QueryClientProvider, { client: queryClient }, createElement(Page)));
  const record = { recordKind: "campaign", platformId: "p1", name: "Winter boots" } as FoundView;
  await found?.adopt.mutateAsync({ found: record, recordId: "r1" });
  await vi.waitFor(() => expect(queryClient.getQueryData(OPEN_COUNT)).toBe(1));
  stopObserving();
});
