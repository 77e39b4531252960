/** What a list is ordered by, most significant first; the last part tells any two items apart. */
export type PageKey = readonly string[];

const { compare } = new Intl.Collator("en");

function compareKeys(one: PageKey, other: PageKey): number {
  const differing = one.findIndex((part, index) => compare(part, other[index] ?? "") !== 0);
  return differing < 0 ? 0 : compare(one[differing] ?? "", other[differing] ?? "");
}

/**
 * A page of a short list that is read as a whole, in the order of its keys. The cursor holds the last key of the page
 * before, so that the next page follows even when that item is gone.
 */
export function pageByKey<Item>(
  items: readonly Item[],
  { limit, cursor }: { limit: number; cursor: PageKey | null },
  keyOf: (item: Item) => PageKey,
): { items: Item[]; nextCursor: string | null } {
  const rest = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => cursor === null || compareKeys(key, cursor) > 0)
    .sort((one, other) => compareKeys(one.key, other.key));
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ item }) => item),
    nextCursor: last && rest.length > limit ? cursorOf(last.key) : null,
  };
}

const cursorOf = (key: PageKey): string => Buffer.from(JSON.stringify(key)).toString("base64url");

/** The key in a cursor; null for what no page ever gave. */
export function keyOfCursor(cursor: string): PageKey | null {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(key) && key.length > 0 && key.every((part) => typeof part === "string") ? key : null;
  } catch {
    return null;
  }
}
