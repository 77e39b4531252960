import {
  ArrowDown,
  ArrowUp,
  CheckCheck,
  Flag,
  Gavel,
  ListChecks,
  type LucideIcon,
  Pencil,
  RefreshCw,
  Undo2,
  X,
} from "lucide-react";
import Link from "next/link";
import { cn } from "@/components/ui/cn";
import { fieldText } from "@/components/ui/record-words";
import { RelativeTime } from "@/components/ui/relative-time";
import { type Step, stepBy, stepLink, stepWords, tellOnce } from "./explain-words";

const FACES: Record<Step["kind"], { Icon: LucideIcon; tone: string }> = {
  edit: { Icon: Pencil, tone: "text-ink-2" },
  undo: { Icon: Undo2, tone: "text-ink-2" },
  pull: { Icon: ArrowDown, tone: "text-accent" },
  plan: { Icon: ListChecks, tone: "text-ink-2" },
  call: { Icon: ArrowUp, tone: "text-accent" },
  read_back: { Icon: CheckCheck, tone: "text-ok" },
  poll: { Icon: RefreshCw, tone: "text-ink-3" },
  refused: { Icon: X, tone: "text-red" },
  conflict: { Icon: Flag, tone: "text-amber" },
  resolution: { Icon: Gavel, tone: "text-ink-2" },
};

type StepListProps = { steps: readonly Step[]; field: string; currency: string | null; platform: string };

/** Every step by which a value came to be, oldest first. */
export function StepList({ steps, field, currency, platform }: StepListProps) {
  return (
    <ol className="relative space-y-3.5 before:absolute before:top-2 before:bottom-2 before:left-[11px] before:w-px before:bg-line">
      {tellOnce(steps).map((step) => (
        <StepLine key={keyOf(step)} step={step} field={field} currency={currency} platform={platform} />
      ))}
    </ol>
  );
}

/** One instant may hold several steps, but no two of one kind over the same value. */
const keyOf = ({ at, kind, callId, to }: Step) => `${at} ${kind} ${callId} ${JSON.stringify(to)}`;

function StepLine({ step, field, currency, platform }: Omit<StepListProps, "steps"> & { step: Step }) {
  const { Icon, tone } = FACES[step.kind];
  const { title, text, change } = stepWords(step, platform);
  const by = stepBy(step);
  const link = stepLink(step);
  const value = (side: Step["from"]) => fieldText(field, side, currency);
  return (
    <li className="relative grid grid-cols-[23px_minmax(0,1fr)] gap-x-2.5">
      <span className="z-1 grid size-[23px] place-items-center rounded-full border border-line bg-panel">
        <Icon aria-hidden strokeWidth={2} className={cn("size-3", tone)} />
      </span>
      <div className="min-w-0 pt-px">
        <p className="flex flex-wrap items-baseline gap-x-2 text-ui">
          <span className="font-medium">{title}</span>
          <span className="text-ink-3 text-xs">
            {by ? `${by}, ` : null}
            <RelativeTime at={step.at} />
          </span>
          {link ? (
            <Link
              href={link.href}
              className="ml-auto inline-flex min-h-6 items-center rounded text-accent text-xs hover:underline"
            >
              {link.label}
            </Link>
          ) : null}
        </p>
        {change === "sides" ? (
          <dl className="mt-0.5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-ui">
            <dt className="text-ink-3">Here</dt>
            <dd className="break-words">{value(step.from)}</dd>
            <dt className="text-ink-3">{platform}</dt>
            <dd className="break-words">{value(step.to)}</dd>
          </dl>
        ) : change ? (
          <p className="break-words text-ui">
            {change === "from_to" ? (
              <>
                <del className="text-ink-3 decoration-line-strong">{value(step.from)}</del>{" "}
                <span aria-hidden className="text-ink-3">
                  →
                </span>{" "}
              </>
            ) : null}
            <ins className="no-underline">{value(step.to)}</ins>
          </p>
        ) : null}
        {text ? <p className="break-words text-ink-2 text-xs">{text}</p> : null}
      </div>
    </li>
  );
}
