"use client";

import { Archive, ArrowDownToLine, EyeOff, Link2 } from "lucide-react";
import Link from "next/link";
import { memo } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { LabelledCell } from "@/components/ui/labelled-cell";
import { Money } from "@/components/ui/money";
import { capital, kindWord } from "@/components/ui/record-words";
import { RelativeTime } from "@/components/ui/relative-time";
import { Row } from "@/components/ui/row-table";
import { StateBadge } from "@/components/ui/state-badge";
import type { FoundView } from "@/lib/domain/views/found";
import { FOUND_COLUMNS } from "./found-skeleton";
import { canArchive, describeChildren } from "./found-words";
import type { Doing } from "./use-found";

export type RowHandlers = {
  toggle: (found: FoundView) => void;
  take: (found: FoundView) => void;
  adopt: (found: FoundView) => void;
  dismiss: (found: FoundView, dismissed: boolean) => void;
  archive: (found: FoundView) => void;
};

/** What is being done to the record of a row, or that others are worked on. */
export type RowDoing = Doing["verb"] | "other" | null;

/** A button while something is done: it turns when that is its own work, and rests while it is not. */
export const waiting = (verb: Doing["verb"], doing: RowDoing) => ({
  pending: doing === verb,
  disabled: doing !== null && doing !== verb,
});

type FoundRowProps = {
  found: FoundView;
  index: number;
  platform: string;
  marked: boolean;
  checked: boolean;
  mayAct: boolean;
  doing: RowDoing;
  handlers: RowHandlers;
};

/** One record over there, and what can be done about it. */
export const FoundRow = memo(function FoundRow({
  found,
  index,
  platform,
  marked,
  checked,
  mayAct,
  doing,
  handlers,
}: FoundRowProps) {
  const below = describeChildren(found.children);
  return (
    <Row
      index={index}
      marked={marked}
      aria-selected={checked}
      className={cn(FOUND_COLUMNS, "min-h-14 py-2.5", checked && !marked && "bg-sunken")}
    >
      <span role="cell" className="flex h-6 items-center max-lg:self-start">
        {mayAct ? (
          <input
            type="checkbox"
            className="size-4 accent-accent"
            aria-label={`Choose ${found.name}`}
            checked={checked}
            onChange={() => handlers.toggle(found)}
          />
        ) : null}
      </span>
      <span role="cell" className="min-w-0">
        <span className="block break-words font-medium lg:truncate" title={`Id on ${platform}: ${found.platformId}`}>
          {found.name}
        </span>
        <span className="block text-ink-3 text-xs">
          {capital(kindWord(found.recordKind))}
          {below ? ` with ${below}` : ""}
          {found.parent ? (
            <>
              {" "}
              under <SetLink of={found.parent} />
            </>
          ) : null}
        </span>
        {found.copyOf ? (
          <span className="block text-amber text-xs">
            A second copy of <SetLink of={found.copyOf} />
            {found.status !== "active" ? "" : `. It runs on ${platform}, so it is not ours to put away`}
          </span>
        ) : null}
      </span>
      <span role="cell" className="text-ui max-lg:col-start-2">
        <Status found={found} platform={platform} />
      </span>
      <LabelledCell label="Budget a day" className="max-lg:col-start-2 lg:text-right">
        {found.budget ? (
          <Money micros={found.budget.perDayMicros} currency={found.budget.currency} />
        ) : (
          <span className="text-ink-3">–</span>
        )}
      </LabelledCell>
      <LabelledCell label="First seen" className="max-lg:col-start-2 lg:text-right">
        <RelativeTime at={found.firstSeenAt} className="text-ink-3 text-xs" />
      </LabelledCell>
      <div role="cell" className="flex flex-wrap items-center gap-1 max-lg:col-start-2 lg:justify-end">
        {mayAct ? <Actions found={found} doing={doing} handlers={handlers} /> : null}
      </div>
    </Row>
  );
});

const SetLink = ({ of }: { of: NonNullable<FoundView["parent"]> }) => (
  <Link href={`/campaigns/${of.campaignSetId}`} className="break-words underline underline-offset-2">
    {of.name}
  </Link>
);

function Status({ found: { status }, platform }: { found: FoundView; platform: string }) {
  if (status === "paused") return <StateBadge state="paused" />;
  if (status === "active") return <span title={`It may spend on ${platform} now`}>Active</span>;
  return <span className="text-ink-3">{status ?? "not known"}</span>;
}

function Actions({ found, doing, handlers }: Pick<FoundRowProps, "found" | "doing" | "handlers">) {
  if (found.dismissedAt !== null) {
    return (
      <Button size="sm" {...waiting("dismiss", doing)} onClick={() => handlers.dismiss(found, false)}>
        Put it back
      </Button>
    );
  }
  return (
    <>
      {canArchive(found) ? (
        <Button
          size="sm"
          icon={<Archive aria-hidden />}
          {...waiting("archive", doing)}
          onClick={() => handlers.archive(found)}
        >
          Archive the copy over there
        </Button>
      ) : found.suggestion ? (
        <Button
          size="sm"
          icon={<Link2 aria-hidden />}
          title={`Adopt as “${found.suggestion.name}” of ${found.suggestion.campaignSetName}`}
          {...waiting("adopt", doing)}
          onClick={() => handlers.adopt(found)}
          className="min-w-0 max-w-52"
        >
          <span className="truncate">Adopt as “{found.suggestion.name}”</span>
        </Button>
      ) : (
        <Button
          size="sm"
          icon={<ArrowDownToLine aria-hidden />}
          aria-label={`Import ${found.name}`}
          {...waiting("take", doing)}
          onClick={() => handlers.take(found)}
        >
          Import
        </Button>
      )}
      <Button
        size="sm"
        variant="quiet"
        icon={<EyeOff aria-hidden />}
        aria-label={`Not ours: ${found.name}`}
        {...waiting("dismiss", doing)}
        onClick={() => handlers.dismiss(found, true)}
      >
        Not ours
      </Button>
    </>
  );
}
