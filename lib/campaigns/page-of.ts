/** A page of a list that is read as a whole with its tree. The cursor is the last id of the page before. */
export function pageOf<Item extends { id: string }>(
  items: Item[],
  { limit, cursor }: { limit: number; cursor: string | null },
): { items: Item[]; nextCursor: string | null } {
  // An id that is gone meanwhile: ids are made in time order, so what came after it still does.
  const known = cursor === null ? -1 : items.findIndex((item) => item.id === cursor);
  const start = cursor !== null && known < 0 ? items.findIndex((item) => item.id > cursor) : known + 1;
  const shown = start < 0 ? [] : items.slice(start, start + limit);
  const hasMore = start >= 0 && start + limit < items.length;
  return { items: shown, nextCursor: hasMore ? (shown.at(-1)?.id ?? null) : null };
}
