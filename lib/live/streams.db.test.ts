import { createParser } from "eventsource-parser";
import { expect, test } from "vitest";
import { db } from "../db/client";
import { appendLive, lastLiveId, setTopic } from "../db/live";
import { SYNC_STATUSES } from "../domain/campaign";
import { OPERATION_STATES } from "../domain/views/plans";
import { OperationEvent, RunEvent } from "../domain/views/run-events";
import { createFakeClock } from "../testing/fake-clock";
import { carryOutRun, createSyncWorld, insertRunRow, push } from "../testing/sync-world";
import { streamOrganization, streamRun, streamSet } from "./streams";

type Heard = { id: number; type: string; data: unknown };

/** Reads a stream until an event that ends it has come. */
async function listen(opening: Promise<Response>, isLast: (event: Heard) => boolean): Promise<Heard[]> {
  const response = await opening;
  const reader = response.body?.getReader();
  const heard: Heard[] = [];
  const parser = createParser({
    onEvent: ({ id, event, data }) =>
      heard.push({ id: Number(id), type: event ?? "", data: JSON.parse(data) as unknown }),
  });
  const decoder = new TextDecoder();
  while (!heard.some(isLast)) {
    const part = await reader?.read();
    if (!part || part.done) break;
    parser.feed(decoder.decode(part.value, { stream: true }));
  }
  await reader?.cancel();
  return heard;
}

const request = (lastEventId?: string) =>
  new Request("http://localhost/stream", { headers: lastEventId ? { "last-event-id": lastEventId } : {} });

test("a run's page, its set's page and the header hear of a push as it happens, each what it needs", async () => {
  const world = await createSyncWorld({
    clock: createFakeClock({ at: new Date(), auto: true }),
    size: { campaigns: 2, adGroups: 1, ads: 1 },
  });
  const { actor, campaignSetId } = world;
  const runId = await insertRunRow(world);
  const hasEnded = ({ type, data }: Heard) => type === "run" && RunEvent.parse(data).run.endedAt !== null;
  const listening = Promise.all([
    listen(streamRun({ actor, request: request(), runId }), hasEnded),
    listen(streamSet({ actor, request: request(), campaignSetId }), ({ type }) => type === "sync-complete"),
    listen(streamOrganization({ actor, request: request() }), hasEnded),
  ]);
  // The streams have to stand before the first event; each says so with its first bytes.
  await new Promise((resolve) => setImmediate(resolve));
  await carryOutRun(world, runId);
  const [ofRun, ofSet, ofOrganization] = await listening;

  const last = new Map<string, string>();
  for (const { type, data } of ofRun) {
    if (type !== "operation") continue;
    const event = OperationEvent.parse(data);
    expect(event.runId).toBe(runId);
    last.set(event.operation.recordId, event.operation.state);
  }
  expect([...last.values()]).toEqual(Array(6).fill("applied"));
  const counted = ofRun.flatMap(({ type, data }) =>
    type === "operation" ? OperationEvent.parse(data).progress.synced : [],
  );
  expect(counted).toEqual([...counted].sort((a, b) => a - b));
  expect(counted.at(-1)).toBe(6);
  expect(ofRun.map(({ id }) => id)).toEqual([...ofRun.map(({ id }) => id)].sort((a, b) => a - b));

  const campaigns = await db.campaign.findMany({ where: { campaignSetId } });
  for (const { id } of campaigns) {
    const told = ofSet.filter(({ data }) => (data as { campaignId?: string }).campaignId === id);
    expect(told.at(-1)).toMatchObject({
      type: "sync-progress",
      data: { runId, platform: "reddit", status: "synced", platformId: expect.stringMatching(/^\d+$/) },
    });
  }
  expect(ofSet.at(-1)).toMatchObject({
    type: "sync-complete",
    data: { runId, status: "completed", synced: 6, failed: 0, errors: [] },
  });
  expect(ofSet.every(({ type }) => type === "sync-progress" || type === "sync-complete")).toBe(true);
  expect(ofOrganization.every(({ type }) => type === "run")).toBe(true);
});

test("the end of a run names what failed; a run's page hears nothing of other runs of its set", async () => {
  const world = await createSyncWorld({
    clock: createFakeClock({ at: new Date(), auto: true }),
    size: { campaigns: 1, adGroups: 1, ads: 1 },
  });
  const { actor, campaignSetId } = world;
  const adGroup = await db.adGroup.findFirstOrThrow({ where: { organizationId: actor.organizationId } });
  await db.adGroup.update({ where: { id: adGroup.id }, data: { targeting: { communities: ["nobodyknowsthis"] } } });
  const first = await push(world);
  await push(world);

  const ofSet = await listen(
    streamSet({ actor, request: request("0"), campaignSetId }),
    ({ type }) => type === "sync-complete",
  );
  expect(ofSet.at(-1)).toMatchObject({
    type: "sync-complete",
    data: {
      status: "partial",
      failed: 1,
      errors: [
        {
          campaignId: adGroup.campaignId,
          recordId: adGroup.id,
          code: "rejected",
          field: "targeting.communities",
          message: expect.stringContaining("nobodyknowsthis"),
        },
      ],
    },
  });

  const ofFirst = await listen(
    streamRun({ actor, request: request("0"), runId: first?.id ?? "" }),
    ({ type }) => type === "run",
  );
  expect(
    ofFirst.map(({ type, data }) => (type === "run" ? RunEvent.parse(data).run.id : OperationEvent.parse(data).runId)),
  ).toEqual(ofFirst.map(() => first?.id));
});

test("a campaign's status is one of those the surface knows, whatever becomes of its operation", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 0, ads: 0 } });
  const { actor, campaignSetId } = world;
  await push(world);
  const topic = setTopic(campaignSetId);
  const { data } = await db.liveEvent.findFirstOrThrow({ where: { topic, type: "operation" } });
  const event = OperationEvent.parse(data);
  const last = await lastLiveId(topic);
  await appendLive(
    OPERATION_STATES.map((state) => ({
      topic,
      type: "operation",
      data: { ...event, operation: { ...event.operation, state } },
    })),
  );
  const heard = await listen(
    streamSet({ actor, request: request(String(last)), campaignSetId }),
    ({ id }) => id === Number(last) + OPERATION_STATES.length,
  );
  const statuses = heard.map((told) => (told.data as { status: string }).status);
  expect(statuses).toEqual(OPERATION_STATES.map(() => expect.toBeOneOf([...SYNC_STATUSES])));
  expect(statuses[OPERATION_STATES.indexOf("planned")]).toBe("pending");
});

test("what an earlier version wrote is told on as well, and what comes after it", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 0, ads: 0 } });
  const { actor, campaignSetId } = world;
  const run = await push(world);
  const runId = run?.id ?? "";
  const topic = setTopic(campaignSetId);
  const last = await lastLiveId(topic);
  const earlier = [
    { type: "operation", campaign: { recordKind: "campaign", campaignId: "c", platform: "reddit", platformId: null } },
    { type: "run", campaign: null },
  ].map(({ type, campaign }) => ({
    topic,
    type,
    data: campaign
      ? { runId, operation: { ...campaign, state: "applied" } }
      : {
          run: {
            id: runId,
            status: "completed",
            endedAt: new Date().toISOString(),
            progress: { synced: 1, failed: 0 },
          },
        },
  }));
  await appendLive(earlier);
  const isLast = ({ id }: Heard) => id === Number(last) + earlier.length;
  const from = request(String(last));
  const ofRun = await listen(streamRun({ actor, request: from, runId }), isLast);
  expect(ofRun.map(({ type }) => type)).toEqual(["operation", "run"]);
  const ofSet = await listen(streamSet({ actor, request: from, campaignSetId }), isLast);
  expect(ofSet.map(({ type }) => type)).toEqual(["sync-progress", "sync-complete"]);
});

test("nobody follows what belongs to another organisation", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 0, adGroups: 0, ads: 0 } });
  const other = await createSyncWorld({ clock, host: world.host, size: { campaigns: 0, adGroups: 0, ads: 0 } });
  const runId = await insertRunRow(world);
  const { actor } = other;
  await expect(streamRun({ actor, request: request(), runId })).rejects.toMatchObject({ code: "not_found" });
  await expect(streamSet({ actor, request: request(), campaignSetId: world.campaignSetId })).rejects.toMatchObject({
    code: "not_found",
  });
});
