import { createParser } from "eventsource-parser";
import { afterEach, describe, expect, test } from "vitest";
import { appendLive, lastLiveId } from "../db/live";
import { sql } from "../testing/db";
import { streamTopic } from "./stream-topic";

type Heard = { id: number; type: string; number: number };
type Reader = {
  heard: Heard[];
  response: Response;
  until: (count: number) => Promise<void>;
  leave: () => void;
  ended: Promise<void>;
};

const leaving: (() => void)[] = [];
afterEach(() => {
  for (const leave of leaving.splice(0)) leave();
});

let topics = 0;
const newTopic = () => `test:${++topics}`;
const event = (topic: string, number: number) => ({ topic, type: "number", data: { number } });

/** A browser that follows a topic, from an id on when it was there before. */
async function follow(topic: string, lastEventId?: number | bigint): Promise<Reader> {
  const controller = new AbortController();
  const leave = () => controller.abort();
  leaving.push(leave);
  const headers: Record<string, string> = lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) };
  const response = await streamTopic({
    topic,
    request: new Request("http://localhost/stream", { headers, signal: controller.signal }),
  });
  const heard: Heard[] = [];
  let wake: () => void = () => undefined;
  const parser = createParser({
    onEvent: ({ id, event: type, data }) => {
      heard.push({ id: Number(id), type: type ?? "", number: (JSON.parse(data) as { number: number }).number });
      wake();
    },
  });
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  const ended = (async () => {
    for (;;) {
      const part = await reader?.read();
      if (!part || part.done) break;
      parser.feed(decoder.decode(part.value, { stream: true }));
    }
    wake();
  })();
  const until = async (count: number) => {
    while (heard.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { heard, response, until, leave, ended };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const backends = () =>
  sql<{ pid: number }>(
    `select pid from pg_stat_activity where application_name = 'lockstep-live' and datname = current_database()`,
  );
const feeds = () => (globalThis as { lockstepFeeds?: Map<string, unknown> }).lockstepFeeds ?? new Map();

describe("a stream", () => {
  test("begins with the next event when its reader has seen none", async () => {
    const topic = newTopic();
    await appendLive([event(topic, 1), event(topic, 2)]);
    const reader = await follow(topic);
    await appendLive([event(topic, 3)]);
    await reader.until(1);
    expect(reader.heard).toEqual([{ id: 3, type: "number", number: 3 }]);
    expect(reader.response.headers.get("cache-control")).toBe("no-store, no-transform");
    expect(reader.response.headers.get("content-type")).toBe("text/event-stream");
  });

  test("goes on after the last event its reader has seen, more than a page of them", async () => {
    const topic = newTopic();
    await appendLive(range(1, 1_300).map((number) => event(topic, number)));
    const reader = await follow(topic, 100);
    await reader.until(1_200);
    expect(reader.heard.map(({ id }) => id)).toEqual(range(101, 1_300));
    expect(reader.heard.map(({ number }) => number)).toEqual(range(101, 1_300));
  });

  test("takes the last id from the address where a browser cannot send it otherwise", async () => {
    const topic = newTopic();
    await appendLive([event(topic, 1), event(topic, 2)]);
    const response = await streamTopic({ topic, request: new Request("http://localhost/stream?lastEventId=1") });
    const reader = response.body?.getReader();
    let text = "";
    while (!text.includes("data:")) text += new TextDecoder().decode((await reader?.read())?.value);
    expect(text).toContain("id: 2\nevent: number\n");
    await reader?.cancel();
  });

  test("moves its reader's place for what it does not show", async () => {
    const topic = newTopic();
    await appendLive([event(topic, 1), event(topic, 2)]);
    const response = await streamTopic({
      topic,
      request: new Request("http://localhost/stream?lastEventId=0"),
      map: (item) => (item.id === 1n ? { type: "shown", data: {} } : null),
    });
    const reader = response.body?.getReader();
    let text = "";
    while (!text.includes("id: 2")) text += new TextDecoder().decode((await reader?.read())?.value);
    expect(text).toContain("id: 1\nevent: shown\ndata: {}\n\nid: 2\n\n");
    await reader?.cancel();
  });
});

test("readers that come, go and come back while several write get every event, once and in order", async () => {
  const topic = newTopic();
  const total = 1_200;
  await appendLive(range(1, 200).map((number) => event(topic, number)));
  const steady = await Promise.all([follow(topic, 0), follow(topic, 60), follow(topic, 150)]);
  let isWriting = true;
  const writers = Promise.all(
    range(1, 5).map(async () => {
      for (let bunch = 0; bunch < 40; bunch++) await appendLive(range(1, 5).map((number) => event(topic, number)));
    }),
  ).then(() => {
    isWriting = false;
  });
  const comers: { after: number; reader: Reader }[] = [];
  while (isWriting) {
    const now = Number(await lastLiveId(topic));
    const after = Math.floor((now * (comers.length % 10)) / 10);
    comers.push({ after, reader: await follow(topic, after) });
  }
  await writers;
  await Promise.all([...steady, ...comers.map(({ reader }) => reader)].map((reader) => reader.until(1)));
  const returning = { after: 0, reader: await follow(topic, 0) };
  for (const { after, reader } of [...comers, returning]) {
    await reader.until(total - after);
    expect(reader.heard.map(({ id }) => id)).toEqual(range(after + 1, total));
  }
  for (const [index, after] of [0, 60, 150].entries()) {
    await steady[index]?.until(total - after);
    expect(steady[index]?.heard.map(({ id }) => id)).toEqual(range(after + 1, total));
  }
  expect(comers.length).toBeGreaterThan(3);
});

describe("a reader that leaves", () => {
  test("before the stream began leaves nothing behind", async () => {
    const topic = newTopic();
    const controller = new AbortController();
    const opening = streamTopic({
      topic,
      request: new Request("http://localhost/stream", { signal: controller.signal }),
    });
    controller.abort();
    expect((await opening).status).toBe(499);
    expect(feeds().has(topic)).toBe(false);
  });

  test("while its stream is being set up, or later, leaves nothing behind either", async () => {
    const topic = newTopic();
    const readers = await Promise.all(range(1, 20).map(() => follow(topic)));
    for (const reader of readers.slice(0, 10)) reader.leave();
    await appendLive([event(topic, 1)]);
    await Promise.all(readers.slice(10).map((reader) => reader.until(1)));
    for (const reader of readers.slice(10)) reader.leave();
    await Promise.all(readers.map((reader) => reader.ended));
    expect(feeds().has(topic)).toBe(false);
  });

  test("by closing its body ends quietly", async () => {
    const topic = newTopic();
    const response = await streamTopic({ topic, request: new Request("http://localhost/stream") });
    const reader = response.body?.getReader();
    await reader?.read();
    await expect(reader?.cancel()).resolves.toBeUndefined();
    await appendLive([event(topic, 1)]);
    const other = await follow(topic, 0);
    await other.until(1);
  });

  test("and comes back at once misses nothing", async () => {
    const topic = newTopic();
    let after = 0;
    for (let round = 1; round <= 15; round++) {
      const reader = await follow(topic, after);
      const written = appendLive([event(topic, round)]);
      await reader.until(1);
      await written;
      after = reader.heard.at(-1)?.id ?? after;
      reader.leave();
    }
    expect(after).toBe(15);
  });
});

test("a reader too slow to keep is let go, and the others go on", async () => {
  const topic = newTopic();
  const quick = await follow(topic);
  const controller = new AbortController();
  leaving.push(() => controller.abort());
  const slow = await streamTopic({
    topic,
    request: new Request("http://localhost/stream", { signal: controller.signal }),
  });
  // Each bunch is a message of its own, because everyone has heard the one before.
  for (let bunch = 1; bunch <= 80; bunch++) {
    await appendLive([event(topic, bunch)]);
    await quick.until(bunch);
  }
  const reader = slow.body?.getReader();
  let text = "";
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) break;
    text += new TextDecoder().decode(part.value);
  }
  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
  expect(ids.length).toBeLessThan(80);
  expect(ids).toEqual(range(1, ids.length));
  const back = await follow(topic, ids.length);
  await back.until(80 - ids.length);
  expect(back.heard.map(({ id }) => id)).toEqual(range(ids.length + 1, 80));
});

test("when the listening connection is ended nobody misses an event, and one new connection takes its place", async () => {
  const topic = newTopic();
  const readers = await Promise.all([follow(topic), follow(topic)]);
  await appendLive([event(topic, 1)]);
  await Promise.all(readers.map((reader) => reader.until(1)));
  for (let round = 1; round <= 2; round++) {
    const before = await backends();
    expect(before).toHaveLength(1);
    await sql(`select pg_terminate_backend($1)`, [before[0]?.pid]);
    // Nobody is told of these: the connection that would hear them is gone.
    await appendLive([event(topic, 2 * round), event(topic, 2 * round + 1)]);
    await Promise.all(readers.map((reader) => reader.until(2 * round + 1)));
    // Somebody who comes while it is being mended is served too.
    const late = await follow(topic, 0);
    await late.until(2 * round + 1);
    expect(late.heard.map(({ id }) => id)).toEqual(range(1, 2 * round + 1));
    late.leave();
  }
  await appendLive([event(topic, 6)]);
  await Promise.all(readers.map((reader) => reader.until(6)));
  for (const reader of readers) expect(reader.heard.map(({ id }) => id)).toEqual(range(1, 6));
  expect(await backends()).toHaveLength(1);
});
