"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { openEventStream, type StreamEvent, type StreamState } from "./event-stream";

type UseEventStream = {
  /** Null while there is nothing to follow. */
  url: string | null;
  lastEventId?: string | null;
  types: readonly string[];
  /** Called one batch after the other; each may take its time to get ready, as long as they all take the same. */
  onEvents: (events: StreamEvent[]) => void | Promise<void>;
  onReconnected: () => void;
};

/** Follows a stream while the component is shown. Handlers may change between renders; the stream stays. */
export function useEventStream({ url, lastEventId, types, onEvents, onReconnected }: UseEventStream): StreamState {
  const [state, setState] = useState<StreamState>("connecting");
  const handleEvents = useEffectEvent(onEvents);
  const handleReconnected = useEffectEvent(onReconnected);
  const typeList = types.join(",");

  // Where to start is read once for each address: the stream itself keeps count from there.
  const startAfter = useEffectEvent(() => lastEventId);

  useEffect(() => {
    if (url === null) return;
    setState("connecting");
    return openEventStream({
      url,
      lastEventId: startAfter(),
      types: typeList.split(","),
      onEvents: (events) => void handleEvents(events),
      onState: setState,
      onReconnected: () => handleReconnected(),
    });
  }, [url, typeList]);

  return state;
}
