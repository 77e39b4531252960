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
 * What both sides last agreed on, with what arrived without an answer. Where nobody knows yet whether a call that enables
 * has arrived, a pause counts as an edit: sending it once too often costs a call, leaving it out costs money.
 */
export function baseWithUnanswered(unanswered: Unanswered): Shadow {
  const { sent, desired, observed, shadow } = unanswered;
  const arrived = arrivedWrites(unanswered);
  const mayStillRun =
    sent.status === "active" && desired.status === "paused" && isEqual(observed.status, shadow.observed.status);
  return {
    desired: { ...shadow.desired, ...arrived, ...(mayStillRun && { status: "active" }) },
    observed: { ...shadow.observed, ...arrived },
  };
}
