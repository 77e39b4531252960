"use client";

import { ChevronRight } from "lucide-react";
import { cn } from "@/components/ui/cn";
import { FieldChanges } from "@/components/ui/field-changes";
import { PlatformGlyph, platformName } from "@/components/ui/platform-glyph";
import { count, kindWord } from "@/components/ui/record-words";
import { formatMicros } from "@/lib/domain/amounts";
import type { OperationView } from "@/lib/domain/views/plans";
import { letPassSentence } from "./let-pass";
import { indentOf, OperationName } from "./operation-name";
import { type PlanLine, type SetWords, spendPerDay } from "./plan-lines";

type PlanLineRowProps = {
  line: PlanLine;
  index: number;
  marked: boolean;
  ticked: ReadonlySet<string>;
  /** A stale plan is for reading only. */
  frozen: boolean;
  opened: boolean;
  words: SetWords | undefined;
  onToggle: (operationId: string) => void;
  onToggleCampaign: (operationIds: readonly string[]) => void;
  onOpen: (operationId: string) => void;
};

export function PlanLineRow(props: PlanLineRowProps) {
  const { line, index, marked } = props;
  return (
    <div
      role="listitem"
      tabIndex={-1}
      data-row-index={index}
      className={cn("-outline-offset-2 border-line border-b", marked && "bg-accent-soft")}
    >
      {line.line === "platform" ? <PlatformLine line={line} /> : null}
      {line.line === "campaign" ? <CampaignLine {...props} line={line} /> : null}
      {line.line === "operation" ? <OperationLine {...props} operation={line.operation} /> : null}
    </div>
  );
}

function PlatformLine({ line }: { line: Extract<PlanLine, { line: "platform" }> }) {
  return (
    <h3 className="flex items-center gap-2 bg-sunken px-3.5 py-2 font-semibold text-ui">
      <PlatformGlyph platform={line.platform} named />
      {platformName(line.platform)}
      <span className="font-normal text-ink-3">{count(line.count, "change")}</span>
    </h3>
  );
}

type CampaignLineProps = Pick<PlanLineRowProps, "ticked" | "frozen" | "onToggleCampaign"> & {
  line: Extract<PlanLine, { line: "campaign" }>;
};

function CampaignLine({ line, ticked, frozen, onToggleCampaign }: CampaignLineProps) {
  const ids = line.operations.map((operation) => operation.id);
  const on = ids.filter((id) => ticked.has(id)).length;
  return (
    <div className="flex items-center gap-3 px-3.5 py-2">
      <input
        type="checkbox"
        aria-label={`All changes of ${line.name}`}
        disabled={frozen}
        checked={on === ids.length}
        ref={(box) => {
          if (box) box.indeterminate = on > 0 && on < ids.length;
        }}
        onChange={() => onToggleCampaign(ids)}
        className="size-4 shrink-0 accent-accent"
      />
      <h4 className="min-w-0 flex-1 truncate font-medium">{line.name}</h4>
      <span className="shrink-0 text-ink-3 text-ui">{count(ids.length, "change")}</span>
    </div>
  );
}

type OperationLineProps = Pick<PlanLineRowProps, "ticked" | "frozen" | "opened" | "words" | "onToggle" | "onOpen"> & {
  operation: OperationView;
};

function OperationLine({ operation, ticked, frozen, opened, words, onToggle, onOpen }: OperationLineProps) {
  const on = ticked.has(operation.id);
  const currency = words?.campaigns.get(operation.campaignId)?.currency ?? null;
  // Of a new record every field is new, so they stay folded until asked for; an edit shows its fields at once.
  const folds = operation.kind === "create";
  const showsFields = !folds || opened;
  return (
    <div
      className={cn(
        "grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-1 px-3.5 py-2 md:grid-cols-[minmax(0,5fr)_minmax(0,6fr)_minmax(0,4fr)_104px]",
        !on && "opacity-60",
      )}
    >
      <div
        className="flex min-w-0 items-start gap-3"
        style={{ paddingLeft: `${(indentOf(operation.recordKind) + 1) * 16}px` }}
      >
        <input
          type="checkbox"
          aria-label={`Push: ${operation.kind} ${kindWord(operation.recordKind)} ${operation.recordName}`}
          disabled={frozen}
          checked={on}
          onChange={() => onToggle(operation.id)}
          className="mt-0.5 size-4 shrink-0 accent-accent"
        />
        <OperationName operation={operation} />
      </div>
      <div className="min-w-0 max-md:col-span-2 max-md:row-start-2 max-md:pl-11">
        {folds ? (
          <button
            type="button"
            aria-expanded={opened}
            onClick={() => onOpen(operation.id)}
            className="-ml-1 inline-flex min-h-6 items-center gap-1 rounded px-1 text-ink-2 text-ui hover:text-ink"
          >
            <ChevronRight aria-hidden className={cn("size-3.5 transition-transform", opened && "rotate-90")} />
            {count(operation.changes.length, "field")}
          </button>
        ) : null}
        {showsFields ? <FieldChanges changes={operation.changes} currency={currency} /> : null}
        {operation.reason ? (
          <p className="text-ink-3 text-xs">
            {[operation.reason, letPassSentence(operation)].filter(Boolean).join(" ")}
          </p>
        ) : null}
      </div>
      <p className="min-w-0 text-ink-2 text-ui max-md:col-span-2 max-md:row-start-3 max-md:pl-11 max-md:text-xs">
        {whyOf(operation)}
      </p>
      <p className="text-right text-ui max-md:col-start-2 max-md:row-start-1">
        <PerDay micros={spendPerDay(operation, words)} currency={currency} />
      </p>
    </div>
  );
}

function PerDay({ micros, currency }: { micros: bigint | null; currency: string | null }) {
  if (micros === null || currency === null || micros === 0n) return null;
  const amount = formatMicros(micros < 0n ? -micros : micros, currency);
  return (
    <span className={cn("whitespace-nowrap", micros > 0n ? "text-accent" : "text-ink-2")}>
      {micros > 0n ? "+" : "−"}
      {amount}
      <span className="text-ink-3 text-xs"> a day</span>
    </span>
  );
}

/** Why an operation is there, and whose edit it carries: each reason once. */
export function whyOf(operation: OperationView): string {
  const reasons = new Set(
    operation.changes.map((change) =>
      change.by && change.reason === "edited here" ? `edited here by ${change.by}` : change.reason,
    ),
  );
  return [...reasons].join("; ");
}
