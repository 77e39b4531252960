/** Amounts as people read and type them. No schema here: every page shows money, few check it. */

const formatters = new Map<string, Intl.NumberFormat>();

/** Micros as people read them: `formatMicros("50000000", "USD")` is `$50.00`. */
export function formatMicros(micros: string | bigint, currency: string, locale = "en-US"): string {
  const key = `${locale}/${currency}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat(locale, { style: "currency", currency });
    formatters.set(key, formatter);
  }
  // Intl takes a decimal text exactly, so no float ever holds money.
  return formatter.format(microsToDecimal(micros) as `${number}`);
}

/** Micros as a plain decimal text: `"1500000"` is `"1.5"`. */
export function microsToDecimal(micros: string | bigint): string {
  const value = BigInt(micros);
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(7, "0");
  const fraction = digits.slice(-6).replace(/0+$/, "");
  return `${negative ? "-" : ""}${digits.slice(0, -6)}${fraction ? `.${fraction}` : ""}`;
}

/** A typed decimal (`"49.90"`) as micros, or null when it is not an amount with at most six decimals. */
export function decimalToMicros(text: string): string | null {
  const match = /^\s*(\d{1,10})(?:\.(\d{1,6}))?\s*$/.exec(text);
  if (!match) return null;
  return BigInt(`${match[1]}${(match[2] ?? "").padEnd(6, "0")}`).toString();
}
