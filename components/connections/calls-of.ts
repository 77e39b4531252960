import type { ConnectionView } from "@/lib/domain/views/connections";

/** Whether the platform takes calls of ours at all; otherwise somebody has to sign in there again. */
export const isSignedIn = ({ status }: Pick<ConnectionView, "status">) =>
  status !== "reauthorize" && status !== "disconnected";

const BREAKER_WORDS = { closed: "Go through", open: "Stopped", half_open: "One on trial" } as const;

/** How calls to the platform fare. None is made without a sign-in, so nothing can be said of how they would fare. */
export function callsOf(connection: Pick<ConnectionView, "status" | "breaker">): { value: string; note: string } {
  if (!isSignedIn(connection)) {
    return { value: "None", note: connection.status === "disconnected" ? "disconnected" : "until someone signs in" };
  }
  const { state } = connection.breaker;
  return { value: BREAKER_WORDS[state], note: state === "closed" ? "no trouble lately" : "after too many failures" };
}
