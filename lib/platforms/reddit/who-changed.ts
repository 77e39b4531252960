import type { RecordKind } from "../../domain/canonical";
import type { PlatformAdapter, RemoteEdit } from "../types";
import type { RedditClient } from "./client";

type Asked = Parameters<NonNullable<PlatformAdapter["whoChanged"]>>[0];

const ENTITY_TYPES: Partial<Record<RecordKind, string>> = { campaign: "CAMPAIGN", ad_group: "AD_GROUP", ad: "AD" };

/** What the history calls our fields. Where they stand for a part of one of Reddit's, the change of that is meant. */
const FIELD_NAMES: Record<string, string> = {
  name: "name",
  status: "configured_status",
  budgetAmountMicros: "goal_value",
  bidAmountMicros: "bid_value",
  bidStrategy: "bid_strategy",
  startAt: "start_time",
  endAt: "end_time",
};

const fieldName = (field: string, kind: RecordKind): string =>
  FIELD_NAMES[field] ?? (field.startsWith("targeting.") ? "targeting" : kind === "ad" ? "post_id" : field);

/** A busy account changes thousands of fields a day. Beyond this many pages a change is old, and not worth the calls. */
const MOST_PAGES = 5;

/** Reads the account's history from the newest change back, as far as one of the fields is still wanted. Source: platform notes, section 3.7. */
export async function whoChanged(client: RedditClient, asked: Asked): Promise<Record<string, RemoteEdit>[]> {
  const filters = Object.entries(ENTITY_TYPES).flatMap(([kind, type]) => {
    const ids = asked.filter((record) => record.kind === kind).map(({ platformId }) => platformId);
    return ids.length > 0 ? [{ entity_type: type, entity_ids: [...new Set(ids)] }] : [];
  });
  const newest = new Map<string, RemoteEdit>();
  const keyOf = (type: string | undefined, id: string, name: string | null | undefined) => `${type} ${id} ${name}`;
  const wanted = new Set(
    asked.flatMap(({ kind, platformId, fields }) =>
      fields.map((field) => keyOf(ENTITY_TYPES[kind], platformId, fieldName(field, kind))),
    ),
  );
  let nextUrl: string | null = null;
  for (let page = 0; page < MOST_PAGES && filters.length > 0; page++) {
    const { data, pagination } = await client.listHistory(filters, nextUrl);
    for (const { cause, change } of data) {
      const key = keyOf(change.entity_type, change.entity_id, change.field_name);
      if (!newest.has(key)) newest.set(key, { by: cause.reddit_username ?? null, at: cause.changed_at });
    }
    nextUrl = pagination?.next_url ?? null;
    if (!nextUrl || [...wanted].every((key) => newest.has(key))) break;
  }
  return asked.map(({ kind, platformId, fields }) =>
    Object.fromEntries(
      fields.flatMap((field) => {
        const edit = newest.get(keyOf(ENTITY_TYPES[kind], platformId, fieldName(field, kind)));
        return edit ? [[field, edit]] : [];
      }),
    ),
  );
}
