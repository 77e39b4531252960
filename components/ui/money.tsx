import { formatMicros } from "@/lib/domain/amounts";
import { cn } from "./cn";

/** An amount with its currency. The code is on hover, because several currencies share a sign. */
export function Money({ micros, currency, className }: { micros: string; currency: string; className?: string }) {
  return (
    <span className={cn("whitespace-nowrap", className)} title={`${formatMicros(micros, currency)} ${currency}`}>
      {formatMicros(micros, currency)}
    </span>
  );
}

/** A difference of money, with its sign: "+$12.00", "−$3.00". */
export function describeMoneyChange(beforeMicros: string, afterMicros: string, currency: string): string {
  const difference = BigInt(afterMicros) - BigInt(beforeMicros);
  if (difference === 0n) return "no change";
  const amount = formatMicros(difference < 0n ? -difference : difference, currency);
  return `${difference < 0n ? "−" : "+"}${amount}`;
}
