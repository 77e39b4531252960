import { mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";

/** One call and its answer as the simulator host saw them. `fault` names the fault that struck: the answer then owes nothing to the contract. */
export type RecordedExchange = {
  platform: string;
  at: string;
  method: string;
  /** Without the platform's prefix and the query. */
  path: string;
  query: string;
  requestBody: string;
  status: number;
  contentType: string;
  responseBody: string;
  fault?: string;
};

export type ContractRecorder = {
  record(exchange: RecordedExchange): void;
  /** Writes what was gathered so far. */
  flush(): void;
};

const FLUSH_ABOVE_CHARACTERS = 64 * 1024;

/** One writer per target in this process, however many hosts a test makes. */
const writers = new Map<string, ContractRecorder>();

/**
 * Appends exchanges as JSON lines. A target that ends in a slash is a folder in which every process writes a file of its own.
 * Lines are gathered and written shortly after, whole, so several processes may share one file; what is left is written on exit.
 */
export function createContractRecorder(target: string): ContractRecorder {
  const known = writers.get(target);
  if (known) return known;
  const writer = openWriter(target);
  writers.set(target, writer);
  process.once("exit", () => writer.flush());
  return writer;
}

function openWriter(target: string): ContractRecorder {
  const own = `exchanges-${process.pid}-${Date.now().toString(36)}.jsonl`;
  const file = target.endsWith("/") ? join(target, own) : target;
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, "a");
  let lines: string[] = [];
  let characters = 0;
  let timer: NodeJS.Immediate | null = null;

  const flush = () => {
    if (timer) clearImmediate(timer);
    timer = null;
    if (lines.length > 0) writeSync(descriptor, lines.join(""));
    lines = [];
    characters = 0;
  };

  return {
    flush,
    record(exchange) {
      const line = `${JSON.stringify(exchange)}\n`;
      lines.push(line);
      characters += line.length;
      if (characters > FLUSH_ABOVE_CHARACTERS) flush();
      else timer ??= setImmediate(flush);
    },
  };
}
