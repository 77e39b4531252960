"use client";

import { CircleQuestionMark, Ellipsis, Pencil, Plus, Trash2, Undo2 } from "lucide-react";
import Link from "next/link";
import { memo, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { platformName } from "@/components/ui/platform-glyph";
import { capital, choiceWord, kindWord } from "@/components/ui/record-words";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { AMOUNT_WANTED, formatMicros, microsToTyped, typedToMicros } from "@/lib/domain/amounts";
import { mostAsked } from "./explained";
import { InlineEdit } from "./inline-edit";
import { NameCell } from "./name-cell";
import { holdOf, recordState } from "./record-state";
import { revertPatch } from "./revert";
import { ScheduleText } from "./schedule-text";
import { isPushable, nodeName, type TreeNode, type TreeRow } from "./tree";
import type { TreeHandlers } from "./tree-handlers";
import { revertible, unsyncedOf } from "./unsynced";
import { UnsyncedMark } from "./unsynced-mark";
import type { Explain } from "./use-explain";
import type { RecordMutations } from "./use-record-mutations";

/** Columns of the tree. On a phone a line folds into two: name and menu above, state, status and money below. */
export const TREE_COLUMNS =
  "grid grid-cols-[auto_auto_minmax(0,1fr)_36px] items-center gap-x-3 gap-y-1 md:grid-cols-[minmax(0,1fr)_132px_104px_136px_36px] xl:grid-cols-[minmax(0,1fr)_132px_104px_136px_190px_150px_36px]";

type TreeLineProps = {
  row: TreeRow;
  index: number;
  marked: boolean;
  /** False for people who may only look. */
  editable: boolean;
  mutations: RecordMutations;
  handlers: TreeHandlers;
};

export const TreeLine = memo(function TreeLine({ row, index, marked, editable, mutations, handlers }: TreeLineProps) {
  const pushable = isPushable(row);
  return (
    <div
      role="row"
      aria-level={row.depth + 1}
      aria-rowindex={index + 2}
      aria-expanded={row.expanded ?? undefined}
      tabIndex={-1}
      data-row-index={index}
      className={cn(
        TREE_COLUMNS,
        "min-h-10 border-line border-b px-3.5 py-1.5 -outline-offset-2 ",
        marked ? "bg-accent-soft" : "hover:bg-sunken",
      )}
    >
      <div
        role="gridcell"
        className="min-w-0 max-md:col-span-3"
        style={{ paddingLeft: `calc(${row.depth} * var(--indent))` }}
      >
        <NameCell row={row} editable={editable} mutations={mutations} handlers={handlers} />
      </div>
      <div role="gridcell" className="max-md:row-start-2 max-md:pl-7">
        {pushable ? (
          <LineState row={row} />
        ) : (
          <span
            className="text-ink-3 text-xs"
            title={`${platformName(row.campaign.platform)} has no keywords of its own.`}
          >
            Not on {platformName(row.campaign.platform)}
          </span>
        )}
      </div>
      <div role="gridcell" className="flex min-w-0 items-center max-md:row-start-2">
        <StatusCell node={row} editable={editable} mutations={mutations} explain={handlers.onExplain} />
      </div>
      <div role="gridcell" className="flex min-w-0 items-center justify-end gap-1 max-md:row-start-2">
        <MoneyCell node={row} editable={editable} mutations={mutations} explain={handlers.onExplain} />
      </div>
      <div role="gridcell" className="hidden min-w-0 pl-4 text-ink-2 text-ui xl:block">
        {row.kind === "campaign" ? <ScheduleText startAt={row.record.startAt} endAt={row.record.endAt} /> : null}
      </div>
      <div role="gridcell" className="hidden min-w-0 text-right xl:block">
        <PlatformId node={row} />
      </div>
      <div role="gridcell" className="flex justify-end max-md:col-start-4 max-md:row-start-1">
        <LineMenu node={row} editable={editable} mutations={mutations} handlers={handlers} />
      </div>
    </div>
  );
});

/** A record with an edit its platform lacks differs, even where the platform keeps that field on another record. */
function LineState({ row }: { row: TreeRow }) {
  const state = recordState(row.record.sync);
  const edits = unsyncedOf(row).length;
  const shown = holdOf(row.record.sync) ? "held" : state === "in_step" && edits > 0 ? "differs" : state;
  const badge = <StateBadge state={shown} detail={shown === "differs" && edits > 1 ? String(edits) : null} />;
  if (shown !== "conflict") return badge;
  return (
    <Link
      href={`/conflicts?set=${row.campaign.campaignSetId}`}
      title="Decide which value stays"
      className="inline-flex min-h-6 items-center rounded-full hover:underline"
    >
      {badge}
    </Link>
  );
}

/** Statuses a person may choose. Others come from the platform and are only shown. */
const CHOOSABLE = ["draft", "active", "paused", "archived"] as const;

type CellProps = { node: TreeNode; editable: boolean; mutations: RecordMutations; explain: Explain };

function StatusCell({ node, editable, mutations, explain }: CellProps) {
  // What was chosen is shown while it is saved, and no second choice is taken before it is known how the first went.
  const [saving, setSaving] = useState<string | null>(null);
  const status = saving ?? node.record.status;
  const choose = (chosen: string) => {
    if (saving !== null) return;
    setSaving(chosen);
    void mutations.editOrTell(node, { status: chosen }).finally(() => setSaving(null));
  };
  if (!editable) return <span className="text-ui">{capital(choiceWord(status))}</span>;
  return (
    <>
      <select
        aria-label={`Status of ${nodeName(node)}`}
        value={status}
        aria-disabled={saving !== null || undefined}
        onChange={(event) => choose(event.target.value)}
        className={cn(
          "-ml-1 h-6 min-w-0 cursor-pointer [field-sizing:content] appearance-none truncate rounded border border-transparent bg-transparent px-1 text-ui hover:border-line-strong hover:bg-panel aria-disabled:cursor-not-allowed aria-disabled:opacity-60",
          status === "active" ? "text-ink" : "text-ink-2",
        )}
      >
        {CHOOSABLE.some((choice) => choice === status) ? null : (
          <option value={status} disabled>
            {capital(choiceWord(status))}
          </option>
        )}
        {CHOOSABLE.map((choice) => (
          <option key={choice} value={choice}>
            {capital(choice)}
          </option>
        ))}
      </select>
      <UnsyncedMark node={node} fields={["status"]} mutations={mutations} explain={explain} />
    </>
  );
}

function MoneyCell({ node, editable, mutations, explain }: CellProps) {
  const money = moneyOf(node);
  if (!money) return null;
  const { currency } = node.campaign.budget;
  const shown =
    money.micros === null ? null : (
      <span className="whitespace-nowrap">
        {formatMicros(money.micros, currency)}
        <span className="text-ink-3 text-xs">{money.unit}</span>
      </span>
    );
  const save = (text: string) => {
    const micros = typedToMicros(text);
    if (micros === null) return Promise.reject(new Error(AMOUNT_WANTED));
    return mutations.edit(node, money.patch(micros));
  };
  return (
    <>
      {editable ? <UnsyncedMark node={node} fields={money.fields} mutations={mutations} explain={explain} /> : null}
      {money.micros === null ? <span className="truncate text-ink-3 text-ui">{money.unit}</span> : null}
      {money.micros !== null && !editable ? shown : null}
      {money.micros !== null && editable ? (
        <InlineEdit
          label={`${money.label} of ${nodeName(node)} in ${currency}`}
          value={microsToTyped(money.micros)}
          align="right"
          inputMode="decimal"
          onSave={save}
          shown={shown}
        />
      ) : null}
    </>
  );
}

type MoneyOfNode = {
  label: string;
  micros: string | null;
  unit: string;
  fields: string[];
  patch: (micros: string) => Record<string, unknown>;
};

function moneyOf(node: TreeNode): MoneyOfNode | null {
  if (node.kind === "campaign") {
    const { budget } = node.record;
    return {
      label: "Budget",
      micros: budget.amountMicros,
      unit: budget.type === "daily" ? " a day" : " in all",
      fields: ["budgetAmountMicros", "budgetType"],
      patch: (amountMicros) => ({ budget: { ...budget, amountMicros } }),
    };
  }
  if (node.kind === "ad_group") {
    const { bid } = node.record;
    return {
      label: "Bid",
      micros: bid.strategy === "automatic" ? null : bid.amountMicros,
      unit: { automatic: "automatic", manual_cpc: " a click", manual_cpm: " per 1,000" }[bid.strategy],
      fields: ["bidAmountMicros", "bidStrategy", "budgetAmountMicros", "budgetType", "budgetOn"],
      patch: (amountMicros) => ({ bid: { ...bid, amountMicros } }),
    };
  }
  if (node.kind === "keyword" && node.record.bidMicros !== null) {
    return {
      label: "Bid",
      micros: node.record.bidMicros,
      unit: " a click",
      fields: ["bidMicros"],
      patch: (bidMicros) => ({ bidMicros }),
    };
  }
  return null;
}

function PlatformId({ node }: { node: TreeNode }) {
  const { platformId, lastSyncedAt } = node.record.sync;
  if (platformId === null) return null;
  return (
    <span className="block min-w-0">
      <span
        className="block truncate font-mono text-ink-3 text-xs"
        title={`Id on ${platformName(node.campaign.platform)}: ${platformId}`}
      >
        {platformId}
      </span>
      {lastSyncedAt ? (
        <span className="block truncate text-[11px] text-ink-3 leading-4">
          {platformName(node.campaign.platform)} · <RelativeTime at={lastSyncedAt} />
        </span>
      ) : null}
    </span>
  );
}

type LineMenuProps = { node: TreeNode; editable: boolean; mutations: RecordMutations; handlers: TreeHandlers };

function LineMenu({ node, editable, mutations, handlers }: LineMenuProps) {
  const why = (
    <MenuItem icon={<CircleQuestionMark aria-hidden />} onSelect={() => handlers.onExplain(node, mostAsked(node))}>
      Why these values?
    </MenuItem>
  );
  return (
    <Menu
      trigger={
        <Button variant="quiet" size="icon-sm" aria-label={`Actions for ${nodeName(node)}`}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      {editable ? <EditItems node={node} mutations={mutations} handlers={handlers} /> : null}
      {why}
      {editable ? (
        <>
          <MenuSeparator />
          <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={() => handlers.onDelete(node)}>
            Delete the {kindWord(node.kind)}
          </MenuItem>
        </>
      ) : null}
    </Menu>
  );
}

function EditItems({ node, mutations, handlers }: Omit<LineMenuProps, "editable">) {
  const { record, campaign } = node;
  const unsynced = revertible(node, unsyncedOf(node));
  return (
    <>
      <MenuItem icon={<Pencil aria-hidden />} onSelect={() => handlers.onOpen(node)}>
        Edit all fields
      </MenuItem>
      {node.kind === "campaign" ? (
        <MenuItem icon={<Plus aria-hidden />} onSelect={() => handlers.onAdd("ad_group", record.id, campaign)}>
          Add an ad group
        </MenuItem>
      ) : null}
      {node.kind === "ad_group" ? (
        <>
          <MenuItem icon={<Plus aria-hidden />} onSelect={() => handlers.onAdd("ad", record.id, campaign)}>
            Add an ad
          </MenuItem>
          <MenuItem icon={<Plus aria-hidden />} onSelect={() => handlers.onAdd("keyword", record.id, campaign)}>
            Add a keyword
          </MenuItem>
        </>
      ) : null}
      {unsynced.length > 0 ? (
        <MenuItem icon={<Undo2 aria-hidden />} onSelect={() => mutations.editOrTell(node, revertPatch(node, unsynced))}>
          {unsynced.length === 1 ? "Take back the unsynced edit" : `Take back ${unsynced.length} unsynced edits`}
        </MenuItem>
      ) : null}
    </>
  );
}
