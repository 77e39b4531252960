import type { z } from "zod";
import { AppError } from "../errors";
import { invalidInput } from "./problem";

/** Bodies larger than this are refused before they are read in. */
export const MAX_BODY_BYTES = 1_000_000;

const tooLarge = () =>
  new AppError("too_large", `The body is larger than ${MAX_BODY_BYTES / 1_000_000} MB. Send it in smaller parts.`);

/** Refuses by what the sender says; what it really sends is counted while reading. */
export function refuseLargeBody(headers: Headers): void {
  if (Number(headers.get("content-length") ?? 0) > MAX_BODY_BYTES) throw tooLarge();
}

/** The body's bytes. Throws `too_large`, having read no more than the limit. */
export async function readBytes(request: Request): Promise<Uint8Array> {
  refuseLargeBody(request.headers);
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > MAX_BODY_BYTES) {
      await reader.cancel();
      throw tooLarge();
    }
    parts.push(value);
  }
  return Buffer.concat(parts, size);
}

/**
 * The body, checked. An empty one counts as `{}`. Throws `too_large`, `malformed` (not JSON) or `invalid` with the fields.
 */
export async function readJson<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  const text = new TextDecoder().decode(await readBytes(request));
  return check(schema, text.trim() === "" ? {} : parseJson(text));
}

/** A value checked by a schema; throws `invalid` with every field that is wrong. */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(storable(value), { reportInput: true });
  if (parsed.success) return parsed.data;
  throw invalidInput(parsed.error);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("malformed", "The body is not JSON.", { cause });
  }
}

/** Nothing we accept is half as deep; a body of a million brackets would use up the stack of whoever walks it. */
const MOST_LEVELS = 50;

/** Without what PostgreSQL cannot store: U+0000 and halves of surrogate pairs. One of them would fail a whole statement. */
function storable(value: unknown, level = 0): unknown {
  if (level > MOST_LEVELS) throw new AppError("invalid", `The body has more than ${MOST_LEVELS} levels.`);
  if (typeof value === "string") return value.replaceAll("\u0000", "").toWellFormed();
  if (Array.isArray(value)) return value.map((item) => storable(item, level + 1));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), storable(inner, level + 1)]));
}
