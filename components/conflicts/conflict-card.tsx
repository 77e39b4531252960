"use client";

import Link from "next/link";
import { memo, useEffect, useRef } from "react";
import { cn } from "@/components/ui/cn";
import { PlatformGlyph } from "@/components/ui/platform-glyph";
import { kindWord } from "@/components/ui/record-words";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { formatMicros } from "@/lib/domain/amounts";
import type { ConflictChoice, ConflictView } from "@/lib/domain/views/conflicts";
import type { Choices } from "./actions";
import { ConflictFooter } from "./conflict-footer";
import { moneyAtStake } from "./conflict-order";
import { openChoices } from "./conflict-words";
import { FieldValues } from "./field-values";
import { SettledPartly } from "./settled-partly";

export type ConflictCardProps = {
  conflict: ConflictView;
  setName: string | undefined;
  index: number;
  marked: boolean;
  /** False for people who may only look. */
  mayDecide: boolean;
  /** What was chosen and not settled yet, if anything. */
  picked: Choices | undefined;
  pending: boolean;
  leaving: boolean;
  /** Why the last try was refused. */
  refused: string | undefined;
  /** How many open conflicts are like this one, itself among them. */
  alike: number;
  handlers: CardHandlers;
};

/** They stay the same functions, so a card is drawn again only when it itself has changed. */
export type CardHandlers = {
  choose: (conflict: ConflictView, choices: Choices) => void;
  settle: (conflict: ConflictView, choices: Choices) => void;
  askAlike: (conflict: ConflictView) => void;
  undo: (conflict: ConflictView) => void;
};

export const ConflictCard = memo(function ConflictCard(props: ConflictCardProps) {
  const { conflict, setName, index, marked, mayDecide, picked, pending, leaving, refused, handlers } = props;
  const { recordName, recordKind, platform, connectionName, campaignSetId, detectedAt, fields } = conflict;
  const chosen = openChoices(conflict, picked);
  const stake = moneyAtStake(conflict);
  const row = useFocusWhenMarked(marked);
  const byField = mayDecide && fields.length > 1 && !pending;
  const choose = (name: string, choice: ConflictChoice | undefined) => {
    const { [name]: _before, ...others } = chosen;
    handlers.choose(conflict, choice ? { ...others, [name]: choice } : others);
  };
  return (
    <div
      ref={row}
      role="listitem"
      tabIndex={-1}
      data-row-index={index}
      data-conflict-id={conflict.id}
      aria-busy={pending || undefined}
      className={cn(
        "grid rounded-card transition-[grid-template-rows,opacity,translate] duration-200 ease-in",
        leaving ? "translate-x-6 grid-rows-[0fr] opacity-0" : "grid-rows-[1fr] pb-3",
      )}
    >
      <article
        aria-label={`${recordName}, ${kindWord(recordKind)}`}
        className={cn(
          "min-h-0 overflow-clip rounded-card border bg-panel",
          marked ? "border-accent ring-1 ring-accent" : "border-line",
        )}
      >
        <header className="flex flex-wrap items-center gap-x-2.5 gap-y-1 px-3.5 py-2.5">
          <StateBadge state="conflict" detail={fields.length > 1 ? `· ${fields.length} fields` : null} />
          <h2 className="min-w-0 break-words font-semibold">{recordName}</h2>
          <span className="text-ink-2">{kindWord(recordKind)}</span>
          <span className="flex-1" />
          {stake ? (
            <span className="whitespace-nowrap font-medium text-ui">
              {formatMicros(stake.micros, stake.currency)}
              <span className="font-normal text-ink-2"> a day at stake</span>
            </span>
          ) : null}
          <p className="flex w-full min-w-0 flex-wrap items-center gap-x-4 gap-y-0.5 text-ink-2 text-xs">
            <span className="flex items-center gap-1.5">
              <PlatformGlyph platform={platform} named />
              {connectionName}
            </span>
            <Link
              href={`/campaigns/${campaignSetId}`}
              className="inline-flex min-h-6 items-center text-accent underline-offset-2 hover:underline"
            >
              {setName ?? "Its campaign set"}
            </Link>
            <span>
              noticed <RelativeTime at={detectedAt} />
            </span>
            <SettledPartly conflict={conflict} pending={pending} onUndo={mayDecide ? handlers.undo : undefined} />
          </p>
        </header>
        {fields.map((field) => (
          <FieldValues
            key={field.name}
            conflict={conflict}
            field={field}
            chosen={chosen[field.name]}
            {...(byField ? { onChoose: (choice) => choose(field.name, choice) } : {})}
          />
        ))}
        {refused ? (
          <p role="alert" className="border-line border-t bg-red-soft px-3.5 py-2 text-red">
            {refused}
          </p>
        ) : null}
        {mayDecide ? <ConflictFooter {...props} chosen={chosen} /> : null}
      </article>
    </div>
  );
});

/** A card far down is drawn only some frames after it was marked; it takes the focus then, unless someone uses it. */
function useFocusWhenMarked(marked: boolean) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const held = document.activeElement;
    const isFree = held === document.body || held?.hasAttribute("data-row-index") === true;
    if (marked && isFree) row.current?.focus({ preventScroll: true });
  }, [marked]);
  return row;
}
