import { eventType, Inngest, type InngestFunction, staticSchema } from "inngest";
import type { Recorder } from "./recorder";

export const MODES = ["on", "off"] as const;
/** Whether the SDK reports steps by checkpoints. */
export type Mode = (typeof MODES)[number];

export type AnyFunction = InngestFunction.Like;

/** How a run ended, from its `inngest/function.finished` event. */
export interface Finish {
  readonly status: string;
  readonly result: unknown;
  readonly error: { readonly name: string; readonly message: string; readonly cause?: unknown } | undefined;
  readonly runId: string;
}

/** What the events of the cases carry; which of it, each case knows. */
export interface CaseData extends Record<string, unknown> {
  readonly key: string;
  readonly item?: string;
  readonly lane?: string;
  readonly order?: string;
  readonly turn?: number;
  readonly mode?: string;
  readonly by?: string;
  readonly name?: string;
  readonly added?: string;
}

const caseSchema = staticSchema<CaseData>();

function caseEvent(name: string) {
  return eventType(name, { schema: caseSchema });
}

/** Options every case's functions start from. */
interface BaseOptions {
  readonly id: string;
  readonly triggers: [ReturnType<typeof caseEvent>];
  readonly checkpointing: boolean;
}

/** What a case builds its functions with. Names carry the mode, so both modes live in one application. */
export interface Kit {
  readonly client: Inngest;
  readonly mode: Mode;
  /** Notes that something happened, under the key the case's event carries. */
  note(event: KeyedEvent, label: string, data?: unknown): void;
  eventName(name: string): string;
  functionId(name: string): string;
  /** Id, trigger and checkpointing of a function that answers to the event of its own name. */
  on(name: string, event?: string): BaseOptions;
}

export interface KeyedEvent {
  readonly data: Record<string, unknown>;
}

/** What a case checks with. Every run of a case has a key of its own, carried in its events. */
export interface World {
  readonly key: string;
  readonly mode: Mode;
  readonly appUrl: string;
  readonly eventUrl: string;
  readonly signingKey: string;
  eventName(name: string): string;
  functionId(name: string): string;
  send(name: string, data?: Record<string, unknown>, extra?: { id?: string }): Promise<string[]>;
  /** Waits until the label was noted so many times; answers with those entries' data. */
  until(label: string, count?: number, timeoutMs?: number): Promise<unknown[]>;
  /** As `until`, for what is noted under a key that belongs to no one case. */
  untilShared(key: string, label: string, timeoutMs: number): Promise<unknown[]>;
  /** When (ms) the label was noted, first to last. */
  times(label: string): number[];
  count(label: string): number;
  data(label: string): unknown[];
  /** Waits for the end of a run of the function of this name. */
  finish(name: string, count?: number, timeoutMs?: number): Promise<Finish>;
}

export interface ConformanceCase {
  readonly number: number;
  readonly title: string;
  /** The case signs calls itself, so the server must use keys. */
  readonly signed?: true;
  /** Events that set off everything the case does, for a test that judges by effects alone (cases 1 to 20). */
  readonly starts?: readonly string[];
  define(kit: Kit): AnyFunction[];
  check(world: World): Promise<void>;
}

/** A case that is listed but not run, and why. */
export interface SkippedCase {
  readonly number: number;
  readonly title: string;
  readonly skip: string;
}

export const APP_ID = "conformance";
export const WAIT_MS = 25_000;

export function createClient(options: { baseUrl: string; eventKey: string; signingKey: string; isDev: boolean }) {
  const quiet = () => undefined;
  return new Inngest({
    id: APP_ID,
    ...options,
    // Failing on purpose is what many cases do; the SDK would log each with its stack.
    logger: { info: quiet, warn: quiet, error: quiet, debug: quiet },
  });
}

export function createKit(client: Inngest, mode: Mode, recorder: Recorder): Kit {
  const names = namesOf(mode);
  return {
    client,
    mode,
    ...names,
    note: (event, label, data) => recorder.note(keyOf(event), label, data),
    on: (name, event = name) => ({
      id: localId(name, mode),
      triggers: [caseEvent(names.eventName(event))],
      checkpointing: mode === "on",
    }),
  };
}

export function namesOf(mode: Mode): { eventName(name: string): string; functionId(name: string): string } {
  return {
    eventName: (name) => `${name}/${mode}`,
    functionId: (name) => `${APP_ID}-${localId(name, mode)}`,
  };
}

/** Functions that listen to how the others end; one set serves every case. */
export function createProbes(client: Inngest, recorder: Recorder): AnyFunction[] {
  return ["finished", "failed", "cancelled"].map((ending) =>
    client.createFunction(
      { id: `probe-${ending}`, triggers: [{ event: `inngest/function.${ending}` }], retries: 0, checkpointing: false },
      ({ event }) => {
        const { data } = event;
        const finish = {
          status: data._inngest?.status,
          result: data.result,
          error: data.error,
          runId: data.run_id,
        };
        recorder.note(keyOf(data.event), `${ending} ${data.function_id}`, finish);
      },
    ),
  );
}

export function createWorld(options: {
  client: Inngest;
  mode: Mode;
  recorder: Recorder;
  appUrl: string;
  eventUrl: string;
  signingKey: string;
}): World {
  const { client, mode, recorder, appUrl, eventUrl, signingKey } = options;
  const key = crypto.randomUUID();
  const names = namesOf(mode);
  const labelled = (label: string) => recorder.entries(key).filter((entry) => entry.label === label);
  const untilNoted = (ofKey: string, label: string, count: number, timeoutMs: number) =>
    recorder.until(
      ofKey,
      `${count} × "${label}"`,
      (entries) => {
        const found = entries.filter((entry) => entry.label === label);
        return found.length >= count ? found.map((entry) => entry.data) : undefined;
      },
      timeoutMs,
    );
  const until: World["until"] = (label, count = 1, timeoutMs = WAIT_MS) => untilNoted(key, label, count, timeoutMs);
  return {
    key,
    mode,
    appUrl,
    eventUrl,
    signingKey,
    ...names,
    until,
    untilShared: (sharedKey, label, timeoutMs) => untilNoted(sharedKey, label, 1, timeoutMs),
    count: (label) => labelled(label).length,
    times: (label) => labelled(label).map((entry) => entry.at),
    data: (label) => labelled(label).map((entry) => entry.data),
    send: async (name, data = {}, extra = {}) => {
      const { ids } = await client.send({ name: names.eventName(name), data: { ...data, key }, ...extra });
      return ids;
    },
    finish: async (name, count = 1, timeoutMs = WAIT_MS) => {
      const label = `finished ${names.functionId(name)}`;
      const all = await until(label, count, timeoutMs);
      return asFinish(all[count - 1]);
    },
  };
}

function localId(name: string, mode: Mode): string {
  return `${name.replaceAll(/[^a-z0-9]+/g, "-")}-${mode}`;
}

function keyOf(event: unknown): string {
  if (typeof event !== "object" || event === null || !("data" in event)) return "";
  const { data } = event;
  if (typeof data !== "object" || data === null) return "";
  // A failure handler's event wraps the event of the run that failed.
  if ("event" in data && !("key" in data)) return keyOf(data.event);
  return "key" in data ? String(data.key) : "";
}

/** The probe above is the only writer of these entries. */
function asFinish(data: unknown): Finish {
  return data as Finish;
}
