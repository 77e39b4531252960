/** What a stream is doing: `open` is live; `reconnecting` means that what is shown may be out of date. */
export type StreamState = "connecting" | "open" | "reconnecting";

export type StreamEvent = { type: string; id: string; data: unknown };

type EventStreamOptions = {
  url: string;
  /** Events after this one are wanted; without it, those from now on. */
  lastEventId?: string | null;
  types: readonly string[];
  /** What arrived since the last frame, in order, each event once. */
  onEvents: (events: StreamEvent[]) => void;
  onState: (state: StreamState) => void;
  /** The line is back after it was down. Events were replayed; one fresh read covers what the server no longer keeps. */
  onReconnected: () => void;
};

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
// Browsers open six connections to a host, over all tabs: a tab that nobody looks at gives its own back.
const HIDDEN_CLOSE_MS = 60_000;

/**
 * Follows one event stream until the returned function is called. The browser reconnects by itself after a dropped
 * line; after an answer that is no stream (the application is restarting, a proxy says 502) we do, with growing gaps.
 */
export function openEventStream({
  url,
  lastEventId,
  types,
  onEvents,
  onState,
  onReconnected,
}: EventStreamOptions): () => void {
  let position = lastEventId ?? null;
  let source: EventSource | null = null;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let wasDown = false;
  let queue: StreamEvent[] = [];
  let cancelFlush: (() => void) | undefined;

  const flush = () => {
    cancelFlush = undefined;
    const events = queue;
    queue = [];
    if (events.length > 0) onEvents(events);
  };

  const scheduleFlush = () => {
    if (cancelFlush) return;
    // A hidden page gets no frames, and its queue must not grow until someone looks.
    if (document.hidden) {
      const timer = setTimeout(flush, 250);
      cancelFlush = () => clearTimeout(timer);
    } else {
      const frame = requestAnimationFrame(flush);
      cancelFlush = () => cancelAnimationFrame(frame);
    }
  };

  const receive = (message: MessageEvent<string>) => {
    const id = message.lastEventId;
    if (isRepeated(id, position)) return;
    if (id) position = id;
    queue.push({ type: message.type, id, data: JSON.parse(message.data) });
    scheduleFlush();
  };

  const connect = () => {
    clearTimeout(retryTimer);
    source?.close();
    const opened = new EventSource(position ? `${url}?lastEventId=${encodeURIComponent(position)}` : url);
    source = opened;
    for (const type of types) opened.addEventListener(type, receive);
    opened.onopen = () => {
      failures = 0;
      onState("open");
      if (wasDown) onReconnected();
      wasDown = false;
    };
    opened.onerror = () => {
      wasDown = true;
      onState("reconnecting");
      if (opened.readyState !== EventSource.CLOSED) return;
      const gap = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures++);
      retryTimer = setTimeout(connect, gap * (0.5 + Math.random() / 2));
    };
  };

  const onVisibility = () => {
    clearTimeout(hiddenTimer);
    if (document.hidden) {
      hiddenTimer = setTimeout(() => {
        clearTimeout(retryTimer);
        source?.close();
        source = null;
      }, HIDDEN_CLOSE_MS);
    } else if (source === null) {
      wasDown = true;
      connect();
    }
  };

  // A line that outlived the gap may look open and be dead; a new one that begins where we stand costs next to nothing.
  const onOnline = () => {
    if (source) connect();
  };

  const onOffline = () => {
    wasDown = true;
    onState("reconnecting");
  };

  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("online", onOnline);
  window.addEventListener("offline", onOffline);
  connect();

  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("online", onOnline);
    window.removeEventListener("offline", onOffline);
    clearTimeout(retryTimer);
    clearTimeout(hiddenTimer);
    cancelFlush?.();
    source?.close();
  };
}

/** Ids of one topic grow. After a reconnect a server may begin a little earlier than asked. */
export function isRepeated(id: string, position: string | null): boolean {
  if (position === null || !/^\d+$/.test(id) || !/^\d+$/.test(position)) return false;
  return BigInt(id) <= BigInt(position);
}
