/** What PostgreSQL cannot keep in a text: U+0000, and half of a character that takes two units. */
const UNKEPT = /\\u0000|\\ud[89a-f]/i;

/**
 * JSON text for a jsonb parameter. Texts come from platforms and from people's clipboards: one of them that the
 * database cannot keep would fail the whole statement, so what it cannot keep is taken out. Amounts beyond 2^53 become
 * decimal texts, which a bigint column reads exactly.
 */
export function toDatabaseJson(value: unknown): string {
  const json = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? inner.toString() : inner));
  return UNKEPT.test(json) ? JSON.stringify(keepable(JSON.parse(json))) : json;
}

function keepable(value: unknown): unknown {
  if (typeof value === "string") return keepableText(value);
  if (Array.isArray(value)) return value.map(keepable);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [keepableText(key), keepable(inner)]));
}

const keepableText = (text: string): string => text.replaceAll("\u0000", "").toWellFormed();
