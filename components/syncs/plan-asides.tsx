"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/field";
import { FieldChanges } from "@/components/ui/field-changes";
import { PlatformGlyph } from "@/components/ui/platform-glyph";
import { count, kindWord } from "@/components/ui/record-words";
import { StateBadge } from "@/components/ui/state-badge";
import type { OperationView, PlanView } from "@/lib/domain/views/plans";
import { OperationName } from "./operation-name";
import type { SetWords } from "./plan-lines";

const SHOWN_AT_FIRST = 5;

type HeldCardProps = {
  held: readonly OperationView[];
  words: SetWords | undefined;
  /** Ids that are let pass. */
  approved: ReadonlySet<string>;
  /** Undefined where nobody may let anything pass: for want of the right, or because the plan is stale. */
  onApprove: ((id: string) => void) | undefined;
};

/** What a guardrail or a contradiction stops. The rest of the plan goes on without it. */
export function HeldCard({ held, words, approved, onApprove }: HeldCardProps) {
  const [all, setAll] = useState(false);
  const isApprovable = held.some(({ guard }) => guard !== null);
  return (
    <Card className="mt-6">
      <CardHeader>
        <StateBadge state="held" detail={held.length.toLocaleString("en")} />
        <h2 className="font-semibold">Not pushed until you decide</h2>
        {isApprovable && !onApprove ? (
          <span className="text-ink-3 text-ui">An admin or owner can let a guardrail be passed</span>
        ) : null}
      </CardHeader>
      <ul className="divide-y divide-line">
        {(all ? held : held.slice(0, SHOWN_AT_FIRST)).map((operation) => (
          <li
            key={operation.id}
            className="grid gap-x-4 gap-y-1 px-3.5 py-2.5 md:grid-cols-[minmax(0,5fr)_minmax(0,6fr)_minmax(0,5fr)]"
          >
            <span className="flex min-w-0 items-center gap-2">
              <PlatformGlyph platform={operation.platform} />
              <OperationName operation={operation} />
            </span>
            <FieldChanges
              changes={operation.changes}
              currency={words?.campaigns.get(operation.campaignId)?.currency ?? null}
            />
            <div className="space-y-1.5">
              <p className="text-ink-2 text-ui">{operation.reason}</p>
              {operation.guard && onApprove ? (
                <Checkbox
                  label="Let it pass this once"
                  checked={approved.has(operation.id)}
                  onChange={() => onApprove(operation.id)}
                />
              ) : null}
            </div>
          </li>
        ))}
      </ul>
      <ShowAll total={held.length} all={all} onShow={() => setAll(true)} />
    </Card>
  );
}

/** What a platform has no place for. It never counts as a change. */
export function SkippedCard({ skipped }: { skipped: PlanView["skipped"] }) {
  const [all, setAll] = useState(false);
  return (
    <Card className="mt-6">
      <CardHeader>
        <h2 className="font-semibold">Left out</h2>
        <span className="text-ink-3 text-ui">{count(skipped.length, "record")} a platform has no place for</span>
      </CardHeader>
      <ul className="divide-y divide-line">
        {(all ? skipped : skipped.slice(0, SHOWN_AT_FIRST)).map((item) => (
          <li key={item.recordId} className="flex flex-wrap items-center gap-x-2 gap-y-0.5 px-3.5 py-2 text-ui">
            <PlatformGlyph platform={item.platform} />
            <span className="text-ink-3">{kindWord(item.recordKind)}</span>
            <span className="min-w-0 truncate">{item.recordName}</span>
            <span className="ml-auto text-ink-2">{item.reason}</span>
          </li>
        ))}
      </ul>
      <ShowAll total={skipped.length} all={all} onShow={() => setAll(true)} />
    </Card>
  );
}

function ShowAll({ total, all, onShow }: { total: number; all: boolean; onShow: () => void }) {
  if (all || total <= SHOWN_AT_FIRST) return null;
  return (
    <div className="border-line border-t px-2 py-1.5">
      <Button size="sm" variant="quiet" onClick={onShow}>
        Show all {total.toLocaleString("en")}
      </Button>
    </div>
  );
}
