import { type CanonicalRecord, isEqual } from "../../domain/canonical";
import type { Shadow } from "./compare";

type Unanswered = {
  /** What our last update carried, if its answer is still to come or was lost; otherwise empty. */
  sent: CanonicalRecord;
  desired: CanonicalRecord;
  observed: CanonicalRecord;
  shadow: Shadow;
};

/**
 * Fields of an unanswered update that the platform shows as we sent them while our side has moved on since: our own
 * write, and no edit of theirs. Where our side still wants the same, both sides agree anyway.
 */
export const arrivedWrites = ({ sent, desired, observed }: Unanswered): CanonicalRecord =>
  Object.fromEntries(
    Object.entries(sent).filter(([field, value]) => isEqual(observed[field], value) && !isEqual(desired[field], value)),
  );

/**
 * What both sides last agreed on and what is there now, with what arrived without an answer. Where nobody knows yet whether
 * a call that enables has arrived, it counts as running over there: one pause too many costs a call, one too few costs money.
 */
export function withUnanswered(unanswered: Unanswered): { shadow: Shadow; observed: CanonicalRecord } {
  const { sent, desired, observed, shadow } = unanswered;
  const arrived = arrivedWrites(unanswered);
  const mayRun =
    sent.status === "active" && desired.status === "paused" && isEqual(observed.status, shadow.observed.status);
  const running: CanonicalRecord = mayRun ? { status: "active" } : {};
  return {
    shadow: {
      desired: { ...shadow.desired, ...arrived, ...running },
      observed: { ...shadow.observed, ...arrived, ...running },
    },
    observed: { ...observed, ...running },
  };
}
