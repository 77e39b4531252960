import { textStream } from "./text-stream";

/** An answer that a browser saves, named with today's date. */
export const csvFile = (name: string, parts: AsyncGenerator<string>): Response =>
  new Response(textStream(parts), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}-${new Date().toISOString().slice(0, 10)}.csv"`,
      "cache-control": "no-store",
    },
  });
