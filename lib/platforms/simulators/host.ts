import type { Server } from "node:http";
import { type Clock, systemClock } from "../../clock";
import type { ContractRecorder } from "../contract-recorder";
import { answerControl } from "./control";
import { exchange, type Outcome } from "./exchange";
import { type Fault, FaultBook, type FaultInput } from "./faults";
import { closeServer, startServers } from "./http-server";
import { fetchInProcess } from "./in-process-fetch";
import { type Quota, QuotaBook } from "./quotas";
import { RequestLog } from "./request-log";
import { StateFile, StateStore } from "./state-store";
import type { PlatformFactory, SimulatedPlatform } from "./types";

export type SimulatorHostOptions = {
  platforms: readonly PlatformFactory[];
  /** Time and waiting; hand in a virtual one for tests that must not wait. */
  clock?: Clock;
  /** Keeps the state in this file across restarts; without it the state lives in memory. */
  stateFile?: string;
  /** Everything random follows from it. */
  seed?: number;
  recorder?: ContractRecorder;
};

/** One request as a web server or a test hands it in. `url` is absolute. */
export type HostRequest = { method: string; url: string; headers: Headers | Record<string, string>; body?: string };

/** One platform with everything the control routes can reach. */
export type HostedPlatform = {
  platform: SimulatedPlatform;
  store: StateStore;
  faults: FaultBook;
  quotas: QuotaBook;
  requests: RequestLog;
};

/** All simulated platforms behind one door: over HTTP after `listen`, or in this process through `handle` and `fetch`. */
export type SimulatorHost = ReturnType<typeof createSimulatorHost>;

/** Builds the host. It opens its state file with the first request or after `listen` has the port, so a second host cannot spoil it. */
export function createSimulatorHost(options: SimulatorHostOptions) {
  const { clock = systemClock, seed = 1, recorder } = options;
  let offsetMs = 0;
  let opened = false;
  let servers: Server[] = [];
  const now = () => clock.now().getTime() + offsetMs;
  const platforms = new Map<string, HostedPlatform>();
  const stateFile = options.stateFile ? new StateFile(options.stateFile, storesByName) : null;

  function* storesByName(): IterableIterator<[string, StateStore]> {
    for (const [name, hosted] of platforms) yield [name, hosted.store];
  }

  for (const factory of options.platforms) {
    const store = new StateStore(factory.name, now, (change) => stateFile?.record(change));
    const quotas = new QuotaBook(now, factory.quotas);
    const platform = factory.create({ now, store, quotas, seed });
    platforms.set(factory.name, { platform, store, quotas, faults: new FaultBook(seed), requests: new RequestLog() });
  }

  function open(): void {
    if (opened) return;
    opened = true;
    stateFile?.open();
    for (const { platform } of platforms.values()) platform.prepare({ seeded: true });
    stateFile?.flush();
  }

  function hosted(name: string): HostedPlatform {
    const found = platforms.get(name);
    if (!found) throw new Error(`No simulator named ${name}; there are ${[...platforms.keys()].join(", ")}.`);
    return found;
  }

  const host = {
    clock,
    /** The simulators' time in milliseconds: the clock plus the offset set by the control. */
    now,
    platforms: platforms as ReadonlyMap<string, HostedPlatform>,

    /** Answers one request, or says how the line broke. Waits only where a fault asks for it. */
    async handle(request: HostRequest, signal?: AbortSignal): Promise<Outcome> {
      open();
      const headers = request.headers instanceof Headers ? request.headers : new Headers(request.headers);
      const url = new URL(request.url);
      const body = request.body ?? "";
      const method = request.method.toUpperCase();
      if (!url.pathname.startsWith("/_control/")) {
        return exchange({ platforms, clock, now, recorder, settle }, { method, url, headers, body }, signal);
      }
      const outcome = await answerControl(host, { method, url, body });
      settle();
      return outcome;
    },

    /** `fetch` for code in this process: no socket, and a dropped line rejects with the same `TypeError` as the real one. */
    fetch: (input: string | URL | Request, init?: RequestInit): Promise<Response> => fetchInProcess(host, input, init),

    /** Listens on the loopback addresses and answers with the port, which is chosen when 0 is asked for. */
    async listen(port: number): Promise<number> {
      servers = await startServers(host, port);
      open();
      const address = servers[0]?.address();
      return typeof address === "object" && address ? address.port : port;
    },

    async close(): Promise<void> {
      await Promise.all(servers.map(closeServer));
      servers = [];
      stateFile?.close();
      recorder?.flush();
    },

    /** Empties one platform or all; `seeded` brings the demo world back. Faults, the request log and quota windows go with it; limits, switches and the clock stay. */
    reset({ platform, seeded = true }: { platform?: string; seeded?: boolean } = {}): void {
      open();
      for (const target of platform ? [hosted(platform)] : platforms.values()) {
        target.store.clear();
        target.faults.clear();
        target.requests.clear();
        target.quotas.forget();
        target.platform.prepare({ seeded });
      }
      settle();
    },

    /** Replaces the faults of a platform. */
    setFaults: (platform: string, faults: readonly FaultInput[]): void => hosted(platform).faults.set(faults),
    faults: (platform: string): (Fault & { seen: number; fired: number })[] => hosted(platform).faults.list(),
    setLimits: (platform: string, limits: Record<string, Quota | "off"> | "off" | "default"): void =>
      hosted(platform).quotas.setLimits(limits),
    platform: hosted,

    setOffset(milliseconds: number): void {
      offsetMs = milliseconds;
    },
    offset: (): number => offsetMs,
  };

  /** What was acknowledged must survive a kill: it reaches the operating system before the answer leaves. */
  function settle(): void {
    stateFile?.flush();
  }

  return host;
}
