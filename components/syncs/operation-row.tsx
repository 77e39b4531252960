"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { memo } from "react";
import { operationState } from "@/components/live/run-words";
import { clockTime, exactInstant } from "@/components/ui/age";
import { cn } from "@/components/ui/cn";
import { FieldChanges } from "@/components/ui/field-changes";
import { usePermissions } from "@/components/ui/permissions";
import { PlatformGlyph, platformName } from "@/components/ui/platform-glyph";
import { kindWord } from "@/components/ui/record-words";
import { StateBadge } from "@/components/ui/state-badge";
import { fieldWord } from "@/lib/domain/field-words";
import type { OperationView } from "@/lib/domain/views/plans";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { CallList } from "./call-list";
import { letPassSentence } from "./let-pass";
import { nextAction } from "./next-action";
import { indentOf, OperationName } from "./operation-name";
import type { SetWords } from "./plan-lines";

type OperationRowProps = {
  run: SyncRunView;
  operation: OperationView;
  words: SetWords | undefined;
  index: number;
  marked: boolean;
  opened: boolean;
  onToggle: (operationId: string) => void;
};

export const OperationRow = memo(
  function OperationRow({ run, operation, words, index, marked, opened, onToggle }: OperationRowProps) {
    const state = operationState(operation);
    const reason = operation.error ? null : operation.reason;
    const letPass = letPassSentence(operation);
    return (
      <div
        role="listitem"
        tabIndex={-1}
        data-row-index={index}
        data-operation={operation.id}
        data-seq={operation.seq}
        className={cn("-outline-offset-2 border-line border-b", marked && "bg-accent-soft")}
      >
        <div
          className={cn(
            "grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-2 gap-y-1 px-3.5 py-2 md:grid-cols-[auto_minmax(0,1fr)_130px_180px_76px]",
            landedJustNow(operation) && "animate-land",
          )}
          style={{ paddingLeft: `${8 + indentOf(operation.recordKind) * 16}px` }}
        >
          <button
            type="button"
            aria-expanded={opened}
            aria-label={`Details of ${operation.recordName}`}
            onClick={() => onToggle(operation.id)}
            className="grid size-6 place-items-center rounded text-ink-3 hover:bg-grey-soft hover:text-ink"
          >
            <ChevronRight aria-hidden className={cn("size-3.5 transition-transform", opened && "rotate-90")} />
          </button>
          <span className="flex min-w-0 items-center gap-2">
            {operation.recordKind === "campaign" ? <PlatformGlyph platform={operation.platform} /> : null}
            <OperationName operation={operation} />
          </span>
          <span className="min-w-0">
            <StateBadge state={state} />
          </span>
          <span className="min-w-0 truncate text-right font-mono text-ink-3 text-xs max-md:col-start-2 max-md:row-start-2 max-md:text-left">
            {operation.platformId ? (
              <span title={`Id on ${platformName(operation.platform)}`}>{operation.platformId}</span>
            ) : null}
          </span>
          <span className="text-right text-ink-3 text-xs max-md:col-start-3 max-md:row-start-2">
            {operation.endedAt ? (
              <time dateTime={operation.endedAt} title={exactInstant(operation.endedAt)}>
                {clockTime(operation.endedAt)}
              </time>
            ) : null}
          </span>
          {operation.error ? <OperationError run={run} operation={operation} error={operation.error} /> : null}
          {reason || letPass ? (
            <p className="col-span-full pl-8 text-ink-2 text-xs">{[reason, letPass].filter(Boolean).join(" ")}</p>
          ) : null}
        </div>
        {opened ? (
          <div className="grid gap-4 border-line border-t bg-sunken px-3.5 py-3 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
            <section aria-label="What is sent">
              <p className="mb-1 text-ink-3 text-xs">What is sent</p>
              <FieldChanges
                changes={operation.changes}
                currency={words?.campaigns.get(operation.campaignId)?.currency ?? null}
              />
            </section>
            <section aria-label="Calls for this record" className="min-w-0">
              <p className="mb-1 text-ink-3 text-xs">Calls for this record</p>
              <CallList runId={run.id} operationId={operation.id} freshness={operation.state} compact />
            </section>
          </div>
        ) : null}
      </div>
    );
  },
  // The run changes with every record that lands; a row cares only for its own operation and the set's address.
  (before, after) =>
    before.operation === after.operation &&
    before.words === after.words &&
    before.index === after.index &&
    before.marked === after.marked &&
    before.opened === after.opened &&
    before.run.campaignSetId === after.run.campaignSetId,
);

const JUST_NOW_MS = 1_500;

/** Only what lands under one's eyes lights up, not what was there before or scrolls into view. */
const landedJustNow = ({ state, endedAt }: OperationView) =>
  state === "applied" && endedAt !== null && Date.now() - Date.parse(endedAt) < JUST_NOW_MS;

type OperationErrorProps = { run: SyncRunView; operation: OperationView; error: NonNullable<OperationView["error"]> };

/** The cause, and what to do about it. An error on a record still under way is a try that is being repeated. */
function OperationError({ run, operation, error }: OperationErrorProps) {
  const { edit: mayEdit } = usePermissions();
  const platform = platformName(operation.platform);
  if (operation.state === "applying" || operation.state === "planned") {
    return <p className="col-span-full pl-8 text-ink-2 text-xs">{error.message} It is being tried again.</p>;
  }
  const next = nextAction(error.code, platform);
  const fields = error.fields?.length ? error.fields : error.field ? [{ path: error.field, message: "" }] : [];
  return (
    <div className="col-span-full space-y-0.5 pl-8 text-xs">
      <p className="text-red">{error.message}</p>
      {fields.map((field) => (
        <p key={`${field.path}-${field.message}`} className="text-ink-2">
          <span className="font-medium">{fieldWord(field.path)}</span>
          {field.message && !error.message.includes(field.message) ? `: ${field.message}` : null}
        </p>
      ))}
      <p className="flex flex-wrap items-baseline gap-x-2 text-ink-2">
        {next.sentence}
        {next.kind === "edit" && mayEdit ? (
          <Link
            href={`/campaigns/${run.campaignSetId}?edit=${operation.recordKind}:${operation.recordId}`}
            className="inline-flex min-h-6 items-center rounded font-medium text-accent hover:underline"
          >
            Fix the {kindWord(operation.recordKind)}
          </Link>
        ) : null}
      </p>
    </div>
  );
}
