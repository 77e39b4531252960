import { canonicalText, type JsonObject, readJsonObject } from "./canonical-json";
import type { Change, StartRun } from "./changes";
import type { LocalEvent } from "./events";
import { type Expression, matches, readExpression } from "./expressions";
import { CANCELLED, FINISHED, finishEvents } from "./finish-events";
import type { EventTrigger, FunctionSpec, Registry } from "./registry";
import type { OpenRun, WaitingStep } from "./store";
import { ulid } from "./ulid";

/** What routing has to know of the database. */
export interface RoutingReads {
  waitingFor(eventNames: readonly string[]): Promise<WaitingStep[]>;
  openRuns(fns: readonly string[]): Promise<OpenRun[]>;
}

/** Turns an event into the change that stores it and everything it sets off. */
export type Route = (event: LocalEvent) => Change;

/**
 * Prepares to route events: starts of functions, steps that wait for them, runs they cancel. The rows it needs are read
 * here, once for all; the route itself is a pure computation. Between this read and the write a run may end or a wait may
 * run out; the changes say so themselves (`waiting`, `end` of an ended run) and then do nothing.
 */
export async function prepareRoutes(
  events: readonly LocalEvent[],
  registry: Registry,
  reads: RoutingReads,
  nowMs: number,
): Promise<Route> {
  if (events.length === 0) return (event) => storeEvent(event, []);
  const names = new Set(events.map((event) => event.name));
  const cancellable = functionsCancelledBy(names, registry);
  if (cancellable.size > 0) {
    // A cancelled run announces itself, and that event may be waited for, start functions or cancel more runs.
    names.add(FINISHED).add(CANCELLED);
    for (const fn of functionsCancelledBy(names, registry)) cancellable.add(fn);
  }
  const [waits, openRuns] = await Promise.all([
    reads.waitingFor([...names]),
    cancellable.size > 0 ? reads.openRuns([...cancellable]) : [],
  ]);
  return new Router(registry, waits, openRuns, nowMs).route;
}

/** The change that starts one function for one event, whatever its triggers say: crons, invocations and routing alike. */
export function startRun(
  fn: FunctionSpec,
  event: LocalEvent,
  nowMs: number,
  parent: { run: string; hash: string; refused: readonly Change[] } | null = null,
): StartRun {
  const scope = { event: event.value };
  const idempotency = fn.idempotency ? fn.idempotency(scope) : false;
  return {
    do: "start",
    run: ulid(nowMs),
    fn: fn.id,
    event: event.storeId,
    attempts: fn.maxAttempts,
    slot: fn.concurrency ? `${fn.id} ${keyText(fn.concurrency.key, scope)}` : null,
    singleton: singletonKey(fn, scope),
    replaces: fn.singleton?.mode === "cancel",
    keys: [
      ...(event.ownId !== null ? [`event ${event.ownId}`] : []),
      // An expression that gives false switches the limit off for this event.
      ...(fn.idempotency && idempotency !== false ? [`key ${canonicalText(idempotency)}`] : []),
    ],
    parentRun: parent?.run ?? null,
    parentHash: parent?.hash ?? null,
    refused: parent?.refused ?? [],
  };
}

/** `effects` of a run's end: its parent's step gets the result, and the world is told. */
export function announceEnd(
  run: { parentRun: string | null; parentHash: string | null },
  memo: JsonObject,
  announced: readonly Change[],
): Change[] {
  const { parentRun, parentHash } = run;
  if (parentRun === null || parentHash === null) return [...announced];
  const settle: Change = { do: "memo", run: parentRun, hash: parentHash, memo: canonicalText(memo), waiting: true };
  return [settle, ...announced];
}

/** Stores the event if it sets anything off; an announcement that nobody hears leaves no row. */
export function onlyIfHeard(change: Change): Change[] {
  return change.do === "event" && change.effects.length === 0 ? [] : [change];
}

function storeEvent(event: LocalEvent, effects: readonly Change[]): Change {
  return { do: "event", id: event.storeId, name: event.name, body: event.body, effects };
}

class Router {
  private readonly ended = new Set<string>();
  private readonly registry: Registry;
  private readonly waits: readonly WaitingStep[];
  private readonly openRuns: readonly OpenRun[];
  private readonly nowMs: number;

  constructor(registry: Registry, waits: readonly WaitingStep[], openRuns: readonly OpenRun[], nowMs: number) {
    this.registry = registry;
    this.waits = waits;
    this.openRuns = openRuns;
    this.nowMs = nowMs;
  }

  readonly route: Route = (event) =>
    storeEvent(event, [...this.cancellations(event), ...this.resumptions(event), ...this.starts(event)]);

  private starts(event: LocalEvent): Change[] {
    const changes: Change[] = [];
    for (const fn of this.registry.functions.values()) {
      if (!fn.triggers.some((trigger) => triggered(trigger, event))) continue;
      const start = startRun(fn, event, this.nowMs);
      if (start.replaces && start.singleton !== null) {
        const open = this.openRuns.filter((run) => run.fn === fn.id && run.singleton === start.singleton);
        changes.push(...open.flatMap((run) => this.cancel(run)));
      }
      changes.push(start);
    }
    return changes;
  }

  private resumptions(event: LocalEvent): Change[] {
    return this.waits
      .filter((wait) => wait.eventName === event.name && this.awaited(wait, event))
      .map((wait) => {
        const memo = `{"data":${event.body}}`;
        return { do: "memo", run: wait.runId, hash: wait.hash, memo, waiting: true };
      });
  }

  private awaited(wait: WaitingStep, event: LocalEvent): boolean {
    if (wait.condition === null) return true;
    const scope = { event: readJsonObject(wait.eventBody), async: event.value };
    return matches(cachedExpression(wait.condition), scope);
  }

  private cancellations(event: LocalEvent): Change[] {
    return this.openRuns.flatMap((run) => {
      const triggers = this.registry.functions.get(run.fn)?.cancelOn ?? [];
      const hit = triggers.some((trigger) => {
        if (trigger.event !== event.name || this.nowMs > run.startedAt + trigger.lifeMs) return false;
        return matches(trigger.condition, { event: readJsonObject(run.eventBody), async: event.value });
      });
      return hit ? this.cancel(run) : [];
    });
  }

  private cancel(run: OpenRun): Change[] {
    if (this.ended.has(run.runId)) return [];
    this.ended.add(run.runId);
    const [finished, cancelled] = finishEvents(run, { status: "Cancelled" }, this.nowMs);
    const events = [finished, cancelled].filter((event) => event !== undefined);
    const announced = events.flatMap((event) => onlyIfHeard(this.route(event)));
    // As on Inngest, a step that invoked a cancelled run resolves with the whole finished event.
    const memo = { data: finished?.value ?? null };
    return [
      { do: "end", run: run.runId, status: "Cancelled", output: null, effects: announceEnd(run, memo, announced) },
    ];
  }
}

function triggered(trigger: EventTrigger, event: LocalEvent): boolean {
  return listensTo(trigger, event.name) && matches(trigger.condition, { event: event.value });
}

/** `app/*` and `app/user.*` both hear `app/user.created`. */
function listensTo(trigger: EventTrigger, name: string): boolean {
  return trigger.event.endsWith("*") ? name.startsWith(trigger.event.slice(0, -1)) : trigger.event === name;
}

/** Functions with runs that an event of one of these names may cancel: by `cancelOn`, or by replacing a singleton. */
function functionsCancelledBy(names: ReadonlySet<string>, registry: Registry): Set<string> {
  const found = new Set<string>();
  for (const fn of registry.functions.values()) {
    const heard = fn.triggers.some((trigger) => [...names].some((name) => listensTo(trigger, name)));
    const replaces = fn.singleton?.mode === "cancel" && heard;
    if (replaces || fn.cancelOn.some((trigger) => names.has(trigger.event))) found.add(fn.id);
  }
  return found;
}

function singletonKey(fn: FunctionSpec, scope: { event: JsonObject }): string | null {
  if (!fn.singleton) return null;
  const key = fn.singleton.key ? fn.singleton.key(scope) : "";
  return key === false ? null : canonicalText(key);
}

function keyText(key: Expression | null, scope: { event: JsonObject }): string {
  return key === null ? "" : canonicalText(key(scope));
}

/** Conditions of waits were checked when they were registered; few distinct texts come back very often. */
const expressions = new Map<string, Expression>();
const MOST_CACHED = 1_000;

function cachedExpression(source: string): Expression {
  const known = expressions.get(source);
  if (known) return known;
  if (expressions.size >= MOST_CACHED) expressions.clear();
  const expression = readExpression(source, ["event", "async"]);
  expressions.set(source, expression);
  return expression;
}
