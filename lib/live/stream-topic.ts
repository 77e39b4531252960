import { lastLiveId } from "../db/live";
import { type FeedEvent, followTopic } from "./topic-feed";

const encoder = new TextEncoder();
const HEARTBEAT_MS = 15_000;
const BEAT = encoder.encode(":\n\n");
/** A reader that falls this many messages behind is let go; it comes back with its last id and loses nothing. */
const MOST_UNREAD = 64;
/** Told at once, so that a page knows the stream stands before anything happens. */
const RETRY = "retry: 1000\n: connected\n\n";

export type StreamTopic = {
  topic: string;
  request: Request;
  /** What this reader gets of an event: `{ type, data }`, or null for nothing. Its id is kept either way. */
  map?: (event: FeedEvent) => { type: string; data: unknown } | null;
};

/**
 * A topic as Server-Sent Events. Starts after `Last-Event-ID` (or `?lastEventId=`), without either at the next event.
 */
export async function streamTopic({ topic, request, map = (event) => event }: StreamTopic): Promise<Response> {
  const after = readLastEventId(request) ?? (await lastLiveId(topic));
  // Whoever left while we waited sends no abort event any more.
  if (request.signal.aborted) return new Response(null, { status: 499 });
  let letGo: () => boolean = () => false;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let leave: (() => void) | null = null;
      let stopped = false;
      const stop = () => {
        if (letGo()) controller.close();
      };
      const send = (bytes: Uint8Array) => {
        if (stopped) return;
        if ((controller.desiredSize ?? 0) < -MOST_UNREAD) return stop();
        controller.enqueue(bytes);
      };
      const beat = setInterval(() => send(BEAT), HEARTBEAT_MS);
      letGo = () => {
        if (stopped) return false;
        stopped = true;
        clearInterval(beat);
        leave?.();
        request.signal.removeEventListener("abort", stop);
        return true;
      };
      request.signal.addEventListener("abort", stop);
      send(encoder.encode(RETRY));
      const take = (events: FeedEvent[]) => send(encode(events, map));
      followTopic(topic, { after, take }).then(
        (leaving) => {
          if (stopped) leaving();
          else leave = leaving;
        },
        () => stop(),
      );
    },
    // Whoever cancels has closed it already.
    cancel: () => {
      letGo();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream",
      // no-transform keeps compression, which buffers, away from the stream.
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

type Map = NonNullable<StreamTopic["map"]>;

/** What an event looks like on the wire, by how it is mapped: encoded once, however many read it. */
const encoded = new WeakMap<FeedEvent, WeakMap<Map, string>>();

function encode(events: FeedEvent[], map: Map): Uint8Array {
  return encoder.encode(events.map((event) => onTheWire(event, map)).join(""));
}

function onTheWire(event: FeedEvent, map: Map): string {
  const known = encoded.get(event)?.get(map);
  if (known !== undefined) return known;
  const mapped = map(event);
  // An id alone moves the reader's position without an event.
  const text = mapped
    ? `id: ${event.id}\nevent: ${mapped.type}\ndata: ${JSON.stringify(mapped.data)}\n\n`
    : `id: ${event.id}\n\n`;
  const texts = encoded.get(event) ?? new WeakMap<Map, string>();
  encoded.set(event, texts.set(map, text));
  return text;
}

function readLastEventId(request: Request): bigint | null {
  const text = request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("lastEventId");
  return text !== null && /^\d{1,18}$/.test(text) ? BigInt(text) : null;
}
