import http from "node:http";
import { createParser } from "eventsource-parser";
import pg from "pg";
import { percentile } from "./support/percentile";
import { api, demoConnection, makeTree } from "./support/push-api";
import type { Stack } from "./support/stack";
import type { BenchContext, Figure } from "./support/types";

export const name = "live";

const STREAMS = 200;
const EVENTS_A_SECOND = 50;
const SECONDS = 60;
const TOTAL = EVENTS_A_SECOND * SECONDS;
/** The event carries its own commit time, so that one clock measures both ends. */
const TYPE = "operation";

/** 200 streams of one campaign set's topic, 50 events a second for a minute: from the moment of commit to the client. */
export async function run({ startStack, log }: BenchContext): Promise<Figure[]> {
  const stack = await startStack({ memorySimulators: true });
  const connection = await demoConnection(stack);
  const set = await api<{ id: string }>(
    stack,
    "POST",
    "/api/v1/campaign-sets",
    makeTree(connection.id, { campaigns: 1, adGroups: 1, ads: 1 }),
  );
  const delays: number[] = [];
  const clients = await Promise.all(
    Array.from({ length: STREAMS }, () => follow(stack, `/api/v1/campaign-sets/${set.id}/sync-stream`, delays)),
  );
  log(`${clients.length} streams are open`);
  await writeEvents(stack.databaseUrl, set.id);
  await settle(() => clients.every((client) => client.ids.length >= TOTAL));
  for (const client of clients) client.close();

  let lost = 0;
  let repeated = 0;
  let disordered = 0;
  for (const { ids } of clients) {
    const unique = new Set(ids);
    repeated += ids.length - unique.size;
    lost += TOTAL - unique.size;
    disordered += ids.filter((id, index) => index > 0 && id < (ids[index - 1] ?? 0)).length;
  }
  return [
    { name: "events received", value: delays.length, unit: "events" },
    { name: "commit to client p50", value: percentile(delays, 0.5), unit: "ms" },
    { name: "commit to client p99", value: percentile(delays, 0.99), unit: "ms", target: "≤ 100" },
    { name: "lost", value: lost, unit: "events", target: "= 0" },
    { name: "repeated", value: repeated, unit: "events", target: "= 0" },
    { name: "out of order", value: disordered, unit: "events", target: "= 0" },
  ];
}

type Client = { ids: number[]; close: () => void };

function follow(stack: Stack, path: string, delays: number[]): Promise<Client> {
  return new Promise((resolve, reject) => {
    const ids: number[] = [];
    const request = http.get(
      `${stack.appUrl}${path}`,
      { headers: { authorization: `Bearer ${stack.keys.demo}`, accept: "text/event-stream" }, agent: false },
      (response) => {
        if (response.statusCode !== 200) return reject(new Error(`stream: ${response.statusCode}`));
        const parser = createParser({
          onEvent: (event) => {
            const at = Date.now();
            const { platformId } = JSON.parse(event.data) as { platformId: string };
            ids.push(Number(event.id));
            delays.push(at - Number(platformId));
          },
        });
        response.setEncoding("utf8");
        response.on("data", (text: string) => parser.feed(text));
        resolve({ ids, close: () => request.destroy() });
      },
    );
    request.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ECONNRESET") reject(error);
    });
  });
}

/** Appends events as the engine does, one transaction each, at an even pace. */
async function writeEvents(databaseUrl: string, setId: string): Promise<void> {
  process.env.DATABASE_URL = databaseUrl;
  const { NOTIFY_AND_STORE, numberMessages, setTopic } = await import("../lib/db/live");
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const startedAt = performance.now();
  for (let count = 0; count < TOTAL; count++) {
    const dueAt = startedAt + (count * 1000) / EVENTS_A_SECOND;
    const early = dueAt - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    await client.query("begin");
    const message = { topic: setTopic(setId), type: TYPE, data: sample(Date.now()) };
    await client.query(NOTIFY_AND_STORE, [JSON.stringify(numberMessages([message]))]);
    await client.query("commit");
  }
  await client.end();
}

/** A real event's shape; the platform id carries the time just before commit. */
const sample = (at: number) => ({
  runId: "00000000-0000-7000-8000-000000000000",
  operation: {
    id: "00000000-0000-7000-8000-000000000001",
    seq: 1,
    kind: "create",
    recordKind: "campaign",
    recordId: "00000000-0000-7000-8000-000000000002",
    recordName: "Campaign",
    parentRecordId: null,
    campaignId: "00000000-0000-7000-8000-000000000002",
    platform: "reddit",
    changes: [],
    state: "applied",
    reason: null,
    guard: null,
    approvedAt: null,
    error: null,
    platformId: String(at),
    endedAt: null,
  },
  progress: { synced: 1, failed: 0, skipped: 0, total: 1, etaSeconds: null },
});

async function settle(isDone: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 10_000;
  while (!isDone() && performance.now() < giveUpAt) await new Promise((resolve) => setTimeout(resolve, 50));
}
