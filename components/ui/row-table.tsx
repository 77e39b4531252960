"use client";

import { Download } from "lucide-react";
import { type ComponentProps, type ReactNode, useRef } from "react";
import { Button } from "./button";
import { cn } from "./cn";
import { PagesEnd } from "./pages-end";
import { useListKeys } from "./use-list-keys";
import type { Pages } from "./use-pages";
import { VirtualRows } from "./virtual-rows";

type RowTableProps<Item> = {
  label: string;
  items: readonly Item[];
  /** One `Heading` for each column. */
  headings: ReactNode;
  /** The grid that headings and rows share, and what else concerns the headings alone. */
  columns: string;
  /** Height of a row before it was measured, px. */
  estimate: number;
  row: (item: Item, at: { index: number; marked: boolean }) => ReactNode;
  onOpen: (item: Item) => void;
  /** More keys for the row that is marked. */
  keys?: Record<string, (item: Item) => void>;
  /** Of a list that is read page by page. */
  pages?: Pages;
};

/** A long list as a table: headings, rows of which only those in view exist, and a mark that the keys move. */
export function RowTable<Item extends { id: string }>({
  label,
  items,
  headings,
  columns,
  estimate,
  row,
  onOpen,
  keys = {},
  pages,
}: RowTableProps<Item>) {
  const scrollTo = useRef<((index: number) => void) | null>(null);
  const onItem = (act: (item: Item) => void) => (index: number) => {
    const item = items[index];
    if (item) act(item);
  };
  const keyOf = (index: number) => items[index]?.id ?? String(index);
  const { marked } = useListKeys({
    length: items.length,
    keyOf,
    scrollTo: (index) => scrollTo.current?.(index),
    onOpen: onItem(onOpen),
    keys: Object.fromEntries(Object.entries(keys).map(([key, act]) => [key, onItem(act)])),
  });
  return (
    <div className="overflow-clip rounded-card border border-line bg-panel">
      {/* How many rows there are is not known before the last page is read. */}
      <div role="table" aria-label={label} aria-rowcount={pages?.hasMore ? -1 : items.length + 1}>
        <div role="rowgroup">
          <div
            role="row"
            aria-rowindex={1}
            className={cn(columns, "min-h-9 items-center border-line border-b px-3.5 text-ink-3 text-xs")}
          >
            {headings}
          </div>
        </div>
        <VirtualRows
          count={items.length}
          estimate={estimate}
          keyOf={keyOf}
          scrollRef={scrollTo}
          onEnd={pages?.readMore}
          row={(index) => {
            const item = items[index];
            return item ? row(item, { index, marked: marked === index }) : null;
          }}
        />
      </div>
      {pages ? <PagesEnd pages={pages} /> : null}
    </div>
  );
}

export function Heading({ right = false, className, ...props }: ComponentProps<"span"> & { right?: boolean }) {
  return <span role="columnheader" className={cn(right && "text-right", className)} {...props} />;
}

type RowProps = ComponentProps<"div"> & { index: number; marked: boolean };

/** One line of a `RowTable`, under its columns. */
export function Row({ index, marked, className, ...props }: RowProps) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      tabIndex={-1}
      data-row-index={index}
      className={cn(
        "border-line border-b px-3.5 -outline-offset-2",
        marked ? "bg-accent-soft" : "hover:bg-sunken",
        className,
      )}
      {...props}
    />
  );
}

/** As many as the server writes into one file. */
const EXPORTED_AT_MOST = 10_000;

type ExportButtonProps = { href: string; rows: number; hasMore: boolean };

/** The list as a file for a spreadsheet, as its filter stands. Says so where it may hold less than the list. */
export function ExportButton({ href, rows, hasMore }: ExportButtonProps) {
  return (
    <Button asChild>
      {/* The browser saves it. */}
      <a href={href} download>
        <Download aria-hidden />
        Export as CSV
        {hasMore || rows > EXPORTED_AT_MOST ? (
          <span className="font-normal text-ink-3 text-xs">newest {EXPORTED_AT_MOST.toLocaleString("en")} at most</span>
        ) : null}
      </a>
    </Button>
  );
}
