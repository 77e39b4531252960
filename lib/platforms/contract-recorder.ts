import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
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

export type ContractRecorder = { record(exchange: RecordedExchange): void; close(): void };

const FLUSH_ABOVE_CHARACTERS = 64 * 1024;

/**
 * Appends exchanges as JSON lines. A target that ends in a slash is a folder in which every process writes a file of its own.
 * Lines are gathered and written shortly after, whole, so several processes may share one file.
 */
export function createContractRecorder(target: string): ContractRecorder {
  const file = target.endsWith("/")
    ? join(target, `exchanges-${process.pid}-${Date.now().toString(36)}.jsonl`)
    : target;
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, "a");
  let lines: string[] = [];
  let characters = 0;
  let timer: NodeJS.Immediate | null = null;
  let closed = false;

  const flush = () => {
    if (timer) clearImmediate(timer);
    timer = null;
    if (lines.length > 0) writeSync(descriptor, lines.join(""));
    lines = [];
    characters = 0;
  };

  return {
    record(exchange) {
      if (closed) return;
      const line = `${JSON.stringify(exchange)}\n`;
      lines.push(line);
      characters += line.length;
      if (characters > FLUSH_ABOVE_CHARACTERS) flush();
      else timer ??= setImmediate(flush);
    },
    close() {
      if (closed) return;
      flush();
      closed = true;
      closeSync(descriptor);
    },
  };
}
