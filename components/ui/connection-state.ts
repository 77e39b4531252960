import type { ConnectionView } from "@/lib/domain/views/connections";
import { hourAndMinute } from "./age";
import type { State } from "./state-badge";

// Older than this, what we know of a platform is no ground for a decision.
const STALE_AFTER_MS = 30 * 60_000;

/** A connection is as well as the worst thing about it. Green only when it was read lately and nothing is wrong. */
export function connectionState(
  connection: Pick<
    ConnectionView,
    "status" | "breaker" | "lastPullAt" | "missing" | "failing" | "openConflicts" | "held" | "unlisted"
  >,
  now: number,
): { state: State; detail: string | null } {
  const { status, breaker, lastPullAt, missing, failing, openConflicts, held, unlisted } = connection;
  if (status === "reauthorize") return { state: "failed", detail: "· reconnect" };
  if (status === "disconnected") return { state: "paused", detail: "· disconnected" };
  if (missing.length > 0) return { state: "waiting", detail: "· choose an account" };
  if (status === "paused") return { state: "paused", detail: null };
  // Not held: no guardrail is behind it, and nobody has to let it pass.
  if (breaker.state !== "closed") return { state: "waiting", detail: stoppedText(breaker) };
  if (failing > 0) return { state: "failed", detail: String(failing) };
  if (openConflicts > 0) return { state: "conflict", detail: String(openConflicts) };
  if (held > 0) return { state: "held", detail: String(held) };
  if (unlisted > 0) return { state: "differs", detail: `· ${unlisted} not listed` };
  if (lastPullAt === null) return { state: "waiting", detail: "· never read" };
  if (now - Date.parse(lastPullAt) > STALE_AFTER_MS) return { state: "stale", detail: null };
  return { state: "in_step", detail: null };
}

/** "· calls stopped until 10:42", in the reader's zone; after that one call tries whether the platform is well again. */
function stoppedText({ state, until }: ConnectionView["breaker"]): string {
  if (state === "half_open") return "· one call on trial";
  return until ? `· calls stopped until ${hourAndMinute(until)}` : "· calls stopped";
}
