import { db, type Transaction } from "./client";
import { toDatabaseJson } from "./json";

export type LiveMessage = { topic: string; type: string; data: unknown };
export type LiveRow = { id: bigint; type: string; data: unknown };

export const setTopic = (campaignSetId: string) => `set:${campaignSetId}`;
export const connectionTopic = (connectionId: string) => `connection:${connectionId}`;
export const organizationTopic = (organizationId: string) => `org:${organizationId}`;

/** The channel every process listens on; the payload is the topic, the rows are read from the table. */
export const LIVE_CHANNEL = "lockstep_live";

/** Adds each message's place within its topic; the statement adds the topic's last id to it. */
export function numberMessages(messages: LiveMessage[]): (LiveMessage & { place: number })[] {
  const places = new Map<string, number>();
  return messages.map((message) => {
    const place = (places.get(message.topic) ?? 0) + 1;
    places.set(message.topic, place);
    return { ...message, place };
  });
}

/**
 * Statement parts that append `message_rows ("topic", "type", "data", "place")`. Taking the topic's row makes ids of one
 * topic visible in order: without it a replay would skip what committed late. Whoever uses them notifies `topics`.
 */
export const APPEND_MESSAGES = /* sql */ `
topics as (
  insert into "LiveTopic" as t ("topic", "lastId")
  select "topic", count(*) from message_rows group by "topic" order by "topic"
  on conflict ("topic") do update set "lastId" = t."lastId" + excluded."lastId"
  returning "topic", "lastId"
), events as (
  insert into "LiveEvent" ("topic", "id", "type", "data")
  select m."topic", t."lastId" - (select count(*) from message_rows n where n."topic" = m."topic") + m."place", m."type", m."data"
  from message_rows m join topics t on t."topic" = m."topic"
  returning 1
)`;

/** Appends messages (`$1`, numbered) and wakes the listeners on commit. */
export const NOTIFY_AND_STORE = /* sql */ `
with message_rows as (
  select r.* from jsonb_to_recordset($1::jsonb) as r("topic" text, "type" text, "data" jsonb, "place" int)
), ${APPEND_MESSAGES}
select pg_notify('${LIVE_CHANNEL}', "topic")::text from topics`;

export async function appendLive(
  messages: LiveMessage[],
  tx: Pick<Transaction, "$queryRawUnsafe"> = db,
): Promise<void> {
  if (messages.length > 0) await tx.$queryRawUnsafe(NOTIFY_AND_STORE, toDatabaseJson(numberMessages(messages)));
}

/** Events after an id, oldest first. */
export const readLive = (topic: string, afterId: bigint, limit: number): Promise<LiveRow[]> =>
  db.$queryRaw<LiveRow[]>`
    select "id", "type", "data" from "LiveEvent" where "topic" = ${topic} and "id" > ${afterId} order by "id" limit ${limit}::int`;

export async function lastLiveId(topic: string): Promise<bigint> {
  const row = await db.liveTopic.findUnique({ where: { topic }, select: { lastId: true } });
  return row?.lastId ?? 0n;
}
