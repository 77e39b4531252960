"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { clockTime, exactInstant } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { QueryView } from "@/components/ui/query-view";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { usePages } from "@/components/ui/use-pages";
import { RETENTION } from "@/lib/domain/retention";
import type { CallView } from "@/lib/domain/views/sync-runs";
import { callQueries } from "./queries";

// Calls are not streamed: they are read again when records have moved, at most this often.
const READ_AGAIN_MS = 2_000;

const NO_OWN_CALLS = "No call is listed under this record. All calls of the run are under “Platform calls”.";

const NOT_KEPT = `The call that led here is not kept any more. Calls are kept for ${RETENTION.calls.days} days.`;

type CallListProps = {
  runId: string;
  operationId: string | null;
  /** Another value means more calls may have been made. */
  freshness: string | number;
  compact?: boolean;
};

/** Every call to the platform, opened to its bodies. Tokens and keys are cut out before anything is stored. */
export function CallList({ runId, operationId, freshness, compact = false }: CallListProps) {
  const query = useInfiniteQuery(callQueries.list(runId, operationId));
  const { items: calls, pages } = usePages(query);
  // A link to one call finds it opened, among all of the run.
  const call = useSearchParams().get("call");
  const linked = operationId === null ? call : null;
  const isMissing = linked !== null && calls.length > 0 && !calls.some(({ id }) => id === linked);
  const { readMore } = pages;
  useEffect(() => {
    if (isMissing) readMore();
  }, [isMissing, readMore]);
  useReadAgain(runId, operationId, freshness);
  return (
    <QueryView query={query} what="the calls" skeleton={<CallsSkeleton />}>
      {() => {
        if (calls.length === 0) {
          const none = linked === null ? "No call was made yet." : NOT_KEPT;
          return <p className="py-2 text-ink-2 text-ui">{operationId ? NO_OWN_CALLS : none}</p>;
        }
        return (
          <>
            {isMissing && pages.failure === null ? (
              <p role="status" className="mb-2 text-ink-2 text-ui">
                {pages.hasMore ? "Looking for the call among earlier ones…" : NOT_KEPT}
              </p>
            ) : null}
            <ul className={cn("divide-y divide-line rounded-card border border-line bg-panel", compact && "text-xs")}>
              {calls.map((call) => (
                <CallLine key={call.id} call={call} openAtFirst={call.id === linked} />
              ))}
            </ul>
            {pages.failure !== null ? (
              <p role="alert" className="mt-2 text-red text-xs">
                Could not load more: {pages.failure}
              </p>
            ) : null}
            {pages.hasMore ? (
              <Button size="sm" className="mt-2" pending={pages.isReading} onClick={pages.tryAgain}>
                Show earlier calls
              </Button>
            ) : null}
          </>
        );
      }}
    </QueryView>
  );
}

function useReadAgain(runId: string, operationId: string | null, freshness: string | number) {
  const queryClient = useQueryClient();
  const lastRead = useRef({ freshness, at: Date.now() });
  const readAgain = useEffectEvent(() => {
    lastRead.current = { freshness, at: Date.now() };
    void queryClient.invalidateQueries({ queryKey: callQueries.list(runId, operationId).queryKey });
  });
  useEffect(() => {
    if (lastRead.current.freshness === freshness) return;
    const wait = Math.max(0, lastRead.current.at + READ_AGAIN_MS - Date.now());
    const timer = setTimeout(() => readAgain(), wait);
    return () => clearTimeout(timer);
  }, [freshness]);
}

const looksBad = (call: CallView) => call.errorCode !== null || call.status === null || call.status >= 400;

function CallLine({ call, openAtFirst }: { call: CallView; openAtFirst: boolean }) {
  const [open, setOpen] = useState(openAtFirst);
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (openAtFirst) line.current?.scrollIntoView({ block: "center" });
  }, [openAtFirst]);
  return (
    <li ref={line}>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="grid w-full grid-cols-[auto_auto_minmax(0,1fr)_auto_auto] items-center gap-x-2.5 px-3 py-1.5 text-left font-mono text-xs hover:bg-sunken"
      >
        <ChevronRight aria-hidden className={cn("size-3.5 text-ink-3 transition-transform", open && "rotate-90")} />
        <span className="w-12 font-medium">{call.method}</span>
        <span className="truncate text-ink-2 max-sm:whitespace-normal max-sm:break-all" title={call.path}>
          {call.path}
        </span>
        <span className={cn("font-medium", looksBad(call) ? "text-red" : "text-ok")}>{call.status ?? "no answer"}</span>
        <span className="w-16 text-right text-ink-3">{call.ms.toLocaleString("en")} ms</span>
      </button>
      {open ? <CallDetails call={call} /> : null}
    </li>
  );
}

function CallDetails({ call }: { call: CallView }) {
  return (
    <div className="space-y-2 border-line border-t bg-sunken px-3 py-2.5">
      <dl className="flex flex-wrap gap-x-6 gap-y-1 text-xs">
        <Fact label="At">
          <time dateTime={call.at} title={exactInstant(call.at)}>
            {clockTime(call.at)}
          </time>
        </Fact>
        <Fact label="Request id there">
          <span className="break-all font-mono">{call.platformRequestId ?? "none given"}</span>
        </Fact>
        {call.errorCode ? <Fact label="Meaning">{call.errorCode.replaceAll("_", " ")}</Fact> : null}
      </dl>
      {isBare(call) ? (
        <p className="text-ink-3 text-xs">What was sent and answered is kept for {RETENTION.callBodies.days} days.</p>
      ) : (
        <>
          <Body label="Sent" body={call.requestBody} />
          <Body label="Answered" body={call.responseBody} />
        </>
      )}
    </div>
  );
}

const Fact = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <div className="flex gap-1.5">
    <dt className="text-ink-3">{label}</dt>
    <dd>{children}</dd>
  </div>
);

/** So old that its bodies are gone. A call that never had any looks the same, and is told the same. */
const isBare = ({ at, requestBody, responseBody }: CallView) =>
  requestBody === null && responseBody === null && Date.now() - Date.parse(at) > RETENTION.callBodies.days * 86_400_000;

function Body({ label, body }: { label: string; body: CallView["requestBody"] }) {
  if (body === null) return <p className="text-ink-3 text-xs">{label}: nothing</p>;
  const text = typeof body === "string" ? body : JSON.stringify(body, null, 2);
  return (
    <figure>
      <figcaption className="text-ink-3 text-xs">{label}, with secrets cut out</figcaption>
      <pre className="mt-0.5 whitespace-pre-wrap break-words rounded-control border border-line bg-panel p-2 font-mono text-[11.5px] leading-4">
        {text}
      </pre>
    </figure>
  );
}

function CallsSkeleton() {
  return (
    <Loading what="the calls" className="space-y-2 rounded-card border border-line bg-panel p-3">
      <Skeleton className="h-4 w-3/4" />
      <Skeleton className="h-4 w-2/3" />
      <Skeleton className="h-4 w-4/5" />
    </Loading>
  );
}
