import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isRepeated, openEventStream, type StreamEvent, type StreamState } from "./event-stream";

/** The browser's EventSource, driven by hand. */
class FakeEventSource extends EventTarget {
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static opened: FakeEventSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeEventSource.opened.push(this);
  }

  answer() {
    this.readyState = 1;
    this.onopen?.();
  }

  fail({ closed }: { closed: boolean }) {
    this.readyState = closed ? 2 : 0;
    this.onerror?.();
  }

  send(type: string, id: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data), lastEventId: id }));
  }

  close() {
    this.readyState = 2;
  }
}

const latest = () => {
  const source = FakeEventSource.opened.at(-1);
  if (!source) throw new Error("no stream was opened");
  return source;
};

function follow(lastEventId: string | null) {
  const batches: StreamEvent[][] = [];
  const states: StreamState[] = [];
  const reconnected = vi.fn();
  const stop = openEventStream({
    url: "/stream",
    lastEventId,
    types: ["operation"],
    onEvents: (events) => batches.push(events),
    onState: (state) => states.push(state),
    onReconnected: reconnected,
  });
  return { batches, states, reconnected, stop };
}

describe("openEventStream", () => {
  let document: EventTarget & { hidden: boolean };

  beforeEach(() => {
    vi.useFakeTimers();
    FakeEventSource.opened = [];
    document = Object.assign(new EventTarget(), { hidden: false });
    vi.stubGlobal("EventSource", FakeEventSource);
    vi.stubGlobal("document", document);
    vi.stubGlobal("window", new EventTarget());
    vi.stubGlobal("requestAnimationFrame", (run: () => void) => setTimeout(run, 16));
    vi.stubGlobal("cancelAnimationFrame", (id: number) => clearTimeout(id));
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("starts right after what the page has read", () => {
    follow("41");
    expect(latest().url).toBe("/stream?lastEventId=41");
  });

  it("hands over all events of one frame at once, in order", () => {
    const { batches } = follow(null);
    latest().answer();
    latest().send("operation", "1", { n: 1 });
    latest().send("operation", "2", { n: 2 });
    expect(batches).toEqual([]);
    vi.advanceTimersByTime(16);
    expect(batches).toHaveLength(1);
    expect(batches[0]?.map((event) => event.id)).toEqual(["1", "2"]);
  });

  it("opens a new stream from the last event when the answer was no stream", () => {
    const { batches, states, reconnected } = follow("7");
    latest().answer();
    latest().send("operation", "8", {});
    latest().fail({ closed: true });
    expect(states.at(-1)).toBe("reconnecting");
    vi.advanceTimersByTime(1_000);
    expect(FakeEventSource.opened).toHaveLength(2);
    expect(latest().url).toBe("/stream?lastEventId=8");
    latest().answer();
    expect(reconnected).toHaveBeenCalledOnce();
    latest().send("operation", "8", {});
    latest().send("operation", "9", {});
    vi.advanceTimersByTime(16);
    expect(batches.flat().map((event) => event.id)).toEqual(["8", "9"]);
  });

  it("leaves a dropped line to the browser", () => {
    follow(null);
    latest().answer();
    latest().fail({ closed: false });
    vi.advanceTimersByTime(60_000);
    expect(FakeEventSource.opened).toHaveLength(1);
  });

  it("waits longer after each refusal", () => {
    follow(null);
    for (let attempt = 0; attempt < 3; attempt++) {
      latest().fail({ closed: true });
      vi.advanceTimersByTime(4_000);
    }
    const before = FakeEventSource.opened.length;
    latest().fail({ closed: true });
    vi.advanceTimersByTime(3_900);
    expect(FakeEventSource.opened).toHaveLength(before);
    vi.advanceTimersByTime(4_200);
    expect(FakeEventSource.opened).toHaveLength(before + 1);
  });

  it("gives its connection back while nobody looks, and resumes where it stopped", () => {
    const { reconnected } = follow(null);
    latest().answer();
    latest().send("operation", "3", {});
    document.hidden = true;
    document.dispatchEvent(new Event("visibilitychange"));
    vi.advanceTimersByTime(60_000);
    expect(latest().readyState).toBe(2);
    document.hidden = false;
    document.dispatchEvent(new Event("visibilitychange"));
    expect(latest().url).toBe("/stream?lastEventId=3");
    latest().answer();
    expect(reconnected).toHaveBeenCalledOnce();
  });

  it("says it is back after a moment offline, even when the line looked open all the time", () => {
    const { states, reconnected, stop } = follow("7");
    latest().answer();
    latest().send("operation", "8", {});
    window.dispatchEvent(new Event("offline"));
    expect(states.at(-1)).toBe("reconnecting");
    window.dispatchEvent(new Event("online"));
    expect(latest().url).toBe("/stream?lastEventId=8");
    latest().answer();
    expect(states.at(-1)).toBe("open");
    expect(reconnected).toHaveBeenCalledTimes(1);
    expect(FakeEventSource.opened.map((source) => source.readyState)).toEqual([2, 1]);
    stop();
  });

  it("opens nothing any more once it is stopped", () => {
    const { stop } = follow(null);
    latest().fail({ closed: true });
    stop();
    vi.advanceTimersByTime(60_000);
    expect(FakeEventSource.opened).toHaveLength(1);
  });
});

describe("isRepeated", () => {
  it("compares ids as numbers, not as text", () => {
    expect(isRepeated("9", "10")).toBe(true);
    expect(isRepeated("10", "9")).toBe(false);
    expect(isRepeated("10", null)).toBe(false);
  });
});
