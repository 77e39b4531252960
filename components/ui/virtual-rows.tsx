"use client";

import { defaultRangeExtractor, type Range, useWindowVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { type FocusEvent, type ReactNode, useCallback, useLayoutEffect, useRef, useState } from "react";
import { followRow, type Mark } from "./use-list-keys";

type VirtualRowsProps = {
  count: number;
  /** A first guess; rows are measured once drawn, because texts wrap. */
  estimate: number;
  keyOf: (index: number) => string;
  row: (index: number) => ReactNode;
  /** Given the function that brings a row into view. */
  scrollRef?: { current: ((index: number) => void) | null };
  /** The last rows are in view: time to read more. */
  onEnd?: () => void;
  /** Rows drawn beyond each edge; few where rows are tall. */
  overscan?: number;
  role?: "rowgroup" | "list" | "presentation";
};

const OVERSCAN = 10;
// The bar at the top of every page and a little air.
const STICKY_HEIGHT = 96;

/** Rows of a long list, of which only those in view and the one being worked in exist. The page scrolls, not a box inside it. */
export function VirtualRows({
  count,
  estimate,
  keyOf,
  row,
  scrollRef,
  onEnd,
  overscan = OVERSCAN,
  role = "rowgroup",
}: VirtualRowsProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);

  // What stands above the list may grow or shrink (a notice, a wrapped title) and moves the list with it.
  useLayoutEffect(() => {
    const measure = () => setTop((frame.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);

  const { focused, onFocus, onBlur } = useFocusedRow(count, keyOf);
  const virtualizer = useWindowVirtualizer({
    count,
    // A row that leaves takes what is typed in it along, so the one with the focus stays however far the page scrolls.
    rangeExtractor: useCallback((range: Range) => rowsToDraw(range, focused), [focused]),
    estimateSize: () => estimate,
    overscan,
    scrollMargin: top,
    scrollPaddingStart: STICKY_HEIGHT,
    getItemKey: keyOf,
    // Rows beyond the edge are drawn already, so a scroll need not wait for React.
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();

  useLayoutEffect(() => {
    if (scrollRef) scrollRef.current = (index) => virtualizer.scrollToIndex(index, { align: "auto" });
  }, [scrollRef, virtualizer]);

  const last = virtualizer.range ? virtualizer.range.endIndex + overscan : -1;
  useLayoutEffect(() => {
    if (onEnd && count > 0 && last >= count - overscan - 1) onEnd();
  }, [last, count, overscan, onEnd]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only learns of what is done in its rows.
    <div
      ref={frame}
      role={role}
      className="relative -mb-px"
      style={{ height: virtualizer.getTotalSize() }}
      onFocus={onFocus}
      onBlur={onBlur}
    >
      {items.map((item: VirtualItem) => (
        <div
          key={item.key}
          role="presentation"
          data-index={item.index}
          ref={virtualizer.measureElement}
          className="absolute inset-x-0 top-0"
          style={{ transform: `translateY(${item.start - top}px)` }}
        >
          {row(item.index)}
        </div>
      ))}
    </div>
  );
}

/** Where the row stands that holds the focus, however the list around it changes; null while none does. */
function useFocusedRow(count: number, keyOf: (index: number) => string) {
  const [held, setHeld] = useState<Mark | null>(null);
  const mark = held && followRow(held, count, keyOf);
  if (mark !== held) setHeld(mark);
  const rowOf = ({ currentTarget }: FocusEvent, target: EventTarget | null) =>
    target instanceof Element && currentTarget.contains(target) ? target.closest<HTMLElement>("[data-index]") : null;
  return {
    focused: mark && mark.index < count ? mark.index : null,
    onFocus: (event: FocusEvent) => {
      const index = Number(rowOf(event, event.target)?.dataset.index ?? -1);
      if (index >= 0) setHeld({ key: keyOf(index), index });
    },
    // A menu of the row hangs elsewhere in the document and gives the focus back.
    onBlur: (event: FocusEvent) => {
      if (event.relatedTarget !== null && rowOf(event, event.relatedTarget) === null) setHeld(null);
    },
  };
}

/** The rows in view and a few beyond, in order, with one that is kept wherever it stands. */
export function rowsToDraw(range: Range, kept: number | null): number[] {
  const rows = defaultRangeExtractor(range);
  if (kept === null || kept >= range.count || rows.includes(kept)) return rows;
  return [...rows, kept].sort((a, b) => a - b);
}
