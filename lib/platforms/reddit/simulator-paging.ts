import type { SimulatedAnswer, SimulatedRequest } from "../simulators/types";
import { Refusal } from "./simulator-answers";

type Page<T> = {
  request: SimulatedRequest;
  /** All rows that answer the question, ordered by key. */
  rows: readonly T[];
  /** Names a row for good and sorts as text; a page continues after the last row's key, so rows that come or go do not shift it. */
  keyOf(row: T): string;
  /** Newest first. */
  descending?: boolean;
  size: number;
  view(row: T): unknown;
  /** History and reports also say where they are and how many there are. */
  counted?: boolean;
};

/** One page of a listing with Reddit's `pagination`: absolute links that carry the whole question. */
export function page<T>({
  request,
  rows,
  keyOf,
  size,
  view,
  descending = false,
  counted = false,
}: Page<T>): SimulatedAnswer {
  const start = startOf(request, rows.map(keyOf), descending);
  const items = rows.slice(start, start + size).map(view);
  const linkTo = (offset: number): string => {
    const query = new URLSearchParams(request.query);
    const before = rows[offset - 1];
    if (offset > 0 && before !== undefined) query.set("page.token", toToken(keyOf(before)));
    else query.set("page.token", toToken(""));
    return `${request.origin}${request.path}?${query}`;
  };
  const linkIfAny = (offset: number) => (offset < rows.length ? linkTo(offset) : null);
  const position = counted && { page_index: Math.floor(start / size), total_count: rows.length };
  const previousUrl = start > 0 ? linkTo(Math.max(0, start - size)) : null;
  const render = (shown: readonly unknown[], nextUrl: string | null) => ({
    data: shown,
    pagination: { next_url: nextUrl, previous_url: previousUrl, ...position },
  });
  const list = {
    items,
    selfUrl: linkTo(start),
    nextUrl: linkIfAny(start + size),
    afterNextUrl: linkIfAny(start + 2 * size),
    render,
  };
  return { status: 200, json: render(items, list.nextUrl), list };
}

function startOf(request: SimulatedRequest, keys: readonly string[], descending: boolean): number {
  const token = request.query.get("page.token");
  if (!token) return 0;
  const last = fromToken(token);
  if (last === "") return 0;
  const index = keys.findIndex((key) => (descending ? key < last : key > last));
  return index < 0 ? keys.length : index;
}

function toToken(key: string): string {
  return Buffer.from(`after:${key}`).toString("base64url");
}

function fromToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (!text.startsWith("after:")) throw new Refusal(404, "Page token not found");
  return text.slice("after:".length);
}
