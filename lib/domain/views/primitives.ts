import { z } from "zod";

/** What the views share. Micros are decimal texts, instants ISO texts. */

export const instant = z.string();
export const nullableInstant = z.string().nullable();

export const ErrorView = z.object({
  code: z.string(),
  message: z.string(),
  field: z.string().optional(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  at: z.string(),
});

export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export type ErrorView = z.infer<typeof ErrorView>;
