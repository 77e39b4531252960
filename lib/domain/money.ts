import { z } from "zod";

/** Currencies the ad platforms bill in, ISO 4217. A code outside this list is refused at the border. */
export const CURRENCIES = [
  "USD",
  "EUR",
  "GBP",
  "CAD",
  "AUD",
  "NZD",
  "SGD",
  "BRL",
  "JPY",
  "CHF",
  "SEK",
  "NOK",
  "DKK",
  "PLN",
  "CZK",
  "HUF",
  "INR",
  "MXN",
  "ZAR",
  "KRW",
] as const;

export const Currency = z.enum(CURRENCIES, { error: "Unknown currency. Use an ISO 4217 code such as USD or EUR." });
export type Currency = z.infer<typeof Currency>;

const MAX_MICROS = 9_000_000_000_000_000n;

/**
 * An amount in millionths of its currency, as a decimal string (numbers lose exactness beyond 2^53).
 * A fraction of a micro, a sign or an exponent is refused.
 */
export const Micros = z
  .string()
  .regex(/^(0|[1-9]\d*)$/, "Give the amount in whole micros (1.00 = 1000000), not negative and without decimals.")
  .refine((text) => /^\d{1,16}$/.test(text) && BigInt(text) <= MAX_MICROS, "This amount is too large.");

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
