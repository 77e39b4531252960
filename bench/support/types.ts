import type { Stack, StackOptions } from "./stack";

/** One measured figure. */
export type Figure = {
  name: string;
  value: number;
  unit: string;
  /** What it should be, such as "≤ 100" or "≥ 1.5"; checked, and printed beside it. */
  target?: `${"≤" | "≥" | "="} ${number}`;
};

export type BenchContext = {
  /** Starts a whole Lockstep in a temporary home (see `stack.ts`); stopped when the benchmark ends, however it ends. */
  startStack(options?: StackOptions): Promise<Stack>;
  /** A line about what is going on, for people. */
  log(line: string): void;
};

/** What every file in `bench/` exports, as `name` and `run`. */
export type Benchmark = {
  name: string;
  run(context: BenchContext): Promise<Figure[]>;
};
