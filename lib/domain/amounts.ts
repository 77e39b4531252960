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

/** Says how to write an amount that could be read in two ways, or in none. */
export const AMOUNT_WANTED = "Write the amount like 1200.50.";

const WITH_POINT = /^\d{1,10}(?:\.\d{1,6})?$/;
/** `25,000.50` */
const GROUPED = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,6})?$/;
/** `49,90`: with three digits it would be a thousand. */
const WITH_COMMA = /^\d{1,10},\d{1,2}$/;
/** `1.200` is one amount here, and a thousand times that where points group digits. */
const EITHER = /^[1-9]\d{0,2}\.\d{3}$/;

/** What a person typed, as micros. Null when it is no amount, or could mean another one: money is never guessed. */
export function typedToMicros(typed: string): string | null {
  const text = typed.trim();
  if (EITHER.test(text)) return null;
  if (GROUPED.test(text)) return decimalToMicros(text.replaceAll(",", ""));
  return decimalToMicros(WITH_COMMA.test(text) ? text.replace(",", ".") : text);
}

function decimalToMicros(text: string): string | null {
  if (!WITH_POINT.test(text)) return null;
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(`${whole}${fraction.padEnd(6, "0")}`).toString();
}

/** Micros as an amount to type over, at least two decimals: "1.20". `typedToMicros` reads it back exactly. */
export function microsToTyped(micros: string): string {
  const [whole, fraction = ""] = microsToDecimal(micros).split(".");
  return unmistakable(`${whole}.${fraction.padEnd(2, "0")}`);
}

/** A decimal that has only one reading: `1.234` is `1.2340`. */
export const unmistakable = (decimal: string): string => (EITHER.test(decimal) ? `${decimal}0` : decimal);
