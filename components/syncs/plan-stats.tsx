import { tallyOperations } from "@/components/live/run-words";
import { describeDuration } from "@/components/ui/age";
import { describeMoneyChange } from "@/components/ui/money";
import { platformName } from "@/components/ui/platform-glyph";
import { count } from "@/components/ui/record-words";
import { Stats } from "@/components/ui/stats";
import { formatMicros } from "@/lib/domain/amounts";
import type { CallForecastView, PlanView } from "@/lib/domain/views/plans";
import { type SpendOutlook, spendOutlook } from "./plan-spend";

type PlanStatsProps = {
  plan: PlanView;
  /** The operations that a push would send as things are ticked. */
  chosen: ReadonlySet<string>;
};

/** What the plan amounts to. The money is that of what would be sent, the rest is told of the whole plan. */
export function PlanStats({ plan, chosen }: PlanStatsProps) {
  const { created, edited, removed } = tallyOperations(plan.operations);
  const calls = plan.calls.reduce((sum, forecast) => sum + forecast.calls, 0);
  const slowest = Math.max(0, ...plan.calls.map((forecast) => forecast.minimumSeconds));
  return (
    <Stats
      stats={[
        ...spendOutlook(plan, chosen).map((spend) => ({
          label: plan.spend.length > 1 ? `Spend a day, ${spend.currency}` : "Spend a day",
          value: (
            <>
              {formatMicros(spend.beforeMicros, spend.currency)} <span className="text-ink-3">→</span>{" "}
              {formatMicros(spend.afterMicros, spend.currency)}
            </>
          ),
          note: spendNote(spend),
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
          note: plan.calls.map((forecast) => <CallsNote key={forecast.connectionId} {...forecast} />),
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

/** "Reddit 1,204; 480 of 500 left now": what the tightest of its quotas still allows. */
function CallsNote({ platform, calls, quota }: CallForecastView) {
  const [tightest] = [...quota].sort((a, b) => b.calls / (b.left || 0.5) - a.calls / (a.left || 0.5));
  return (
    <span className="block" title={quota.map(describeQuota).join("\n")}>
      {platformName(platform)} {calls.toLocaleString("en")}
      {tightest ? (
        <span className={tightest.calls > tightest.left ? "text-amber" : undefined}>
          ; {tightest.left.toLocaleString("en")} of {tightest.limit.toLocaleString("en")} left now
        </span>
      ) : null}
    </span>
  );
}

const describeQuota = ({ group, calls, left, limit, windowSeconds }: CallForecastView["quota"][number]) =>
  `${group}: takes ${calls.toLocaleString("en")}; ${left.toLocaleString("en")} left of ${limit.toLocaleString("en")} in ${describeDuration(windowSeconds * 1000)}`;

/** "+$60.00; at worst $80.00, should no cut land": a cut that fails leaves more to be spent than the sum says. */
function spendNote({ currency, beforeMicros, afterMicros, worstMicros }: SpendOutlook): string {
  const change = describeMoneyChange(beforeMicros, afterMicros, currency);
  if (worstMicros === null) return `${change}, if all is pushed`;
  return worstMicros === afterMicros
    ? change
    : `${change}; at worst ${formatMicros(worstMicros, currency)}, should no cut land`;
}
