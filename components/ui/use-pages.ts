"use client";

import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";

/** How far a list has been read, and what reads on. */
export type Pages = {
  /** Reads the next page where there is one. A page that failed is left alone until somebody asks for it. */
  readMore: () => void;
  tryAgain: () => void;
  hasMore: boolean;
  isReading: boolean;
  /** Why the next page could not be read. */
  failure: string | null;
};

/** The items of all pages read so far, and the rest of the pages. */
export function usePages<Item>({
  data,
  error,
  hasNextPage,
  isFetching,
  isFetchingNextPage,
  isFetchNextPageError,
  fetchNextPage,
}: UseInfiniteQueryResult<InfiniteData<{ items: Item[] }, unknown>, Error>): { items: Item[]; pages: Pages } {
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  // A next page that is asked for while the first are read again would cancel that reading.
  const mayRead = hasNextPage && !isFetching && !isFetchNextPageError;
  const readMore = useCallback(() => {
    if (mayRead) void fetchNextPage();
  }, [mayRead, fetchNextPage]);
  return {
    items,
    pages: {
      readMore,
      tryAgain: () => void fetchNextPage(),
      hasMore: hasNextPage,
      isReading: isFetchingNextPage,
      failure: isFetchNextPageError ? (error?.message ?? "") : null,
    },
  };
}
