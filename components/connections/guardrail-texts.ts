import { microsToDecimal, microsToTyped, typedToMicros, unmistakable } from "@/lib/domain/amounts";

/** Shares are shown in per cent, limits of spend in the account's currency; the rest are counts. */
export type Unit = "%" | "records" | "money";

const FACTORS = { "%": 100, records: 1 } as const;
const DECIMALS = 1e4;

/** 0.5 as "50", 0.025 as "2.5", 300000000 micros as "300.00". */
export function textOf(value: string | number | null, unit: Unit): string {
  if (unit === "money") return value === null ? "" : microsToTyped(String(value));
  return unmistakable(String(Math.round(Number(value) * FACTORS[unit] * DECIMALS) / DECIMALS));
}

/** What was typed, as it is saved; where it is no amount and no number, what the check refuses. */
export function savedValue(text: string, unit: Unit): string | number | null {
  if (unit === "money" && text.trim() === "") return null;
  const micros = typedToMicros(text);
  if (unit === "money") return micros ?? "";
  const typed = micros === null ? Number.NaN : Number(microsToDecimal(micros));
  return Math.round((typed / FACTORS[unit]) * DECIMALS * 100) / (DECIMALS * 100);
}
