import { EventSourceParserStream } from "eventsource-parser/stream";
import type { z } from "zod";
import { CampaignSetPage, CampaignSetView } from "../../lib/domain/views/campaigns";
import { ConflictPage, type ConflictView } from "../../lib/domain/views/conflicts";
import { OperationPage, type OperationView, PlanView } from "../../lib/domain/views/plans";
import { OperationEvent, RunEvent } from "../../lib/domain/views/run-events";
import { JobAccepted, SyncRunView } from "../../lib/domain/views/sync-runs";

export type StreamedEvent =
  | { id: string; type: "operation"; data: z.infer<typeof OperationEvent> }
  | { id: string; type: "run"; data: z.infer<typeof RunEvent> };

/** Lockstep's own API with the key of one organisation: to prepare what a journey is not about, and to check what it did. */
export function createApi(baseUrl: string, key: string) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };

  const call = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${baseUrl}/api/v1/${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  async function answer(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await call(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** Everything a run's stream ever told, from its first event to the one that closes the run. Waits for that one. */
  async function eventsOf(runId: string): Promise<StreamedEvent[]> {
    const ending = new AbortController();
    const response = await fetch(`${baseUrl}/api/v1/sync-runs/${runId}/stream?lastEventId=0`, {
      headers,
      signal: ending.signal,
    });
    if (!response.ok || !response.body) throw new Error(`no stream of run ${runId}: ${response.status}`);
    const events: StreamedEvent[] = [];
    const messages = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { id = "", event, data } of messages) {
      if (event === "operation") events.push({ id, type: event, data: OperationEvent.parse(JSON.parse(data)) });
      if (event !== "run") continue;
      const told = RunEvent.parse(JSON.parse(data));
      events.push({ id, type: event, data: told });
      if (told.run.id === runId && told.run.endedAt) break;
    }
    ending.abort();
    return events.filter(({ type, data }) => (type === "run" ? data.run.id : data.runId) === runId);
  }

  const getRun = async (runId: string) => SyncRunView.parse(await answer("GET", `sync-runs/${runId}`));
  const push = async (setId: string, body = {}) =>
    JobAccepted.parse(await answer("POST", `campaign-sets/${setId}/sync`, body)).jobId;

  const pull = async (connectionId: string) =>
    JobAccepted.parse(await answer("POST", `connections/${connectionId}/pull`)).jobId;

  return {
    call,
    answer,
    eventsOf,
    getRun,
    push,
    pull,
    /** Reads a connection and waits for the end of the run. */
    pullToTheEnd: async (connectionId: string): Promise<SyncRunView> => {
      const runId = await pull(connectionId);
      await eventsOf(runId);
      return getRun(runId);
    },
    openConflicts: async (setId: string): Promise<ConflictView[]> =>
      ConflictPage.parse(await answer("GET", `conflicts?status=open&campaignSetId=${setId}&limit=500`)).items,
    createSet: async (input: unknown) => CampaignSetView.parse(await answer("POST", "campaign-sets", input)),
    getSet: async (setId: string) => CampaignSetView.parse(await answer("GET", `campaign-sets/${setId}`)),
    findSet: async (name: string) => {
      const { items } = CampaignSetPage.parse(await answer("GET", "campaign-sets?limit=500"));
      const found = items.find((set) => set.name === name);
      if (!found) throw new Error(`There is no campaign set named ${name}.`);
      return found;
    },
    plan: async (setId: string) => PlanView.parse(await answer("POST", `campaign-sets/${setId}/plan`)),
    operationsOf: async (runId: string): Promise<OperationView[]> =>
      OperationPage.parse(await answer("GET", `sync-runs/${runId}/operations?limit=500`)).items,
    /** Pushes a set and waits for the end of the run. */
    pushToTheEnd: async (setId: string, body = {}): Promise<SyncRunView> => {
      const runId = await push(setId, body);
      await eventsOf(runId);
      return getRun(runId);
    },
  };
}

export type Api = ReturnType<typeof createApi>;
