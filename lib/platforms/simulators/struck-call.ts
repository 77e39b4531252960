import type { Fault, FaultKind, Strike } from "./faults";
import { withPageFault } from "./page-faults";
import type {
  Admission,
  AnswerOptions,
  SimulatedAnswer,
  SimulatedPlatform,
  SimulatedRequest,
  ValueFault,
} from "./types";

/** What came of a call: no answer when the line broke before it arrived. `fault` names the one that showed. */
export type Result = { answer: SimulatedAnswer | null; admission: Admission | null; fault: FaultKind | null };

const DEFAULT_STATUS = 503;
const DEFAULT_STALENESS_MS = 30_000;

/** Carries a call out under the fault chosen for it. A fault that turns out unable to show is put back, and the call goes its usual way. */
export function runStruck(
  platform: SimulatedPlatform,
  request: SimulatedRequest,
  strike: Strike | null,
  now: number,
): Result {
  if (!strike) return runPlainly(platform, request, null);
  const { fault } = strike;
  const { kind } = fault;
  const dodge = (admitted?: Admission): Result => {
    strike.cancel();
    return runPlainly(platform, request, null, admitted);
  };
  switch (kind) {
    case "drop_before":
      return { answer: null, admission: null, fault: kind };
    case "rate_limit":
      return {
        answer: platform.failure(kind, { status: 429, retryAfterMs: fault.delayMs, admission: null }),
        admission: null,
        fault: kind,
      };
    case "expire_token":
    case "rotate_token": {
      const expired = platform.expireToken(request, { rotate: kind === "rotate_token" });
      return expired ? runPlainly(platform, request, kind) : dodge();
    }
    // What becomes of the finished answer is the business of whoever sends it.
    case "latency":
    case "drop_after":
    case "cut_body":
      return runPlainly(platform, request, kind);
    default: {
      const admission = platform.admit(request);
      if (admission.refusal) return dodge(admission);
      const { answer, showed } = answerStruck(platform, request, { admission, fault, now });
      if (!showed) strike.cancel();
      return { answer, admission, fault: showed ? kind : null };
    }
  }
}

function runPlainly(
  platform: SimulatedPlatform,
  request: SimulatedRequest,
  fault: FaultKind | null,
  admitted?: Admission,
): Result {
  const admission = admitted ?? platform.admit(request);
  return { answer: admission.refusal ?? platform.answer(request, admission, {}), admission, fault };
}

/** Carries the call out once, with the fault in its answer where it can show. */
function answerStruck(
  platform: SimulatedPlatform,
  request: SimulatedRequest,
  { admission, fault, now }: { admission: Admission; fault: Fault; now: number },
): { answer: SimulatedAnswer; showed: boolean } {
  const { kind, field, value } = fault;
  const answerWith = (options: AnswerOptions) => platform.answer(request, admission, options);
  if (kind === "status" || kind === "error_in_200") {
    if (fault.landed) answerWith({});
    return { answer: platform.failure(kind, { status: fault.status ?? DEFAULT_STATUS, admission }), showed: true };
  }
  if (kind === "stale_list" || kind === "stale_read") {
    const stale = answerWith({ asOf: now - (fault.delayMs ?? DEFAULT_STALENESS_MS) });
    return { answer: stale, showed: JSON.stringify(stale.json) !== JSON.stringify(answerWith({}).json) };
  }
  const isWrite = ["create", "update"].includes(platform.classify(request));
  if (kind === "coerce" || (kind === "drop_field" && isWrite)) {
    const alter: ValueFault = { kind, field, value };
    return { answer: answerWith({ alter }), showed: alter.applied === true };
  }
  const plain = answerWith({});
  const shown =
    kind === "unknown_enum" || kind === "drop_field"
      ? distort(platform, plain, kind, field)
      : withPageFault(plain, kind);
  return { answer: shown ?? plain, showed: shown !== null };
}

function distort(
  platform: SimulatedPlatform,
  answer: SimulatedAnswer,
  kind: "unknown_enum" | "drop_field",
  field: string | undefined,
): SimulatedAnswer | null {
  const json = answer.status < 300 ? platform.distort(answer.json, kind, field) : undefined;
  return json === undefined ? null : { ...answer, json };
}
