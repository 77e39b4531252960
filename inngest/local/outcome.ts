import type { Verdict } from "./answers";
import { canonicalText, isJsonObject, type JsonObject } from "./canonical-json";
import type { Change, PlannedStep, Unit } from "./changes";
import { type LocalEvent, makeEvent } from "./events";
import { type Ending, type EndingRun, errorOf, finishEvents } from "./finish-events";
import { type Invocation, type Memo, MOST_STEPS, type Operations, type PlannedOperation } from "./operations";
import type { Registry } from "./registry";
import type { RetryDelay } from "./retry";
import { announceEnd, onlyIfHeard, type Route, startRun } from "./routing";
import type { LeasedCall } from "./store";
import { ulid } from "./ulid";

/** Changes still missing the effects of the events among them, which are only known once routes are prepared. */
export interface Submission {
  readonly emits: readonly LocalEvent[];
  unit(route: Route): Unit;
}

export interface OutcomeContext {
  readonly registry: Registry;
  readonly retryDelay: RetryDelay;
  readonly nowMs: number;
  /** Lease the run's next discovery with the same statement. */
  readonly chain: boolean;
}

/** What the answer to a leased call changes. Pure. */
export function outcomeOf(call: LeasedCall, verdict: Verdict, context: OutcomeContext): Submission {
  switch (verdict.kind) {
    case "completed": {
      const ending: Ending = { status: "Completed", result: verdict.result };
      return endOf(call, ending, context.nowMs, memoChanges(call, verdict.operations?.memos ?? []));
    }
    case "failed":
      return endOf(call, { status: "Failed", error: verdict.error }, context.nowMs);
    case "retry":
      return retried(call, verdict, context);
    case "progress":
      return progressed(call, verdict.operations, context);
  }
}

/** The run ends under the call's lease, whatever its answer was. */
export function endOf(
  call: Pick<LeasedCall, "job" | "generation"> & EndingRun,
  ending: Ending,
  nowMs: number,
  before: readonly Change[] = [],
): Submission {
  const emits = finishEvents(call, ending, nowMs);
  return {
    emits,
    unit: (route) => {
      const announced = emits.flatMap((event) => onlyIfHeard(route(event)));
      const memo: JsonObject =
        ending.status === "Completed"
          ? { data: ending.result }
          : { error: ending.status === "Failed" ? ending.error : null };
      const output = ending.status === "Completed" ? ending.result : ending.status === "Failed" ? ending.error : null;
      const effects = announceEnd(call, memo, announced);
      return {
        lease: leaseOf(call),
        changes: [
          ...before,
          { do: "end", run: call.runId, status: ending.status, output: canonicalText(output), effects },
        ],
      };
    },
  };
}

function retried(
  call: LeasedCall,
  verdict: Extract<Verdict, { kind: "retry" }>,
  { retryDelay, nowMs, chain }: OutcomeContext,
): Submission {
  const memos = verdict.operations?.memos ?? [];
  const stepError = verdict.operations?.stepError ?? null;
  // A result stored with this answer starts the count of what follows afresh.
  const attempt = memos.length > 0 ? 0 : call.attempt;
  if (attempt + 1 >= call.maxAttempts) {
    // Used up. A step's failure goes to the function, which may catch it; any other ends the run.
    if (!stepError) return endOf(call, { status: "Failed", error: verdict.error }, nowMs);
    const failed: Memo = { hash: stepError.hash, memo: canonicalText({ error: stepError.error }) };
    return plain(call, chain, [...memoChanges(call, [...memos, failed]), ...goOn(call)]);
  }
  const due = nowMs + (verdict.retryAfterMs ?? retryDelay(attempt, verdict));
  return plain(call, chain, [...memoChanges(call, memos), { do: "retry", job: call.job, due, attempt: attempt + 1 }]);
}

function progressed(call: LeasedCall, operations: Operations, context: OutcomeContext): Submission {
  const { memos, planned } = operations;
  if (call.stepCount + memos.length + planned.length > MOST_STEPS) {
    return endOf(call, { status: "Failed", error: tooManySteps() }, context.nowMs);
  }
  if (call.hash !== "step" && !memos.some((memo) => memo.hash === call.hash)) {
    const error = errorOf("Error", "the application answered a planned step without its result");
    return retried(call, { kind: "retry", error, operations: null, retryAfterMs: undefined, answered: true }, context);
  }
  const foreign = planned.find(({ invoke }) => invoke && !ownFunction(invoke.functionId, context.registry));
  if (foreign?.invoke) {
    const message = `invoking "${foreign.invoke.functionId}": functions of other applications are not supported`;
    return endOf(call, { status: "Failed", error: errorOf("UnsupportedOperation", message) }, context.nowMs);
  }
  const steps = planned.map((operation) => withInvocation(operation, call, context));
  return plain(call, context.chain, [
    ...memoChanges(call, memos),
    ...(steps.length > 0 ? [{ do: "plan", run: call.runId, steps } as const] : []),
    ...(steps.length > 0 ? closeOf(call) : goOn(call)),
  ]);
}

export function tooManySteps(): JsonObject {
  return errorOf("TooManySteps", `the run has more than ${MOST_STEPS} steps`);
}

/** The job is done and the function is to be asked again. A planned step's own job went when its result settled. */
function goOn(call: LeasedCall): Change[] {
  return call.hash === "step" ? [...closeOf(call), { do: "discover", run: call.runId }] : [];
}

function closeOf(call: LeasedCall): Change[] {
  return call.hash === "step" ? [{ do: "close", job: call.job }] : [];
}

export function memoChanges(call: Pick<LeasedCall, "runId">, memos: readonly Memo[]): Change[] {
  return memos.map(({ hash, memo }) => ({ do: "memo", run: call.runId, hash, memo, waiting: false }));
}

function plain(call: LeasedCall, chain: boolean, changes: readonly Change[]): Submission {
  const unit: Unit = { lease: leaseOf(call), changes, ...(chain && { chain: call.runId }) };
  return { emits: [], unit: () => unit };
}

function leaseOf({ job, generation }: Pick<LeasedCall, "job" | "generation">): Unit["lease"] {
  return { job, generation };
}

function ownFunction(functionId: string, { appId, functions }: Registry): boolean {
  return functions.has(functionId) || functionId.startsWith(`${appId}-`);
}

function withInvocation(
  { step, invoke }: PlannedOperation,
  call: LeasedCall,
  { registry, nowMs }: OutcomeContext,
): PlannedStep {
  return { ...step, effects: invoke ? invocation(invoke, step, call, registry, nowMs) : [] };
}

/** Starts the invoked function with an event of its own, or settles the step with the reason why not. */
function invocation(
  { functionId, data }: Invocation,
  step: PlannedOperation["step"],
  call: LeasedCall,
  registry: Registry,
  nowMs: number,
): Change[] {
  const settleWith = (error: JsonObject): Change => ({
    do: "memo",
    run: call.runId,
    hash: step.hash,
    memo: canonicalText({ error }),
    waiting: true,
  });
  const fn = registry.functions.get(functionId);
  if (!fn) return [settleWith(errorOf("Error", `could not find function with ID: ${functionId}`))];
  const storeId = ulid(nowMs);
  const _inngest: JsonObject = {
    fn_id: functionId,
    correlation_id: `${call.runId}.${step.hash}`,
    expire: step.due,
    gid: step.hash,
    name: "inngest/function.finished",
    source_app_id: registry.appId,
    source_fn_id: call.fn,
    source_fn_v: 1,
  };
  const event = makeEvent({
    storeId,
    ownId: null,
    name: "inngest/function.invoked",
    ts: nowMs,
    data: { ...(isJsonObject(data) ? data : {}), _inngest },
  });
  const refused = [settleWith(errorOf("Error", `the function "${functionId}" is limited and did not start`))];
  const parent = { run: call.runId, hash: step.hash, refused };
  return [
    { do: "event", id: storeId, name: event.name, body: event.body, effects: [startRun(fn, event, nowMs, parent)] },
  ];
}
