"use client";

import { useWindowVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";

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

/** Rows of a long list, of which only those in view exist. The page scrolls, not a box inside it. */
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

  const virtualizer = useWindowVirtualizer({
    count,
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

  const last = items.at(-1)?.index ?? -1;
  useLayoutEffect(() => {
    if (onEnd && count > 0 && last >= count - overscan - 1) onEnd();
  }, [last, count, overscan, onEnd]);

  return (
    <div ref={frame} role={role} className="relative -mb-px" style={{ height: virtualizer.getTotalSize() }}>
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
