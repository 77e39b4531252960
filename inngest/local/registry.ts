import { z } from "zod";
import { readSchedule, type Schedule } from "./cron";
import { readDuration } from "./durations";
import { type Expression, readExpression } from "./expressions";

/** One function of the application, as this executor runs it. */
export interface FunctionSpec {
  readonly id: string;
  readonly name: string;
  /** Path and query of the call; `stepId` is replaced for each one. */
  readonly path: string;
  readonly maxAttempts: number;
  readonly triggers: readonly EventTrigger[];
  readonly schedules: readonly Schedule[];
  readonly cancelOn: readonly CancelTrigger[];
  readonly concurrency: { readonly limit: number; readonly key: Expression | null } | null;
  readonly idempotency: Expression | null;
  readonly singleton: { readonly mode: "skip" | "cancel"; readonly key: Expression | null } | null;
}

export interface EventTrigger {
  readonly event: string;
  readonly condition: Expression | null;
}

export interface CancelTrigger extends EventTrigger {
  /** How long after its start a run can be cancelled this way. */
  readonly lifeMs: number;
}

/** The functions of one application, checked. */
export interface Registry {
  readonly appId: string;
  readonly sdk: string;
  readonly functions: ReadonlyMap<string, FunctionSpec>;
}

/** A function asks for something this executor does not do. Start-up stops with this message. */
export class RefusedRegistration extends Error {
  constructor(functionId: string, option: string, reason: string) {
    super(`function "${functionId}", option "${option}": ${reason}`);
    this.name = "RefusedRegistration";
  }
}

const DEFAULT_RETRIES = 4;
const MOST_RETRIES = 20;
const MOST_TRIGGERS = 10;
const MOST_CANCELS = 5;
const LONGEST_EVENT_NAME = 255;
const YEAR_MS = 365 * 24 * 3_600_000;

/** The payload's function keys are a closed list, so an unknown one means an SDK this executor was not written for. */
const KNOWN_OPTIONS = new Set(["id", "name", "triggers", "steps", "concurrency", "idempotency", "cancel", "singleton"]);
const UNBUILT_OPTIONS = new Set(["batchEvents", "debounce", "priority", "rateLimit", "throttle", "timeouts"]);

const Payload = z.object({
  app_id: z.string().optional(),
  appName: z.string().optional(),
  sdk: z.string(),
  functions: z.array(z.looseObject({ id: z.string().min(1) })),
});

const Trigger = z.union([
  z.strictObject({ event: z.string().min(1).max(LONGEST_EVENT_NAME), expression: z.string().optional() }),
  z.strictObject({ cron: z.string(), jitter: z.string().optional() }),
]);

const Steps = z.strictObject({
  step: z.strictObject({
    id: z.string(),
    name: z.string(),
    runtime: z.strictObject({ type: z.string(), url: z.url() }),
    retries: z.strictObject({ attempts: z.number().int().optional() }).optional(),
  }),
});

const Concurrency = z.strictObject({
  limit: z.number().int().min(1),
  key: z.string().optional(),
  scope: z.string().optional(),
});

const Cancel = z.strictObject({
  event: z.string().min(1).max(LONGEST_EVENT_NAME),
  if: z.string().optional(),
  timeout: z.string().optional(),
});

const Singleton = z.strictObject({ mode: z.enum(["skip", "cancel"]), key: z.string().optional() });

/** Checks a register payload; throws `RefusedRegistration` naming the function and option it cannot honour. */
export function readRegistry(payload: unknown): Registry {
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) throw new Error(`the register payload cannot be read: ${z.prettifyError(parsed.error)}`);
  const { sdk } = parsed.data;
  if (!/^(inngest-)?js:v4\./.test(sdk)) {
    throw new Error(`the application uses the SDK "${sdk}"; this executor speaks to version 4 of the JavaScript SDK`);
  }
  const functions = new Map<string, FunctionSpec>();
  for (const declared of parsed.data.functions) {
    if (functions.has(declared.id)) throw new RefusedRegistration(declared.id, "id", "two functions share it");
    functions.set(declared.id, readFunction(declared));
  }
  return { appId: parsed.data.app_id ?? parsed.data.appName ?? "", sdk, functions };
}

function readFunction(declared: Record<string, unknown> & { id: string }): FunctionSpec {
  const { id } = declared;
  for (const [option, value] of Object.entries(declared)) {
    if (value === undefined || value === null || KNOWN_OPTIONS.has(option)) continue;
    const reason = UNBUILT_OPTIONS.has(option)
      ? "the local executor does not implement it; remove it or run on Inngest"
      : "the local executor does not know it; it was written for another version of the SDK";
    throw new RefusedRegistration(id, option, reason);
  }

  const steps = read(id, "steps", Steps, declared.steps);
  const { runtime, retries } = steps.step;
  if (runtime.type !== "http") throw new RefusedRegistration(id, "steps", `the runtime "${runtime.type}" is not HTTP`);
  const url = new URL(runtime.url);
  const retryCount = Math.min(Math.max(retries?.attempts ?? DEFAULT_RETRIES, 0), MOST_RETRIES);

  return {
    id,
    name: typeof declared.name === "string" ? declared.name : id,
    path: `${url.pathname}${url.search}`,
    maxAttempts: retryCount + 1,
    ...readTriggers(id, declared.triggers),
    cancelOn: readCancels(id, declared.cancel),
    concurrency: readConcurrency(id, declared.concurrency),
    idempotency: readKey(id, "idempotency", declared.idempotency),
    singleton: readSingleton(id, declared.singleton),
  };
}

function readTriggers(id: string, declared: unknown): Pick<FunctionSpec, "triggers" | "schedules"> {
  const list = read(id, "triggers", z.array(Trigger), declared ?? []);
  if (list.length > MOST_TRIGGERS) throw new RefusedRegistration(id, "triggers", `more than ${MOST_TRIGGERS}`);
  const triggers: EventTrigger[] = [];
  const schedules: Schedule[] = [];
  for (const trigger of list) {
    if ("event" in trigger) {
      refuseWildcardOverOwnEvents(id, trigger.event);
      const condition = readCondition(id, "triggers.if", trigger.expression, ["event"]);
      triggers.push({ event: trigger.event, condition });
      continue;
    }
    if (trigger.jitter)
      throw new RefusedRegistration(id, "triggers.jitter", "the local executor does not implement it");
    schedules.push(attempt(id, "triggers.cron", () => readSchedule(trigger.cron)));
  }
  return { triggers, schedules };
}

/** A function started by every finish event would be started by its own. */
function refuseWildcardOverOwnEvents(id: string, event: string): void {
  if (!event.includes("*")) return;
  if (!/^[^*]*[/.]\*$/.test(event)) {
    throw new RefusedRegistration(id, "triggers.event", `"${event}": a wildcard may only end a "/" or "." segment`);
  }
  if ("inngest/".startsWith(event.slice(0, -1)) || event.startsWith("inngest/")) {
    throw new RefusedRegistration(id, "triggers.event", `"${event}" would match the executor's own events`);
  }
}

function readCancels(id: string, declared: unknown): CancelTrigger[] {
  const list = read(id, "cancelOn", z.array(Cancel), declared ?? []);
  if (list.length > MOST_CANCELS) throw new RefusedRegistration(id, "cancelOn", `more than ${MOST_CANCELS}`);
  return list.map((cancel) => {
    const lifeMs = cancel.timeout === undefined ? YEAR_MS : readDuration(cancel.timeout);
    if (lifeMs === undefined) {
      throw new RefusedRegistration(id, "cancelOn.timeout", `"${cancel.timeout}" is not a duration`);
    }
    const condition = readCondition(id, "cancelOn.if", cancel.if, ["event", "async"]);
    return { event: cancel.event, condition, lifeMs };
  });
}

function readConcurrency(id: string, declared: unknown): FunctionSpec["concurrency"] {
  if (declared === undefined || declared === null) return null;
  const list = typeof declared === "number" ? [{ limit: declared }] : Array.isArray(declared) ? declared : [declared];
  if (list.length !== 1) throw new RefusedRegistration(id, "concurrency", "only one limit is implemented locally");
  const { limit, key, scope } = read(id, "concurrency", Concurrency, list[0]);
  if (scope !== undefined && scope !== "fn") {
    throw new RefusedRegistration(id, "concurrency.scope", `the local executor has no scope "${scope}"`);
  }
  return { limit, key: readKey(id, "concurrency.key", key) };
}

function readSingleton(id: string, declared: unknown): FunctionSpec["singleton"] {
  if (declared === undefined || declared === null) return null;
  const { mode, key } = read(id, "singleton", Singleton, declared);
  return { mode, key: readKey(id, "singleton.key", key) };
}

function readKey(id: string, option: string, source: unknown): Expression | null {
  return readCondition(id, option, source, ["event"]);
}

function readCondition(id: string, option: string, source: unknown, names: readonly string[]): Expression | null {
  if (source === undefined || source === null || source === "") return null;
  const text = read(id, option, z.string(), source);
  return attempt(id, option, () => readExpression(text, names));
}

function read<T>(id: string, option: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RefusedRegistration(id, option, z.prettifyError(parsed.error));
}

function attempt<T>(id: string, option: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new RefusedRegistration(id, option, cause instanceof Error ? cause.message : String(cause));
  }
}
