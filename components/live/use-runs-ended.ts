"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { runQueries } from "./run-queries";

/** Calls back when runs that were open are open no more: what a page shows of their records should be read again. */
export function useRunsEnded(onEnded: () => void, { campaignSetId }: { campaignSetId?: string } = {}) {
  const { data: open } = useQuery(runQueries.open());
  const before = useRef<ReadonlySet<string>>(new Set());
  const ended = useEffectEvent(onEnded);
  useEffect(() => {
    if (!open) return;
    const mine = open.filter((run) => campaignSetId === undefined || run.campaignSetId === campaignSetId);
    const now = new Set(mine.map((run) => run.id));
    const someEnded = [...before.current].some((id) => !now.has(id));
    before.current = now;
    if (someEnded) ended();
  }, [open, campaignSetId]);
}
