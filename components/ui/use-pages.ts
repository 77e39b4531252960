"use client";

import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";

/** The items of all pages read so far, and what reads the next page where there is one. A page that failed is left alone. */
export function usePages<Item>({
  data,
  hasNextPage,
  isFetchingNextPage,
  isFetchNextPageError,
  fetchNextPage,
}: UseInfiniteQueryResult<InfiniteData<{ items: Item[] }, unknown>, Error>): { items: Item[]; readMore: () => void } {
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  return { items, readMore };
}
