import { PlatformError } from "../errors";

/** One page of a list over there. `next` leads on; null where the list ends. */
export type Page<Item> = { items: Item[]; next: string | null };

/** A list that is read page by page. */
export type PagedList<Item> = {
  /** Whose list it is, and what it holds: for the sentence when it is broken. */
  platformName: string;
  of: string;
  read: (cursor: string | null) => Promise<Page<Item>>;
};

/** A list may hold a few pages of nothing, or lead to the same page once more; one that only goes on so is broken. */
const MOST_FUTILE_PAGES = 5;
/** More than any account holds: ten million records at a thousand a page. */
const MOST_PAGES = 10_000;

/**
 * The next page that names something and leads on, or the last one. Throws `contract_violation` where the list leads again
 * and again to the same page, or on and on to empty ones. Needs no memory, so that each page can be a step of its own.
 */
export async function nextPage<Item>(list: PagedList<Item>, cursor: string | null): Promise<Page<Item>> {
  let at = cursor;
  for (let futile = 0; ; futile++) {
    const page = await list.read(at);
    if (!page.next) return { items: page.items, next: null };
    if (page.items.length > 0 && page.next !== at) return page;
    if (futile >= MOST_FUTILE_PAGES) throw endless(list, page.next);
    at = page.next;
  }
}

/** Every page of a list, one after the other. Throws `contract_violation` where it does not end. */
export async function* pagesOf<Item>(list: PagedList<Item>): AsyncGenerator<Item[]> {
  const known = new Set<string>();
  let cursor: string | null = null;
  for (;;) {
    const page: Page<Item> = await nextPage(list, cursor);
    yield page.items;
    cursor = page.next;
    if (cursor === null) return;
    if (known.has(cursor) || known.size >= MOST_PAGES) throw endless(list, cursor);
    known.add(cursor);
  }
}

/** The whole of a list that is small enough to hold. Throws `contract_violation` where it does not end. */
export async function readAll<Item>(list: PagedList<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const items of pagesOf(list)) found.push(...items);
  return found;
}

const endless = ({ platformName, of }: Pick<PagedList<unknown>, "platformName" | "of">, cursor: string) =>
  new PlatformError("contract_violation", `the listing of ${of} does not end: ${cursor}`, {
    sentence: `${platformName}'s list does not end, so nothing was concluded from it. Try again later.`,
  });
