import { exactInstant } from "@/components/ui/age";

const day = (at: string) =>
  new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" }).format(new Date(at));

/** When a campaign runs, to the day; the exact instants are on hover. */
export function ScheduleText({ startAt, endAt }: { startAt: string | null; endAt: string | null }) {
  if (!startAt && !endAt) return <span className="text-ink-3">No dates</span>;
  const exact = [startAt && `From ${exactInstant(startAt)}`, endAt && `Until ${exactInstant(endAt)}`]
    .filter(Boolean)
    .join("\n");
  return (
    <span title={exact} className="block truncate">
      {startAt && endAt
        ? `${day(startAt)} – ${day(endAt)}`
        : startAt
          ? `from ${day(startAt)}`
          : endAt
            ? `until ${day(endAt)}`
            : null}
    </span>
  );
}
