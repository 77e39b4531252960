"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { loadedLater } from "@/components/ui/loaded-later";
import { usePermissions } from "@/components/ui/permissions";
import { useListKeys } from "@/components/ui/use-list-keys";
import { VirtualRows } from "@/components/ui/virtual-rows";
import type { ConflictChoice, ConflictView } from "@/lib/domain/views/conflicts";
import type { Choices } from "./actions";
import { type CardHandlers, ConflictCard } from "./conflict-card";
import { alike, byStake, countAlike, likeness } from "./conflict-order";
import { choiceForAll, openChoices, whyNotAll } from "./conflict-words";
import type { Settle } from "./use-settle";

const AlikeDialog = loadedLater(() => import("./alike-dialog"));

// A card with one field on a wide screen; the others are measured once drawn.
const CARD_HEIGHT = 222;
const CARDS_BEYOND_EDGE = 3;

type OpenListProps = {
  conflicts: readonly ConflictView[];
  setNames: ReadonlyMap<string, string>;
  settle: Settle;
};

/** What is to be decided, most money first. */
export function OpenList({ conflicts, setNames, settle }: OpenListProps) {
  const { decide } = usePermissions();
  const sorted = useMemo(() => byStake(conflicts), [conflicts]);
  const counts = useMemo(() => countAlike(conflicts), [conflicts]);
  const [picked, setPicked] = useState<ReadonlyMap<string, Choices>>(new Map());
  const [asking, setAsking] = useState<ConflictView | null>(null);
  const chosenFor = (conflict: ConflictView) => openChoices(conflict, picked.get(conflict.id));

  const newest = useRef(settle);
  useEffect(() => {
    newest.current = settle;
  });
  const handlers = useMemo<CardHandlers>(() => {
    const choose = ({ id }: ConflictView, choices: Choices) => setPicked((now) => new Map(now).set(id, choices));
    return {
      choose,
      settle: (conflict, choices) => {
        choose(conflict, choices);
        newest.current.settle(conflict, choices);
      },
      askAlike: setAsking,
      undo: (conflict) => newest.current.undo(conflict),
    };
  }, []);

  const scrollTo = useRef<((index: number) => void) | null>(null);
  const onRow = (act: (conflict: ConflictView) => void) => (index: number) => {
    const conflict = sorted[index];
    if (conflict && decide && !settle.pending.has(conflict.id)) act(conflict);
  };
  const chooseAll = (choice: ConflictChoice) =>
    onRow((conflict) => {
      if (whyNotAll(conflict, choice) === null) handlers.choose(conflict, choiceForAll(conflict, choice));
    });
  const keyOf = (index: number) => sorted[index]?.id ?? String(index);
  const { marked } = useListKeys({
    length: sorted.length,
    keyOf,
    scrollTo: (index) => scrollTo.current?.(index),
    onOpen: onRow((conflict) => {
      const choices = chosenFor(conflict);
      if (Object.keys(choices).length > 0) handlers.settle(conflict, choices);
    }),
    keys: {
      "1": chooseAll("local"),
      "2": chooseAll("platform"),
      a: onRow((conflict) => {
        if ((counts.get(likeness(conflict)) ?? 0) > 1) setAsking(conflict);
      }),
    },
  });

  const { onLeft } = settle;
  useFocusAfterLeaving(onLeft, sorted);

  return (
    <>
      <VirtualRows
        role="list"
        count={sorted.length}
        estimate={CARD_HEIGHT}
        overscan={CARDS_BEYOND_EDGE}
        keyOf={keyOf}
        scrollRef={scrollTo}
        row={(index) => {
          const conflict = sorted[index];
          return conflict ? (
            <ConflictCard
              conflict={conflict}
              setName={setNames.get(conflict.campaignSetId)}
              index={index}
              marked={marked === index}
              mayDecide={decide}
              picked={picked.get(conflict.id)}
              pending={settle.pending.has(conflict.id)}
              leaving={settle.leaving.has(conflict.id)}
              refused={settle.refused.get(conflict.id)}
              alike={counts.get(likeness(conflict)) ?? 1}
              handlers={handlers}
            />
          ) : null;
        }}
      />
      {asking ? (
        <AlikeDialog
          one={asking}
          conflicts={alike(sorted, asking)}
          preset={presetOf(asking, chosenFor(asking))}
          pending={settle.settlingAlike}
          onSettle={(choices) => settle.settleAlike(alike(sorted, asking), choices, () => setAsking(null))}
          onClose={() => setAsking(null)}
        />
      ) : null}
    </>
  );
}

/** The side chosen for every field already, if it is one. */
function presetOf(conflict: ConflictView, choices: Choices): ConflictChoice | undefined {
  const sides = new Set(conflict.fields.map(({ name }) => choices[name]));
  const [only] = sides;
  return sides.size === 1 ? only : undefined;
}

/** A card that had the focus hands it to the one that takes its place: whoever works by keys goes on from there. */
function useFocusAfterLeaving(onLeft: Settle["onLeft"], sorted: readonly ConflictView[]) {
  const successor = useRef<string | null>(null);
  useEffect(() => {
    onLeft.current = (ids) => {
      const card = document.activeElement?.closest<HTMLElement>("[data-conflict-id]");
      const id = card?.dataset.conflictId;
      if (!id || !ids.includes(id)) return;
      const at = sorted.findIndex((conflict) => conflict.id === id);
      const stays = (conflict: ConflictView) => !ids.includes(conflict.id);
      successor.current = (sorted.slice(at).find(stays) ?? sorted.slice(0, at).findLast(stays))?.id ?? null;
    };
    const id = successor.current;
    if (id === null || !sorted.some((conflict) => conflict.id === id)) return;
    successor.current = null;
    document.querySelector<HTMLElement>(`[data-conflict-id="${id}"]`)?.focus({ preventScroll: true });
  }, [onLeft, sorted]);
}
