"use client";

import { useEffect, useState } from "react";
import { useHotkeys } from "./use-hotkeys";

type ListKeys = {
  length: number;
  /** Brings a row into view; a virtual list may have to draw it first. */
  scrollTo: (index: number) => void;
  onOpen: (index: number) => void;
  /** More keys for the row that is marked. */
  keys?: Record<string, (index: number) => void>;
};

/**
 * The marked row of a list, moved with j and k (then also the arrows) and opened with Enter. Nothing is marked until
 * a key is pressed. Rows carry `data-row-index`, by which the mark takes the focus along.
 */
export function useListKeys({ length, scrollTo, onOpen, keys = {} }: ListKeys) {
  const [marked, setMarked] = useState<number | null>(null);
  const current = marked !== null && marked < length ? marked : null;

  const move = (step: 1 | -1) => (event: KeyboardEvent) => {
    if (length === 0) return;
    event.preventDefault();
    const next = current === null ? (step === 1 ? 0 : length - 1) : Math.min(length - 1, Math.max(0, current + step));
    setMarked(next);
    scrollTo(next);
  };

  const onMarked = (act: (index: number) => void) => (event: KeyboardEvent) => {
    // On a button or a link inside the row the key belongs to that.
    if (current === null || (event.target instanceof HTMLElement && event.target.closest("button,a,[role=menuitem]")))
      return;
    event.preventDefault();
    act(current);
  };

  useHotkeys({
    j: move(1),
    k: move(-1),
    // Without a marked row the arrows scroll the page, as everywhere.
    ...(current === null ? {} : { ArrowDown: move(1), ArrowUp: move(-1) }),
    Enter: onMarked(onOpen),
    Escape: () => setMarked(null),
    ...Object.fromEntries(Object.entries(keys).map(([key, act]) => [key, onMarked(act)])),
  });

  // A virtual row exists only after the scroll; the next frame has it.
  useEffect(() => {
    if (current === null) return;
    const frame = requestAnimationFrame(() => {
      document.querySelector<HTMLElement>(`[data-row-index="${current}"]`)?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [current]);

  return { marked: current, setMarked };
}
