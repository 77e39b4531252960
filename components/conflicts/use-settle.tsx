"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { conflictQueries } from "@/components/live/conflict-queries";
import { outdateOthers } from "@/components/live/outdate-others";
import { platformName } from "@/components/ui/platform-glyph";
import { toast } from "@/components/ui/toast";
import { callAction } from "@/lib/api/browser";
import type { ConflictView } from "@/lib/domain/views/conflicts";
import type { Choices, ConflictActions } from "./actions";
import { keptText } from "./conflict-words";
import { PlanLink } from "./plan-link";

/** As long as a card takes to slide away. */
const LEAVE_MS = 200;
// Long enough to read what was done, and to think again.
const UNDO_OFFERED_MS = 10_000;

/** What settling many at once came to, for the note above the list. */
export type Report = { done: number; refused: { conflictId: string; name: string; message: string }[] };

type Change = { ids: readonly string[] };

/**
 * Settles conflicts and takes settlements back. A card waits until the server has answered, because what is decided here
 * is sent to a platform later; only then does it slide away.
 */
export function useSettle(actions: ConflictActions) {
  const queryClient = useQueryClient();
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map());
  const [report, setReport] = useState<Report | null>(null);
  const onLeft = useRef<(ids: readonly string[]) => void>(() => undefined);

  const readAgain = () => {
    void queryClient.invalidateQueries({ queryKey: conflictQueries.all() });
    outdateOthers(queryClient, conflictQueries.all());
  };

  const start = ({ ids }: Change) => {
    setPending((now) => new Set([...now, ...ids]));
    setRefused((now) => without(now, ids));
  };
  const stop = ({ ids }: Change) => setPending((now) => new Set([...now].filter((id) => !ids.includes(id))));

  const letGo = (ids: readonly string[]) => {
    setLeaving((now) => new Set([...now, ...ids]));
    setTimeout(() => {
      onLeft.current(ids);
      const gone = new Set(ids);
      queryClient.setQueriesData<ConflictView[]>({ queryKey: [...conflictQueries.all(), "open"] }, (held) =>
        held?.filter(({ id }) => !gone.has(id)),
      );
      setLeaving((now) => new Set([...now].filter((id) => !gone.has(id))));
      readAgain();
    }, LEAVE_MS);
  };

  const undo = useMutation({
    mutationFn: ({ ids }: Change) => callAction(actions.undo, { conflictIds: [...ids] }),
    onMutate: start,
    onSuccess: ({ done, refused: left }, { ids }) => {
      setRefused((now) => new Map([...now, ...left.map(({ conflictId, message }) => [conflictId, message] as const)]));
      const [first] = left;
      if (first) toast.error(left.length === 1 ? first.message : `${left.length} stay settled. ${first.message}`);
      if (done.length === 0) return;
      const sentence =
        done.length === 1 ? "Open again: both values stand side by side." : `${done.length} are open again.`;
      // Takes the place of the news that it was settled, and of its Undo.
      toast.success(sentence, { id: newsId(ids), action: undefined, description: undefined });
    },
    onError: (error) => toast.error(error.message),
    onSettled: (_data, _error, change) => {
      stop(change);
      readAgain();
    },
  });

  const tellKept = (sentence: string, conflict: ConflictView, choices: Choices, ids: readonly string[]) => {
    const sends = Object.values(choices).includes("local");
    toast.success(sentence, {
      id: newsId(ids),
      duration: UNDO_OFFERED_MS,
      description: sends ? (
        <PlanLink conflict={conflict}>The next push sends it to {platformName(conflict.platform)}.</PlanLink>
      ) : undefined,
      action: { label: "Undo", onClick: () => undo.mutate({ ids }) },
    });
  };

  const settle = useMutation({
    mutationFn: ({ conflict, choices }: Change & { conflict: ConflictView; choices: Choices }) =>
      callAction(actions.settle, { conflict: seen(conflict), fields: choices }),
    onMutate: start,
    onSuccess: (settled, { conflict, choices, ids }) => {
      if (settled.status === "resolved") {
        letGo(ids);
        tellKept(`${keptText(conflict, choices)}: ${conflict.recordName}.`, conflict, choices, ids);
        return;
      }
      queryClient.setQueriesData<ConflictView[]>({ queryKey: [...conflictQueries.all(), "open"] }, (held) =>
        held?.map((other) => (other.id === settled.id ? settled : other)),
      );
      toast.success(`${keptText(conflict, choices)}: ${conflict.recordName}. The rest is still to decide.`);
    },
    onError: (error, { conflict }) => {
      setRefused((now) => new Map(now).set(conflict.id, error.message));
      // Settled by someone else meanwhile, the card is about to go, and its sentence with it.
      toast.error(`${conflict.recordName}: ${error.message}`);
      readAgain();
    },
    onSettled: (_data, _error, change) => stop(change),
  });

  const settleAlike = useMutation({
    mutationFn: ({ conflicts, choices }: Change & { conflicts: readonly ConflictView[]; choices: Choices }) =>
      callAction(actions.settleAlike, { conflicts: conflicts.map(seen), fields: choices }),
    onMutate: (change) => {
      setReport(null);
      start(change);
    },
    onSuccess: ({ done, refused: left }, { conflicts, choices }) => {
      const nameOf = new Map(conflicts.map(({ id, recordName }) => [id, recordName]));
      letGo(done);
      if (left.length > 0) {
        setRefused(
          (now) => new Map([...now, ...left.map(({ conflictId, message }) => [conflictId, message] as const)]),
        );
        setReport({
          done: done.length,
          refused: left.map((one) => ({ ...one, name: nameOf.get(one.conflictId) ?? "One of them" })),
        });
      }
      const [first] = conflicts;
      if (first && done.length > 0)
        tellKept(`${keptText(first, choices)} in ${done.length} of ${conflicts.length}.`, first, choices, done);
    },
    onError: (error) => {
      toast.error(error.message);
      readAgain();
    },
    onSettled: (_data, _error, change) => stop(change),
  });

  return {
    pending,
    leaving,
    refused,
    report,
    dismissReport: () => setReport(null),
    /** Called just before settled cards are taken out of the list. */
    onLeft,
    settle: (conflict: ConflictView, choices: Choices) => {
      if (!pending.has(conflict.id)) settle.mutate({ ids: [conflict.id], conflict, choices });
    },
    settleAlike: (conflicts: readonly ConflictView[], choices: Choices, onDone: () => void) =>
      settleAlike.mutate({ ids: conflicts.map(({ id }) => id), conflicts, choices }, { onSettled: onDone }),
    settlingAlike: settleAlike.isPending,
    undo: (conflict: ConflictView) => undo.mutate({ ids: [conflict.id] }),
  };
}

export type Settle = ReturnType<typeof useSettle>;

const seen = ({ id, version }: ConflictView) => ({ id, version });

const without = (map: ReadonlyMap<string, string>, ids: readonly string[]) =>
  new Map([...map].filter(([id]) => !ids.includes(id)));

/** One piece of news a conflict: a later one takes the place of the one before. */
const newsId = (ids: readonly string[]) => `conflict-${ids.join("-")}`;
