import { type CsvCell, csvLine } from "./csv";

/** As many items as one export holds, the newest. What is older is read over the API, page by page. */
export const MOST_EXPORTED = 10_000;
const ITEMS_AT_ONCE = 500;

type CsvPages<Item> = {
  columns: readonly string[];
  readPage: (page: { limit: number; cursor: string | null }) => Promise<{ items: Item[]; nextCursor: string | null }>;
  /** The lines of one item. */
  linesOf: (item: Item) => CsvCell[][];
  most: number;
};

/** A list as CSV, a page at a time, so that a long one is never held whole. */
export async function* csvPages<Item>({ columns, readPage, linesOf, most }: CsvPages<Item>): AsyncGenerator<string> {
  yield csvLine(columns);
  let cursor: string | null = null;
  let left = most;
  do {
    const page: Awaited<ReturnType<typeof readPage>> = await readPage({ limit: Math.min(ITEMS_AT_ONCE, left), cursor });
    if (page.items.length > 0) yield page.items.flatMap(linesOf).map(csvLine).join("");
    left -= page.items.length;
    cursor = page.nextCursor;
  } while (cursor && left > 0);
}
