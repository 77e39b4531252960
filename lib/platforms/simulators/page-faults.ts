import type { FaultKind } from "./faults";
import type { ListAnswer, SimulatedAnswer } from "./types";

/**
 * The answer with its page gone wrong, or null when this page cannot show the fault:
 * `repeat_page` leads back to the same page, `skip_page` leads past the next one, `empty_page` holds nothing and leads to itself,
 * `truncate_list` loses its second half and claims to be the last.
 */
export function withPageFault(answer: SimulatedAnswer, kind: FaultKind): SimulatedAnswer | null {
  const { list } = answer;
  if (!list || answer.status !== 200) return null;
  const page = faultyPage(list, kind);
  return page && { ...answer, json: list.render(page.items, page.nextUrl) };
}

function faultyPage(list: ListAnswer, kind: FaultKind): { items: readonly unknown[]; nextUrl: string | null } | null {
  switch (kind) {
    case "repeat_page":
      return list.items.length > 0 ? { items: list.items, nextUrl: list.selfUrl } : null;
    case "skip_page":
      return list.nextUrl ? { items: list.items, nextUrl: list.afterNextUrl } : null;
    case "empty_page":
      return { items: [], nextUrl: list.selfUrl };
    case "truncate_list":
      return list.items.length > 0
        ? { items: list.items.slice(0, Math.floor(list.items.length / 2)), nextUrl: null }
        : null;
    default:
      return null;
  }
}
