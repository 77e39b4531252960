import { startStack as start } from "../../scripts/lib/stack.mjs";

export type StackOptions = {
  /** Kept after `stop`; without it a temporary one is made and removed. */
  home?: string;
  /** Free ones are picked otherwise. */
  ports?: Partial<Record<"app" | "database" | "simulators" | "engine", number>>;
  /** Added to what the parts are given. */
  env?: Record<string, string>;
  /** Make the production build when it is missing or old. Default true. */
  build?: boolean;
  /** Start a part again when it dies. Default false: whoever kills it decides. */
  restart?: boolean;
  /** Whether the database forces commits to disk. Default true. */
  durable?: boolean;
  /** Whether simulators forget their state when they end. Default false. */
  memorySimulators?: boolean;
};

/** `app` serves pages and API, `worker` carries out the functions. */
export type Part = "app" | "worker" | "executor" | "simulators";

export type Stack = {
  home: string;
  appUrl: string;
  simulatorUrl: string;
  engineUrl: string;
  databaseUrl: string;
  /** Demo API keys: `demo` and `other`. */
  keys: Record<string, string>;
  pids(): Record<string, number>;
  /** For SIGKILL the part is gone when this resolves. */
  kill(part: Part, signal?: NodeJS.Signals): Promise<void>;
  /** Stops the part if it runs, starts it, and waits until everything is ready. */
  restart(part: Part): Promise<void>;
  untilReady(): Promise<void>;
  stop(): Promise<void>;
};

/** A whole Lockstep with its own home, ports and database: the production build, or what `options` say. Resolves when it is ready. */
export const startStack = (options: StackOptions = {}): Promise<Stack> => start(options);
