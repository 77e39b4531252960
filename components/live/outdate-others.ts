import { partialMatchKey, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { runQueries } from "./run-queries";

/**
 * A write here has moved what other rooms show (lists, totals, conflicts, explanations): they are read again when someone
 * opens them. `kept` are the keys the writer has seen to; runs follow their own events.
 */
export function outdateOthers(queryClient: QueryClient, ...kept: QueryKey[]): void {
  const fresh = [runQueries.all(), ...kept];
  void queryClient.invalidateQueries({
    predicate: ({ queryKey }) => !fresh.some((key) => partialMatchKey(queryKey, key)),
    refetchType: "none",
  });
}
