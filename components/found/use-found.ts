"use client";

import { type InfiniteData, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { conflictQueries } from "@/components/live/conflict-queries";
import { outdateOthers } from "@/components/live/outdate-others";
import { toast } from "@/components/ui/toast";
import { callAction } from "@/lib/api/browser";
import type { ArchiveCopiesAnswer, FoundPage, FoundView, ImportAnswer } from "@/lib/domain/views/found";
import type { FoundActions, FoundRef, Target } from "./actions";
import { describeRecords } from "./found-words";
import { foundQueries } from "./queries";

// Long enough to read what was done, and to think again.
const UNDO_OFFERED_MS = 10_000;
/** So many campaigns a request: what their ads show is read first, and a person sees it move. */
const IMPORT_AT_ONCE = 50;
/** As many as one request takes of what needs no reading. */
const RECORDS_AT_ONCE = 500;

/** What an import came to, for the note above the list. */
export type ImportReport = Pick<ImportAnswer, "campaignSetId" | "imported" | "unheld" | "left">;

/** What putting copies away came to, where some were left alone. */
export type ArchiveReport = { archived: number; left: ArchiveCopiesAnswer["left"] };

/** Which of the records are being imported just now, counted from 1. */
export type Progress = { from: number; to: number; of: number; isStopping: boolean };

/** What is being done, and to which records. */
export type Doing = { verb: "take" | "adopt" | "dismiss" | "archive"; keys: ReadonlySet<string> };

/** Takes on, gives up and puts away what was found on one connection. What is done leaves the list. */
export function useFound(connectionId: string, actions: FoundActions) {
  const queryClient = useQueryClient();
  const [report, setReport] = useState<ImportReport | null>(null);
  const [archiveReport, setArchiveReport] = useState<ArchiveReport | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const stopAsked = useRef(false);
  const mutationKey = foundQueries.of(connectionId);

  const takeOut = (records: readonly FoundRef[]) => {
    const gone = keysOf(records);
    queryClient.setQueriesData<InfiniteData<FoundPage, string | null>>(
      { queryKey: [...foundQueries.of(connectionId), "list"] },
      (held) =>
        held && {
          ...held,
          pages: held.pages.map((page) => ({ ...page, items: page.items.filter((item) => !gone.has(keyOf(item))) })),
        },
    );
  };
  const readAgain = () => {
    void queryClient.invalidateQueries({ queryKey: foundQueries.of(connectionId) });
    outdateOthers(queryClient, foundQueries.all());
  };

  const take = useMutation({
    mutationKey,
    mutationFn: async ({ records, target }: { records: FoundView[]; target: Target }) => {
      const whole: ImportReport = { campaignSetId: null, imported: NOTHING, unheld: [], left: [] };
      let into = target;
      for (let at = 0; at < records.length && !stopAsked.current; at += IMPORT_AT_ONCE) {
        const to = Math.min(at + IMPORT_AT_ONCE, records.length);
        setProgress({ from: at + 1, to, of: records.length, isStopping: false });
        const some = records.slice(at, at + IMPORT_AT_ONCE).map(refOf);
        const answer = await callAction(actions.take, { connectionId, ...into, records: some });
        if (answer.campaignSetId) into = { campaignSetId: answer.campaignSetId };
        whole.campaignSetId = answer.campaignSetId ?? whole.campaignSetId;
        whole.imported = sum(whole.imported, answer.imported);
        whole.unheld.push(...answer.unheld);
        whole.left.push(...answer.left);
        // What is done stays done when a later part fails.
        setReport({ ...whole });
        takeOut(answer.records);
      }
      return whole;
    },
    onMutate: () => {
      stopAsked.current = false;
      setReport(null);
    },
    onError: (error) => toast.error(error.message),
    onSettled: () => {
      setProgress(null);
      readAgain();
    },
  });

  const adopt = useMutation({
    mutationKey,
    mutationFn: ({ found, recordId }: { found: FoundView; recordId: string }) =>
      callAction(actions.adopt, { connectionId, ...refOf(found), recordId }),
    onSuccess: ({ conflicts, records }, { found }) => {
      takeOut([found]);
      toast.success(`${found.name} is one with ours now.`, {
        description:
          conflicts > 0
            ? `${conflicts === 1 ? "1 record differs" : `${conflicts} of ${records.length} records differ`}: decide under Conflicts.`
            : undefined,
      });
    },
    onError: (error) => toast.error(error.message),
    onSettled: () => {
      readAgain();
      // What both sides say differently is a conflict from now on, and the navigation counts those beside this very page.
      void queryClient.invalidateQueries({ queryKey: conflictQueries.all() });
    },
  });

  const dismiss = useMutation({
    mutationKey,
    mutationFn: async ({ records, dismissed }: { records: readonly FoundView[]; dismissed: boolean }) => {
      for (let at = 0; at < records.length; at += RECORDS_AT_ONCE) {
        const some = records.slice(at, at + RECORDS_AT_ONCE).map(refOf);
        await callAction(actions.dismiss, { connectionId, records: some, dismissed });
        takeOut(some);
      }
    },
    onSuccess: (_data, { records, dismissed }) => {
      const [first] = records;
      const what = records.length === 1 && first ? first.name : describeRecords(records);
      toast.success(dismissed ? `Not ours: ${what}.` : `Back in the list: ${what}.`, {
        duration: UNDO_OFFERED_MS,
        action: { label: "Undo", onClick: () => dismiss.mutate({ records, dismissed: !dismissed }) },
      });
    },
    onError: (error) => toast.error(error.message),
    onSettled: readAgain,
  });

  const archive = useMutation({
    mutationKey,
    mutationFn: async (records: readonly FoundView[]) => {
      const archived: ArchiveCopiesAnswer["archived"] = [];
      const left: ArchiveCopiesAnswer["left"] = [];
      for (let at = 0; at < records.length; at += RECORDS_AT_ONCE) {
        const some = records.slice(at, at + RECORDS_AT_ONCE).map(refOf);
        const answer = await callAction(actions.archiveCopies, { connectionId, records: some });
        archived.push(...answer.archived);
        left.push(...answer.left);
        // What is done stays done when a later part fails.
        takeOut(answer.archived);
        if (left.length > 0) setArchiveReport({ archived: archived.length, left: [...left] });
      }
      return archived;
    },
    onMutate: () => setArchiveReport(null),
    onSuccess: (archived) => {
      const [first] = archived;
      if (!first) return;
      toast.success(
        archived.length === 1 ? `Archived the copy of ${first.name}.` : `Archived ${archived.length} copies.`,
      );
    },
    onError: (error) => toast.error(error.message),
    onSettled: readAgain,
  });

  const doing = (): Doing | null => {
    if (take.isPending) return { verb: "take", keys: keysOf(take.variables.records) };
    if (adopt.isPending) return { verb: "adopt", keys: keysOf([adopt.variables.found]) };
    if (dismiss.isPending) return { verb: "dismiss", keys: keysOf(dismiss.variables.records) };
    if (archive.isPending) return { verb: "archive", keys: keysOf(archive.variables) };
    return null;
  };

  return {
    take,
    adopt,
    dismiss,
    archive,
    doing: doing(),
    /** True from the very call on: the second click of two comes before anything is drawn again. */
    isBusy: () => queryClient.isMutating({ mutationKey }) > 0,
    progress,
    /** What is on its way is imported; what would come after it is left alone. */
    stopAfterThese: () => {
      stopAsked.current = true;
      setProgress((now) => now && { ...now, isStopping: true });
    },
    report,
    dismissReport: () => setReport(null),
    archiveReport,
    dismissArchiveReport: () => setArchiveReport(null),
  };
}

export type Found = ReturnType<typeof useFound>;

export const keyOf = ({ recordKind, platformId }: FoundRef): string => `${recordKind}/${platformId}`;
const keysOf = (records: readonly FoundRef[]): ReadonlySet<string> => new Set(records.map(keyOf));
const refOf = ({ recordKind, platformId }: FoundRef): FoundRef => ({ recordKind, platformId });

const NOTHING = { campaigns: 0, adGroups: 0, ads: 0, keywords: 0 };
const sum = (a: ImportAnswer["imported"], b: ImportAnswer["imported"]): ImportAnswer["imported"] => ({
  campaigns: a.campaigns + b.campaigns,
  adGroups: a.adGroups + b.adGroups,
  ads: a.ads + b.ads,
  keywords: a.keywords + b.keywords,
});
