"use client";

import { Undo2 } from "lucide-react";
import Link from "next/link";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { PagesEnd } from "@/components/ui/pages-end";
import { usePermissions } from "@/components/ui/permissions";
import { PlatformGlyph } from "@/components/ui/platform-glyph";
import { capital, kindWord } from "@/components/ui/record-words";
import { RelativeTime } from "@/components/ui/relative-time";
import { useListKeys } from "@/components/ui/use-list-keys";
import type { Pages } from "@/components/ui/use-pages";
import { VirtualRows } from "@/components/ui/virtual-rows";
import { fieldWord } from "@/lib/domain/field-words";
import type { ConflictView } from "@/lib/domain/views/conflicts";
import { EXISTENCE } from "./conflict-order";
import { fieldList, keptText, valueText } from "./conflict-words";
import type { Settle } from "./use-settle";

type SettledListProps = {
  conflicts: readonly ConflictView[];
  setNames: ReadonlyMap<string, string>;
  settle: Settle;
  pages: Pages;
};

/** What was decided, by whom and when; taken back from here as long as nothing has moved since. */
export function SettledList({ conflicts, setNames, settle, pages }: SettledListProps) {
  const { decide } = usePermissions();
  const scrollTo = useRef<((index: number) => void) | null>(null);
  const keyOf = (index: number) => conflicts[index]?.id ?? String(index);
  const { marked } = useListKeys({
    length: conflicts.length,
    keyOf,
    scrollTo: (index) => scrollTo.current?.(index),
    onOpen: () => undefined,
    keys: {
      u: (index) => {
        const conflict = conflicts[index];
        if (decide && conflict?.resolution?.canUndo && !settle.pending.has(conflict.id)) settle.undo(conflict);
      },
    },
  });
  return (
    <div className="overflow-clip rounded-card border border-line bg-panel">
      <VirtualRows
        role="list"
        count={conflicts.length}
        estimate={74}
        keyOf={keyOf}
        scrollRef={scrollTo}
        onEnd={pages.readMore}
        row={(index) => {
          const conflict = conflicts[index];
          return conflict ? (
            <SettledLine
              conflict={conflict}
              setName={setNames.get(conflict.campaignSetId)}
              index={index}
              marked={marked === index}
              mayUndo={decide}
              settle={settle}
            />
          ) : null;
        }}
      />
      <PagesEnd pages={pages} />
    </div>
  );
}

type SettledLineProps = {
  conflict: ConflictView;
  setName: string | undefined;
  index: number;
  marked: boolean;
  mayUndo: boolean;
  settle: Settle;
};

function SettledLine({ conflict, setName, index, marked, mayUndo, settle }: SettledLineProps) {
  const { id, platform, recordName, recordKind, resolution, campaignSetId, detectedAt } = conflict;
  const refused = settle.refused.get(id);
  return (
    <div
      role="listitem"
      tabIndex={-1}
      data-row-index={index}
      className={cn(
        "grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-1 border-line border-b px-3.5 py-2.5 -outline-offset-2 md:grid-cols-[minmax(0,5fr)_minmax(0,6fr)_104px]",
        marked ? "bg-accent-soft" : "hover:bg-sunken",
      )}
    >
      <div className="flex min-w-0 gap-2.5">
        <PlatformGlyph platform={platform} className="mt-px" />
        <div className="min-w-0">
          <p className="break-words">
            <span className="font-medium">{recordName}</span> <span className="text-ink-2">{kindWord(recordKind)}</span>
          </p>
          <p className="text-ink-2 text-xs">
            <Link
              href={`/campaigns/${campaignSetId}`}
              className="inline-flex min-h-6 items-center text-accent underline-offset-2 hover:underline"
            >
              {setName ?? "Its campaign set"}
            </Link>{" "}
            · settled <RelativeTime at={resolution?.at ?? detectedAt} />
          </p>
        </div>
      </div>
      <div className="min-w-0 max-md:col-span-2 max-md:row-start-2 max-md:pl-7">
        <p>{decisionText(conflict)}</p>
        <Kept conflict={conflict} />
        {refused ? (
          <p role="alert" className="mt-0.5 text-red text-ui">
            {refused}
          </p>
        ) : null}
      </div>
      <div className="text-right">
        {mayUndo && resolution?.canUndo && !refused ? (
          <Button
            size="sm"
            icon={<Undo2 aria-hidden />}
            aria-label={`Undo: open ${recordName} again`}
            pending={settle.pending.has(id)}
            onClick={() => settle.undo(conflict)}
          >
            Undo
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function decisionText(conflict: ConflictView): string {
  const { resolution } = conflict;
  if (resolution?.by !== "person") return "Settled by itself: both sides came to agree.";
  const kept = keptText(conflict, resolution.choices);
  return resolution.name ? `${resolution.name}: ${kept.slice(0, 1).toLowerCase()}${kept.slice(1)}` : kept;
}

/** The values that stayed. Fields decided in an earlier step are named above and not kept here. */
function Kept({ conflict }: { conflict: ConflictView }) {
  const { fields, resolution, currency } = conflict;
  if (resolution?.by !== "person") {
    return <p className="text-ink-2 text-ui">{capital(fieldList(fields.map(({ name }) => name)))}</p>;
  }
  return fields.map((field) => {
    const choice = resolution.choices[field.name];
    if (!choice || field.name === EXISTENCE) return null;
    const other = choice === "local" ? "platform" : "local";
    return (
      <p key={field.name} className="break-words text-ink-2 text-ui">
        {fieldWord(field.name)}{" "}
        <span className="font-medium text-ink">{valueText(field.name, field[choice], currency)}</span>{" "}
        <span className="text-ink-3">
          not <del className="decoration-line-strong">{valueText(field.name, field[other], currency)}</del>
        </span>
      </p>
    );
  });
}
