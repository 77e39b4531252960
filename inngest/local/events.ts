import { canonicalText, isJsonObject, type Json, type JsonObject } from "./canonical-json";
import { type IdSeed, seededUlid, ulid } from "./ulid";

/** An event as it is stored and shown to functions. */
export interface LocalEvent {
  /** Our own id; the one inside `value` may be its sender's. */
  readonly storeId: string;
  readonly name: string;
  /** The sender's id, by which a function starts once; null when the sender gave none. */
  readonly ownId: string | null;
  readonly value: JsonObject;
  /** `value`, canonical. */
  readonly body: string;
}

/** An event that may not be stored; the sender is answered 400 with the message. */
export class RefusedEvent extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "RefusedEvent";
  }
}

const MOST_EVENTS = 5_000;
const LONGEST_NAME_BYTES = 512;
const LARGEST_EVENT_BYTES = 512 * 1_024;

/**
 * Reads the body of an event post: one event or an array. With a seed the ids are those of the first try, so a post
 * repeated after a lost answer stores nothing twice. Throws `RefusedEvent`.
 */
export function readPostedEvents(body: Json, seed: IdSeed | undefined, nowMs: number): LocalEvent[] {
  const list = Array.isArray(body) ? body : [body];
  if (list.length > MOST_EVENTS) throw new RefusedEvent(`more than ${MOST_EVENTS} events in one request`);
  return list.map((posted, index) => readPostedEvent(posted, seed ? seededUlid(seed, index) : ulid(nowMs), nowMs));
}

function readPostedEvent(posted: Json, storeId: string, nowMs: number): LocalEvent {
  if (!isJsonObject(posted)) throw new RefusedEvent("an event must be an object");
  const { name, id, ts, v, meta, user } = posted;
  if (typeof name !== "string" || name === "") throw new RefusedEvent("an event needs a name");
  if (/^inngest\//i.test(name)) throw new RefusedEvent(`the name "${name}" is reserved`);
  if (Buffer.byteLength(name) > LONGEST_NAME_BYTES || name.includes("\u0000")) {
    throw new RefusedEvent(`an event's name is text of at most ${LONGEST_NAME_BYTES} bytes`);
  }
  const data = posted.data ?? {};
  if (!isJsonObject(data)) throw new RefusedEvent(`the data of "${name}" must be an object`);
  const { _inngest, ...ownData } = data;
  const ownId = id === undefined || id === null || id === "" ? null : String(id);
  if (ownId?.includes("\u0000")) throw new RefusedEvent("an event's id must not contain the character NUL");

  const event = makeEvent({
    storeId,
    ownId,
    name,
    ts: typeof ts === "number" && ts > 0 ? ts : nowMs,
    data: ownData,
    extra: { ...(v !== undefined && { v }), ...(meta !== undefined && { meta }), ...(isJsonObject(user) && { user }) },
  });
  if (Buffer.byteLength(event.body) > LARGEST_EVENT_BYTES) {
    throw new RefusedEvent(`the event "${name}" is larger than ${LARGEST_EVENT_BYTES} bytes`);
  }
  return event;
}

/** Builds an event; without its own id it carries the stored one. */
export function makeEvent(parts: {
  storeId: string;
  ownId: string | null;
  name: string;
  ts: number;
  data: JsonObject;
  extra?: JsonObject;
}): LocalEvent {
  const { storeId, ownId, name, ts, data, extra } = parts;
  const value: JsonObject = { user: {}, ...extra, id: ownId ?? storeId, name, ts, data };
  return { storeId, name, ownId, value, body: canonicalText(value) };
}
