import { AsyncLocalStorage } from "node:async_hooks";
import { uuidv7 } from "uuidv7";
import type { CallRecord } from "../http/request-json";
import { logger } from "../logger";
import { db } from "./client";
import { toDatabaseJson } from "./json";

const BUNCH = 200;
const HOLD_MS = 500;

const operationAtWork = new AsyncLocalStorage<string>();

/** Whatever is called while `work` runs is recorded as a call for this operation; clients need not know of operations. */
export const recordCallsFor = <Result>(operationId: string, work: () => Promise<Result>): Promise<Result> =>
  operationAtWork.run(operationId, work);

/** Collects the calls of one run and writes them in bunches. A call that cannot be written is logged, never lost in silence. */
export function createCallRecorder(head: { organizationId: string; connectionId: string; syncRunId: string | null }) {
  let held: (CallRecord & { id: string; operationId: string | null })[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    const calls = held;
    held = [];
    if (calls.length === 0) return;
    try {
      await db.$executeRawUnsafe(
        /* sql */ `insert into "PlatformCall" ("id", "organizationId", "connectionId", "syncRunId", "operationId", "method", "path", "status", "ms",
           "errorCode", "platformRequestId", "requestBody", "responseBody", "at")
         select "id", $1::uuid, $2::uuid, $3::uuid, "operationId", "method", "path", "status", "ms", "errorCode", "platformRequestId",
           nullif("requestBody", 'null'), nullif("responseBody", 'null'), "at"
         from jsonb_to_recordset($4::jsonb) as r("id" uuid, "operationId" uuid, "method" text, "path" text, "status" int, "ms" int, "errorCode" text,
           "platformRequestId" text, "requestBody" jsonb, "responseBody" jsonb, "at" timestamptz)
         on conflict ("id") do nothing`,
        head.organizationId,
        head.connectionId,
        head.syncRunId,
        toDatabaseJson(calls),
      );
    } catch (error) {
      logger.error(
        { err: error, calls: calls.length, syncRunId: head.syncRunId },
        "platform calls could not be recorded",
      );
    }
  }

  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };

  const hold = (call: CallRecord, operationId: string | null): void => {
    held.push({ id: uuidv7(), operationId, ...call });
    if (held.length >= BUNCH) void flush();
    else timer ??= setTimeout(() => void flush(), HOLD_MS);
  };

  return {
    record: (call: CallRecord) => hold(call, operationAtWork.getStore() ?? null),
    /** A call that serves the connection, whatever operation happened to need it. */
    recordApart: (call: CallRecord) => hold(call, null),
    flush,
  };
}
