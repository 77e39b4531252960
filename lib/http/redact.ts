const SECRET_NAMES = /token|secret|password|authorization|email|fullname|firstname|lastname|phone|^code$/i;

/** A copy for the audit without secrets and personal data. */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (value === null || typeof value !== "object") return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, SECRET_NAMES.test(name) ? "[redacted]" : redact(inner)]),
  );
}
