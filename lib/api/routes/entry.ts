import { z } from "zod";
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
export const limit = z.coerce.number({ error: "Give a whole number." }).int().min(1).max(MOST_ITEMS).default(50);
export const idCursor = z
  .uuid("Give the nextCursor of the page before.")
  .nullish()
  .transform((cursor) => cursor ?? null);
export const seqCursor = z
  .string()
  .regex(/^\d{1,9}$/, "Give the nextCursor of the page before.")
  .nullish()
  .transform((cursor) => cursor ?? null);

export const PageQuery = z.strictObject({ limit, cursor: idCursor });
export const StreamQuery = z.strictObject({ lastEventId: z.string().max(30).optional() });
