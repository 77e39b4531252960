"use client";

import { Check, ChevronRight } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { count } from "@/components/ui/record-words";
import { type State, StateBadge } from "@/components/ui/state-badge";
import { formatMicros } from "@/lib/domain/amounts";
import type { OverviewView } from "@/lib/domain/views/organization";

type Item = OverviewView["needsYou"][number];

const STATES: Record<Item["kind"], State> = {
  failed_run: "failed",
  failed_record: "failed",
  reauthorize: "failed",
  choose_account: "waiting",
  conflict: "conflict",
  held: "held",
  unsynced: "differs",
  // Nothing is wrong with it: it waits until somebody has time.
  found: "waiting",
};

const SHOWN_AT_FIRST = 6;

/** What a person should look at, most money first. `total` counts also what is not among the items. */
export function NeedsYou({ items, total }: { items: readonly Item[]; total: number }) {
  const [all, setAll] = useState(false);
  const shown = all ? items : items.slice(0, SHOWN_AT_FIRST);
  return (
    <Card aria-labelledby="needs-you">
      <CardHeader>
        <h2 id="needs-you" className="font-semibold">
          Needs you
        </h2>
        {items.length > 0 ? (
          <span className="text-ink-3 text-ui">{count(total, "thing")}, most money first</span>
        ) : null}
      </CardHeader>
      {items.length === 0 ? (
        <p className="flex items-center gap-2 px-3.5 py-3 text-ink-2">
          <Check aria-hidden className="size-4 text-ok" />
          Nothing waits for you.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {shown.map((item) => (
            <li
              key={`${item.kind}-${item.href}-${item.title}`}
              className="relative flex items-center gap-3 px-3.5 py-2.5 hover:bg-sunken"
            >
              <div className="flex min-w-0 flex-1 flex-col gap-1 sm:flex-row sm:items-center sm:gap-3">
                <StateBadge state={STATES[item.kind]} className="w-fit shrink-0 sm:w-[76px] sm:justify-center" />
                <div className="min-w-0 flex-1">
                  <Link href={item.href} className="block font-medium after:absolute after:inset-0 sm:truncate">
                    {item.title}
                  </Link>
                  <p className="text-ink-2 text-ui">{item.detail}</p>
                </div>
              </div>
              {item.perDayMicros && item.currency && item.perDayMicros !== "0" ? (
                <span className="shrink-0 whitespace-nowrap text-ui" title={`At stake each day, in ${item.currency}`}>
                  {formatMicros(item.perDayMicros, item.currency)}
                  <span className="text-ink-3 text-xs"> a day</span>
                </span>
              ) : null}
              <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-3" />
            </li>
          ))}
          {shown.length < items.length ? (
            <li className="px-2 py-1.5">
              <Button size="sm" variant="quiet" onClick={() => setAll(true)}>
                Show {count(items.length - shown.length, "more thing")} with less money at stake
              </Button>
            </li>
          ) : total > items.length ? (
            <li className="px-3.5 py-2 text-ink-2 text-ui">
              {count(total - items.length, "more thing")} with less money at stake. The{" "}
              <Link href="/campaigns" className="underline underline-offset-2 hover:text-ink">
                campaign sets
              </Link>{" "}
              and{" "}
              <Link href="/conflicts" className="underline underline-offset-2 hover:text-ink">
                conflicts
              </Link>{" "}
              list them all.
            </li>
          ) : null}
        </ul>
      )}
    </Card>
  );
}
