"use client";

import { ChevronRight, Hash, Image as ImageIcon, Layers } from "lucide-react";
import Link from "next/link";
import { cn } from "@/components/ui/cn";
import { PlatformGlyph, platformName } from "@/components/ui/platform-glyph";
import { capital, fieldText, kindWord } from "@/components/ui/record-words";
import type { RecordKind } from "@/lib/domain/canonical";
import { fieldWord } from "@/lib/domain/field-words";
import { InlineEdit } from "./inline-edit";
import { holdOf } from "./record-state";
import { nodeName, type TreeNode, type TreeRow } from "./tree";
import type { TreeHandlers } from "./tree-handlers";
import { UnsyncedMark } from "./unsynced-mark";
import type { RecordMutations } from "./use-record-mutations";

const KIND_ICONS = { ad_group: Layers, ad: ImageIcon, keyword: Hash } as const;

type NameCellProps = { row: TreeRow; editable: boolean; mutations: RecordMutations; handlers: TreeHandlers };

/** A record's name, and under it what is wrong with it: refused, held, or not kept as it was sent. */
export function NameCell({ row, editable, mutations, handlers }: NameCellProps) {
  const name = nodeName(row);
  const Icon = row.kind === "campaign" ? null : KIND_ICONS[row.kind];
  const error = row.record.sync.status === "failed" ? row.record.sync.errorLog : null;
  const held = holdOf(row.record.sync);
  const shown = <span className={cn("block truncate", row.kind === "campaign" && "font-medium")}>{name}</span>;
  return (
    <>
      <div className="flex min-w-0 items-center gap-1.5">
        {row.expanded === null ? (
          <span aria-hidden className="size-6 shrink-0" />
        ) : (
          <button
            type="button"
            tabIndex={-1}
            aria-label={`${row.expanded ? "Fold" : "Unfold"} ${name}`}
            onClick={() => handlers.onToggle(row.record.id)}
            className="grid size-6 shrink-0 place-items-center rounded text-ink-3 hover:bg-grey-soft hover:text-ink"
          >
            <ChevronRight aria-hidden className={cn("size-3.5 transition-transform", row.expanded && "rotate-90")} />
          </button>
        )}
        {Icon ? (
          <Icon
            role="img"
            aria-label={kindWord(row.kind)}
            className="size-3.5 shrink-0 text-ink-3"
            strokeWidth={1.75}
          />
        ) : (
          <PlatformGlyph platform={row.campaign.platform} />
        )}
        <div className="ml-1 flex min-w-0 flex-1 items-center gap-1">
          {editable ? (
            <InlineEdit
              label={`${kindWord(row.kind)} ${name}`}
              value={name}
              shown={shown}
              onSave={(value) => mutations.edit(row, namePatch(row, value))}
            />
          ) : (
            shown
          )}
          {editable ? (
            <UnsyncedMark
              node={row}
              fields={NAME_FIELDS[row.kind]}
              mutations={mutations}
              explain={handlers.onExplain}
            />
          ) : null}
        </div>
      </div>
      {error ? (
        <p className="mt-0.5 flex flex-wrap items-baseline gap-x-2 pl-7 text-red text-xs">
          <span>{error.message}</span>
          {editable ? (
            <button
              type="button"
              onClick={() => handlers.onOpen(row)}
              className="min-h-6 font-medium text-accent underline-offset-2 hover:underline"
            >
              Fix it
            </button>
          ) : null}
        </p>
      ) : null}
      {held ? (
        <p className="mt-0.5 flex flex-wrap items-baseline gap-x-2 pl-7 text-ink-2 text-xs">
          <span>Held: {held.reason}</span>
          <Link
            href={`/campaigns/${row.campaign.campaignSetId}/plans/${held.planId}`}
            className="inline-flex min-h-6 items-center font-medium text-accent underline-offset-2 hover:underline"
          >
            Open its plan
          </Link>
        </p>
      ) : null}
      {row.record.sync.notKept.map(({ field, sent, kept }) => (
        <p key={field} className="mt-0.5 pl-7 text-ink-2 text-xs">
          {capital(fieldWord(field))} not kept by {platformName(row.campaign.platform)}: it has{" "}
          {fieldText(field, kept, row.campaign.budget.currency)}, not{" "}
          {fieldText(field, sent, row.campaign.budget.currency)}
        </p>
      ))}
    </>
  );
}

const NAME_FIELDS: Record<RecordKind, string[]> = {
  campaign: ["name"],
  ad_group: ["name"],
  ad: ["headlines"],
  keyword: ["text"],
};

function namePatch(node: TreeNode, value: string): Record<string, unknown> {
  if (node.kind === "ad") return { headlines: [value, ...node.record.headlines.slice(1)] };
  return node.kind === "keyword" ? { text: value } : { name: value };
}
