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
  .string({
    // What is missing is told as with every other field.
    error: ({ input }) =>
      input === undefined ? undefined : 'Give the amount in whole micros, as text: "1000000" is 1.00.',
  })
  .regex(/^(0|[1-9]\d*)$/, "Give the amount in whole micros (1.00 = 1000000), not negative and without decimals.")
  .refine((text) => /^\d{1,16}$/.test(text) && BigInt(text) <= MAX_MICROS, "This amount is too large.");
