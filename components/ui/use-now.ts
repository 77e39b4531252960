"use client";

import { useSyncExternalStore } from "react";

// One timer for all ages on the page. It stands still while nothing shows an age.
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const notify of listeners) notify();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** A text made from the present moment. The component renders again only when the text changes. */
export function useTextOfNow(describe: (now: number) => string): string {
  return useSyncExternalStore(
    subscribe,
    () => describe(Date.now()),
    () => "",
  );
}
