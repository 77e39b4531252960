import { tallyOperations } from "@/components/live/run-words";
import { describeDuration } from "@/components/ui/age";
import { describeMoneyChange } from "@/components/ui/money";
import { platformName } from "@/components/ui/platform-glyph";
import { count } from "@/components/ui/record-words";
import { Stats } from "@/components/ui/stats";
import { formatMicros } from "@/lib/domain/amounts";
import type { PlanView } from "@/lib/domain/views/plans";

/** What the whole plan amounts to: money first. */
export function PlanStats({ plan }: { plan: PlanView }) {
  const { created, edited, removed } = tallyOperations(plan.operations);
  const calls = plan.calls.reduce((sum, forecast) => sum + forecast.calls, 0);
  const slowest = Math.max(0, ...plan.calls.map((forecast) => forecast.minimumSeconds));
  return (
    <Stats
      stats={[
        ...plan.spend.map((spend) => ({
          label: plan.spend.length > 1 ? `Spend a day, ${spend.currency}` : "Spend a day",
          value: (
            <>
              {formatMicros(spend.perDayBeforeMicros, spend.currency)} <span className="text-ink-3">→</span>{" "}
              {formatMicros(spend.perDayAfterMicros, spend.currency)}
            </>
          ),
          note: `${describeMoneyChange(spend.perDayBeforeMicros, spend.perDayAfterMicros, spend.currency)}, if all is pushed`,
        })),
        {
          label: "Changes",
          value: plan.operations.length.toLocaleString("en"),
          note: (
            <span className="flex flex-wrap gap-x-3">
              {created > 0 ? <span className="text-ok">{created.toLocaleString("en")} new</span> : null}
              {edited > 0 ? <span className="text-accent">{count(edited, "edit")}</span> : null}
              {removed > 0 ? <span className="text-red">{removed.toLocaleString("en")} removed</span> : null}
            </span>
          ),
        },
        {
          label: "Calls",
          value: calls.toLocaleString("en"),
          note: plan.calls
            .map((forecast) => `${platformName(forecast.platform)} ${forecast.calls.toLocaleString("en")}`)
            .join(" · "),
        },
        {
          label: "Takes at least",
          value: slowest < 1 ? "a few seconds" : describeDuration(slowest * 1000),
          note: slowest < 1 ? "within the platforms' quotas" : "the platforms' quotas allow no less",
        },
      ]}
    />
  );
}
