import type { z } from "zod";
import { untilLoaded } from "@/components/ui/until-loaded";
import { fetchAnswer, readAnswer } from "@/lib/api/browser";

/**
 * The schemas of what the API answers. They are loaded beside the first read and not with the page: a page can be drawn,
 * and used, before it has data to check.
 */
export const loadViews = async () => (await untilLoaded(() => import("./view-schemas"))).viewSchemas;

type Views = Awaited<ReturnType<typeof loadViews>>;
type ViewName = keyof Views;
type ViewOf<Name extends ViewName> = z.output<Views[Name]>;
type FetchOptions = { signal?: AbortSignal };

/** GETs a path of our own API and checks the answer by the view of that name. Throws ApiProblem. */
export async function fetchView<Name extends ViewName>(
  name: Name,
  path: string,
  options: FetchOptions = {},
): Promise<ViewOf<Name>> {
  const { data } = await fetchViewAtPosition(name, path, options);
  return data;
}

/** The same for something that a stream continues, with the event after which the stream goes on. */
export async function fetchViewAtPosition<Name extends ViewName>(
  name: Name,
  path: string,
  options: FetchOptions = {},
): Promise<{ data: ViewOf<Name>; lastEventId: string | null }> {
  // Asked for together: neither waits for the other.
  const [views, answer] = await Promise.all([loadViews(), fetchAnswer(path, options)]);
  const schema: z.ZodType = views[name];
  const data = await readAnswer(answer, schema);
  return { data: data as ViewOf<Name>, lastEventId: answer.headers.get("x-last-event-id") };
}
