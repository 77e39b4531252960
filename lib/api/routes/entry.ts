import { z } from "zod";
import { keyOfCursor } from "../../domain/page-by-key";
import type { Action } from "../../domain/permissions";

/** One route of the API, as data. */
export type Route = {
  /** Null: anyone, without signing in. */
  action: Action | null;
  summary: string;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Left out: no content. */
  answer?: z.ZodType;
  /** 200 with an answer, 204 without one, unless said otherwise. */
  status?: number;
  /** Server-Sent Events. */
  stream?: true;
  /** A text of this type instead of JSON; its handler makes the whole answer. */
  file?: "text/csv" | "text/plain";
};

const MOST_ITEMS = 500;
const COUNT_WANTED = `Give a whole number from 1 to ${MOST_ITEMS}.`;
/** Its checks tell the same: each of them by itself would say half of it. */
const itemCount = z.coerce.number({ error: COUNT_WANTED }).int().min(1).max(MOST_ITEMS);
const NO_CURSOR = "Give the nextCursor of the page before.";
export const limit = itemCount.default(50);
export const idCursor = z
  .uuid(NO_CURSOR)
  .nullish()
  .transform((cursor) => cursor ?? null);
export const seqCursor = z
  .string()
  .regex(/^\d{1,9}$/, NO_CURSOR)
  .nullish()
  .transform((cursor) => cursor ?? null);

const keyCursor = z
  .string()
  .nullish()
  .transform((cursor, context) => {
    const key = cursor ? keyOfCursor(cursor) : null;
    if (key !== null || cursor === undefined || cursor === null) return key;
    context.addIssue({ code: "custom", message: NO_CURSOR });
    return z.NEVER;
  });

export const PageQuery = z.strictObject({ limit, cursor: idCursor });
/** For short lists that forms choose from: all of it, unless less is asked for. */
export const ShortListQuery = z.strictObject({ limit: itemCount.default(MOST_ITEMS), cursor: keyCursor });
export const StreamQuery = z.strictObject({ lastEventId: z.string().max(30).optional() });
