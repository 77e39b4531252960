import type { z } from "zod";
import { fetchAnswer, readAnswer } from "@/lib/api/browser";

/** GETs something that a stream continues, with the event after which the stream goes on. */
export async function fetchAtPosition<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  options: { signal?: AbortSignal } = {},
): Promise<{ data: z.output<Schema>; lastEventId: string | null }> {
  const answer = await fetchAnswer(path, options);
  return { data: await readAnswer(answer, schema), lastEventId: answer.headers.get("x-last-event-id") };
}
