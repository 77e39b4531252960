import { type CallApp, createHttpCall } from "./call";
import { Dispatcher } from "./dispatch";
import { errorOf } from "./finish-events";
import { type Log, logToStdout, reasonOf } from "./log";
import { MOST_STEPS, RefusedOperation, readOperations } from "./operations";
import { endOf, memoChanges, tooManySteps } from "./outcome";
import type { Registry } from "./registry";
import { type RetryDelay, standardRetryDelay } from "./retry";
import { Scheduler } from "./scheduler";
import { type CheckpointReport, startServer } from "./server";
import { readSigningKey } from "./signing";
import { Store } from "./store";
import { AppSync } from "./sync";
import { Writer } from "./writer";

export interface ExecutorOptions {
  readonly databaseUrl: string;
  /** Origin of the application, e.g. `http://localhost:3000`; its route is `/api/inngest`. */
  readonly appUrl: string;
  /** 0: any free one. */
  readonly port: number;
  readonly eventKey: string;
  readonly signingKey: string;
  /** Calls to the application at once. */
  readonly concurrency?: number;
  readonly retryDelay?: RetryDelay;
  /** How long a call belongs to an executor that no longer says it is alive. */
  readonly leaseMs?: number;
  /** How often to look for what no notification told of. */
  readonly pollMs?: number;
  readonly syncIntervalMs?: number;
  /** Ended runs and their events are forgotten after this time. */
  readonly keepMs?: number;
  readonly now?: () => number;
  /** Stands in for HTTP to the application. */
  readonly call?: CallApp;
  readonly log?: Log;
}

export interface Executor {
  readonly port: number;
  /** Resolves when the functions are registered; rejects when one of them cannot be run here. */
  readonly ready: Promise<Registry>;
  /** Looks for due work now; tests call it after moving their clock. */
  wake(): Promise<void>;
  /** Forgets ended runs whose time is over; done by itself once an hour. */
  clean(): Promise<void>;
  /** Clean stop: calls under way get `graceMs`, then their leases are handed back. Safe to repeat. */
  stop(graceMs?: number): Promise<void>;
}

const ROUTE = "/api/inngest";
const DEFAULT_CONCURRENCY = 64;
const DEFAULT_LEASE_MS = 30_000;
const DEFAULT_POLL_MS = 2_000;
const DEFAULT_SYNC_INTERVAL_MS = 10_000;
const DEFAULT_KEEP_MS = 7 * 24 * 3_600_000;
const CLEANING_INTERVAL_MS = 3_600_000;
const LONGEST_EVENT_WAIT_MS = 10_000;
const SESSION_RETRY_MS = 1_000;
const DEFAULT_GRACE_MS = 5_000;

/** Starts an executor: its schema, its endpoints, then the sync with the application; work begins once that succeeded. */
export async function startExecutor(options: ExecutorOptions): Promise<Executor> {
  const now = options.now ?? Date.now;
  const log = options.log ?? logToStdout;
  const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
  const leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
  const retryDelay = options.retryDelay ?? standardRetryDelay;
  const signingKey = readSigningKey(options.signingKey);
  const http = createHttpCall(options.appUrl, concurrency + 4);
  const call = options.call ?? http.call;
  const store = new Store({ databaseUrl: options.databaseUrl, now, leaseMs, connections: 8 });

  let registry: Registry = { appId: "", sdk: "", functions: new Map() };
  let registered = false;
  let stopping: Promise<void> | undefined;
  const ready = openPromise<Registry>();
  ready.promise.catch(() => undefined); // who awaits it decides; nobody may

  const writer = new Writer({ store, registry: () => registry, now, onArmed: () => dispatcher.wake() });
  const scheduler = new Scheduler({ store, writer, now, log });
  const sync = new AppSync({
    call,
    signingKey,
    routeUrl: new URL(ROUTE, options.appUrl).href,
    intervalMs: options.syncIntervalMs ?? DEFAULT_SYNC_INTERVAL_MS,
    log,
    onRegistry: async (next) => {
      registry = next;
      await scheduler.setRegistry(next);
      if (!registered) dispatcher.start();
      registered = true;
      dispatcher.wake();
      log("info", "functions registered", { app: next.appId, functions: next.functions.size });
      ready.resolve(next);
    },
    onRefused: (cause) => {
      log("error", "the application's functions cannot be run here", { reason: cause.message });
      ready.reject(cause);
    },
  });
  const dispatcher = new Dispatcher({
    store,
    writer,
    call,
    signingKey,
    registry: () => registry,
    retryDelay,
    now,
    log,
    concurrency,
    leaseMs,
    pollMs: options.pollMs ?? DEFAULT_POLL_MS,
    onAppTrouble: () => sync.suspect(),
  });

  /** An event routed before the functions are known would start none of them: it waits a little, then is refused. */
  async function untilRegistered(): Promise<boolean> {
    if (registered) return true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), LONGEST_EVENT_WAIT_MS);
    });
    const known = ready.promise.then(
      () => true,
      () => false,
    );
    return Promise.race([known, late]).finally(() => clearTimeout(timer));
  }

  /** Stores the results a running function reports, so that they survive whatever happens to the rest of its request. */
  async function checkpoint({ runId, job, generation, steps }: CheckpointReport): Promise<boolean> {
    const lease = { job, generation };
    try {
      const { memos, planned } = readOperations(steps, now());
      const foreign = planned.find(({ step }) => step.kind !== "step");
      if (foreign) throw new RefusedOperation(`a checkpoint holds a step of kind "${foreign.step.kind}"`);
      if (dispatcher.countReported(job, memos.length) > MOST_STEPS) return await failRun(runId, lease, tooManySteps());
      const changes = [...memoChanges({ runId }, memos), { do: "progress", job } as const];
      const { outcome } = await writer.report({ emits: [], unit: () => ({ lease, changes }) });
      return outcome === "applied";
    } catch (cause) {
      if (cause instanceof RefusedOperation) return await failRun(runId, lease, errorOf(cause.name, cause.message));
      throw cause;
    }
  }

  /** Ends the run in the middle of its request; the refused checkpoint then stops the function. */
  async function failRun(
    runId: string,
    lease: { job: string; generation: number },
    error: ReturnType<typeof errorOf>,
  ): Promise<false> {
    const run = await store.openRun(runId);
    if (run) await writer.submit(endOf({ ...lease, ...run }, { status: "Failed", error }, now()));
    return false;
  }

  await store.migrate();
  const server = await startServer({
    port: options.port,
    eventKey: options.eventKey,
    signingKey,
    now,
    log,
    actions: {
      storeEvents: async (events) => {
        if (!(await untilRegistered())) return false;
        await Promise.all(
          events.map((event) => writer.submit({ emits: [event], unit: (route) => ({ changes: [route(event)] }) })),
        );
        return true;
      },
      register: async (payload) => {
        const { modified, registry: next } = await sync.register(payload);
        return { modified, appId: next.appId };
      },
      checkpoint,
      health: () => ({ ready: registered && !stopping, ...(sync.trouble !== undefined && { reason: sync.trouble }) }),
    },
  });

  let closeSession = await openSession();
  async function openSession(): Promise<() => Promise<void>> {
    return store.openSession(
      () => dispatcher.wake(),
      () => setTimeout(() => void reopenSession(), SESSION_RETRY_MS),
    );
  }
  async function reopenSession(): Promise<void> {
    if (stopping) return;
    try {
      closeSession = await openSession();
    } catch (cause) {
      log("error", "the database session could not be opened again", { reason: reasonOf(cause) });
      setTimeout(() => void reopenSession(), SESSION_RETRY_MS);
    }
  }

  const clean = () => store.forgetBefore(now() - (options.keepMs ?? DEFAULT_KEEP_MS));
  const cleaning = setInterval(() => {
    clean().catch((cause) => log("error", "cleaning failed", { reason: reasonOf(cause) }));
  }, CLEANING_INTERVAL_MS);

  sync.start();

  async function stop(graceMs: number): Promise<void> {
    clearInterval(cleaning);
    sync.stop();
    scheduler.stop();
    await dispatcher.stop(graceMs);
    await server.close();
    http.close();
    await closeSession();
    await store.close();
    ready.reject(new Error("the executor stopped"));
  }

  return {
    port: server.port,
    ready: ready.promise,
    wake: async () => {
      await scheduler.tick();
      dispatcher.wake();
    },
    clean,
    stop: (graceMs = DEFAULT_GRACE_MS) => {
      stopping ??= stop(graceMs);
      return stopping;
    },
  };
}

/** A promise with its ends in hand. */
function openPromise<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (cause: unknown) => void = () => undefined;
  const promise = new Promise<Value>((settle, fail) => {
    resolve = settle;
    reject = fail;
  });
  return { promise, resolve, reject };
}
