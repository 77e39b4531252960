import canonicalize from "canonicalize";

/** A value that came out of `JSON.parse`. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type JsonObject = { [key: string]: Json };

/**
 * The canonical text of a JSON value (RFC 8785). Everything the executor stores is in this form, so a call's
 * body can be joined from stored pieces and signed as it is: the SDK canonicalises before it checks a signature.
 */
export function canonicalText(value: unknown): string {
  return canonicalize(value) ?? "null";
}

/** Reads JSON text; throws `SyntaxError` when it is none. */
export function readJson(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Text stored by this executor that must be an object; anything else means the row was changed by hand. */
export function readJsonObject(text: string): JsonObject {
  const value = readJson(text);
  if (!isJsonObject(value)) throw new Error("expected a JSON object");
  return value;
}
