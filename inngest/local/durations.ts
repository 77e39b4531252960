const UNIT_MS: Record<string, number> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
};

/**
 * The instant (ms) that an SDK time text means, counted from `nowMs`: `"1h30m"`, an ISO date, or `""`, which the SDK
 * writes for zero and negative durations and means "now". Undefined when the text is neither.
 */
export function readDueTime(text: string, nowMs: number): number | undefined {
  if (text === "") return nowMs;
  const durationMs = readDuration(text);
  if (durationMs !== undefined) return nowMs + durationMs;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

/** `"1w2d3h4m5s"` in milliseconds, or undefined when the text is not a duration. */
export function readDuration(text: string): number | undefined {
  if (!/^(\d+(w|d|h|ms|m|s))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(w|d|h|ms|m|s)/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ""] ?? 0);
  }
  return total;
}
