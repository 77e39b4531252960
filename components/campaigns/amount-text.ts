import { microsToDecimal } from "@/lib/domain/amounts";

/** Micros as an amount to type over: at least two decimals, "1.20". */
export function amountText(micros: string): string {
  const [whole, fraction = ""] = microsToDecimal(micros).split(".");
  return `${whole}.${fraction.padEnd(2, "0")}`;
}
