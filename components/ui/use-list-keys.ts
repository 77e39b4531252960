"use client";

import { useEffect, useState } from "react";
import { useHotkeys } from "./use-hotkeys";

type ListKeys = {
  length: number;
  /** What tells a row from all others, wherever it comes to stand. */
  keyOf: (index: number) => string;
  /** Brings a row into view; a virtual list may have to draw it first. */
  scrollTo: (index: number) => void;
  onOpen: (index: number) => void;
  /** More keys for the row that is marked. */
  keys?: Record<string, (index: number) => void>;
};

/** The marked row: its key, and where it stood last. */
export type Mark = { key: string; index: number };

/**
 * The mark in the list as it is now. It goes where its row went; when that has left, to the row that took its place.
 * Stays as it is while the list is empty.
 */
export function followRow(mark: Mark, length: number, keyOf: (index: number) => string): Mark {
  if (length === 0 || (mark.index < length && keyOf(mark.index) === mark.key)) return mark;
  for (let index = 0; index < length; index++) if (keyOf(index) === mark.key) return { key: mark.key, index };
  const index = Math.min(mark.index, length - 1);
  return { key: keyOf(index), index };
}

// A row far away is drawn a few frames after the list was scrolled to it.
const FRAMES_TO_DRAW = 10;

/**
 * The marked row of a list, moved with j and k (then also the arrows) and opened with Enter. Nothing is marked until
 * a key is pressed. Rows carry `data-row-index`, by which the mark takes the focus along.
 */
export function useListKeys({ length, keyOf, scrollTo, onOpen, keys = {} }: ListKeys) {
  const [held, setHeld] = useState<Mark | null>(null);
  const [moved, setMoved] = useState<Mark | null>(null);
  const mark = held && followRow(held, length, keyOf);
  if (mark !== held) setHeld(mark);
  const current = mark && length > 0 ? mark.index : null;

  /** Marks a row, brings it into view and gives it the focus. */
  const markRow = (index: number) => {
    const next = { key: keyOf(index), index };
    setHeld(next);
    setMoved(next);
    scrollTo(index);
  };

  const move = (step: 1 | -1) => (event: KeyboardEvent) => {
    if (length === 0) return;
    event.preventDefault();
    markRow(current === null ? (step === 1 ? 0 : length - 1) : Math.min(length - 1, Math.max(0, current + step)));
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
    Escape: () => setHeld(null),
    ...Object.fromEntries(Object.entries(keys).map(([key, act]) => [key, onMarked(act)])),
  });

  // Only a key moves the focus: a list that was read again must not take it from whoever types.
  useEffect(() => {
    if (moved === null) return;
    let left = FRAMES_TO_DRAW;
    let frame = requestAnimationFrame(function focus() {
      const row = document.querySelector<HTMLElement>(`[data-row-index="${moved.index}"]`);
      if (row) row.focus({ preventScroll: true });
      else if (left-- > 0) frame = requestAnimationFrame(focus);
    });
    return () => cancelAnimationFrame(frame);
  }, [moved]);

  return { marked: current, markRow };
}
