"use client";

import { Archive, ArrowDownToLine, EyeOff, Undo2 } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { useCommands } from "@/components/ui/commands";
import { loadedLater } from "@/components/ui/loaded-later";
import { usePermissions } from "@/components/ui/permissions";
import { count } from "@/components/ui/record-words";
import { Heading, RowTable } from "@/components/ui/row-table";
import type { Pages } from "@/components/ui/use-pages";
import type { FoundView } from "@/lib/domain/views/found";
import { FoundRow, type RowDoing, type RowHandlers, waiting } from "./found-row";
import { FOUND_COLUMNS } from "./found-skeleton";
import { canArchive, describeRecords } from "./found-words";
import { type Doing, type Found, keyOf } from "./use-found";

const AdoptDialog = loadedLater(() => import("./adopt-dialog"));
const ConfirmDialog = loadedLater(() => import("@/components/ui/confirm-dialog"));
const ImportDialog = loadedLater(() => import("./import-dialog"));

const ROW_HEIGHT = 57;
// More copies than this are counted, not named: nobody reads on, and the page has them all.
const NAMED_AT_MOST = 200;

type FoundListProps = {
  items: readonly FoundView[];
  platform: string;
  dismissed: boolean;
  found: Found;
  pages: Pages;
};

/** What was found, with a tick before each; what is ticked is imported or given up together. */
export function FoundList({ items, platform, dismissed, found, pages }: FoundListProps) {
  const { push: mayAct } = usePermissions();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [importing, setImporting] = useState<readonly FoundView[] | null>(null);
  const [archiving, setArchiving] = useState<readonly FoundView[] | null>(null);
  const [adopting, setAdopting] = useState<FoundView | null>(null);
  const verb = found.doing?.verb ?? null;
  // What left the list meanwhile is ticked no more.
  const chosen = useMemo(() => items.filter((item) => ticked.has(keyOf(item))), [items, ticked]);
  // Importing a second copy would have one record twice here as well.
  const importable = chosen.filter(({ copyOf }) => copyOf === null);
  const copies = chosen.filter(canArchive);

  const take = (records: readonly FoundView[]) => {
    if (records.length === 0 || found.isBusy()) return;
    // Only campaigns need a set; what was found under ours goes where that is.
    if (records.some(({ recordKind }) => recordKind === "campaign")) setImporting(records);
    else found.take.mutate({ records: [...records], target: {} });
  };
  const dismiss = (records: readonly FoundView[], value: boolean) => {
    if (records.length > 0 && !found.isBusy()) found.dismiss.mutate({ records, dismissed: value });
  };
  const archive = (records: readonly FoundView[]) => {
    if (!found.isBusy()) setArchiving(records);
  };

  const newest = useRef({ take, dismiss, archive });
  useEffect(() => {
    newest.current = { take, dismiss, archive };
  });
  const handlers = useMemo<RowHandlers>(
    () => ({
      toggle: (item) => setTicked((now) => toggled(now, keyOf(item))),
      take: (item) => newest.current.take([item]),
      adopt: setAdopting,
      dismiss: (item, value) => newest.current.dismiss([item], value),
      archive: (item) => newest.current.archive([item]),
    }),
    [],
  );

  const acting = (act: (item: FoundView) => void) => (item: FoundView) => {
    if (mayAct) act(item);
  };
  /** What the row offers first, except to archive: that changes the platform, and takes its button. */
  const open = (item: FoundView) => {
    if (found.isBusy()) return;
    if (dismissed) dismiss([item], false);
    else if (canArchive(item)) return;
    else if (item.suggestion) setAdopting(item);
    else take([item]);
  };
  useCommands(
    mayAct && importable.length > 0 && !dismissed
      ? [{ id: "import-found", label: `Import ${describeRecords(importable)}`, run: () => take(importable) }]
      : [],
  );

  return (
    <>
      <RowTable
        label="Found over there"
        items={items}
        columns={FOUND_COLUMNS}
        headings={
          <>
            <Heading className="flex items-center">
              {mayAct ? (
                <input
                  type="checkbox"
                  className="size-4 accent-accent"
                  aria-label={`Choose all ${items.length.toLocaleString("en")}`}
                  checked={chosen.length === items.length}
                  ref={(box) => {
                    if (box) box.indeterminate = chosen.length > 0 && chosen.length < items.length;
                  }}
                  onChange={() => setTicked(chosen.length === items.length ? new Set() : new Set(items.map(keyOf)))}
                />
              ) : (
                <span className="sr-only">Chosen</span>
              )}
            </Heading>
            <Heading>Name</Heading>
            <Heading className="max-lg:sr-only">On {platform}</Heading>
            <Heading right className="max-lg:sr-only">
              Budget a day
            </Heading>
            <Heading right className="max-lg:sr-only">
              First seen
            </Heading>
            <Heading className="sr-only">What to do</Heading>
          </>
        }
        estimate={ROW_HEIGHT}
        row={(item, at) => (
          <FoundRow
            found={item}
            platform={platform}
            checked={ticked.has(keyOf(item))}
            mayAct={mayAct}
            doing={doingTo(item, found.doing)}
            handlers={handlers}
            {...at}
          />
        )}
        onOpen={acting(open)}
        keys={{ x: acting(handlers.toggle), n: acting((item) => dismiss([item], !dismissed)) }}
        pages={pages}
      />
      {chosen.length > 0 && mayAct ? (
        <section
          aria-label="What to do with those chosen"
          className="sticky bottom-3 z-10 mt-3 flex flex-wrap items-center gap-2 rounded-card border border-line-strong bg-panel px-3.5 py-2.5"
        >
          <span className="mr-auto text-ink-2 text-ui">{chosen.length.toLocaleString("en")} chosen</span>
          <Button variant="quiet" onClick={() => setTicked(new Set())}>
            Choose none
          </Button>
          {dismissed ? (
            <Button icon={<Undo2 aria-hidden />} {...waiting("dismiss", verb)} onClick={() => dismiss(chosen, false)}>
              Put {describeRecords(chosen)} back
            </Button>
          ) : (
            <>
              <Button icon={<EyeOff aria-hidden />} {...waiting("dismiss", verb)} onClick={() => dismiss(chosen, true)}>
                Not ours
              </Button>
              {copies.length > 0 ? (
                <Button
                  variant={importable.length > 0 ? "default" : "primary"}
                  icon={<Archive aria-hidden />}
                  {...waiting("archive", verb)}
                  onClick={() => archive(copies)}
                >
                  Archive {count(copies.length, "copy", "copies")} on {platform}
                </Button>
              ) : null}
              {importable.length > 0 ? (
                <Button
                  variant="primary"
                  icon={<ArrowDownToLine aria-hidden />}
                  {...waiting("take", verb)}
                  onClick={() => take(importable)}
                >
                  Import {describeRecords(importable)}
                  {importable.some(({ recordKind }) => recordKind === "campaign") ? " into…" : ""}
                </Button>
              ) : null}
            </>
          )}
        </section>
      ) : null}
      {importing ? (
        <ImportDialog
          records={importing}
          platform={platform}
          pending={found.take.isPending}
          progress={found.progress}
          onImport={(target) => {
            if (found.isBusy()) return;
            found.take.mutate({ records: [...importing], target }, { onSettled: () => setImporting(null) });
          }}
          onStop={found.stopAfterThese}
          onClose={() => setImporting(null)}
        />
      ) : null}
      {archiving ? (
        <ConfirmDialog
          open
          onOpenChange={(stays) => !stays && setArchiving(null)}
          title={`Archive ${count(archiving.length, "second copy", "second copies")} on ${platform}?`}
          confirm={`Archive ${count(archiving.length, "copy", "copies")} on ${platform}`}
          keep={archiving.length === 1 ? "Leave it as it is" : "Leave them as they are"}
          pending={found.archive.isPending}
          onConfirm={() => {
            if (!found.isBusy()) found.archive.mutate(archiving, { onSettled: () => setArchiving(null) });
          }}
        >
          <p>
            This is done on {platform} at once, and Lockstep cannot take it back. The records here that they are copies
            of stay as they are.
          </p>
          <CopyNames copies={archiving} />
        </ConfirmDialog>
      ) : null}
      {adopting?.suggestion ? (
        <AdoptDialog
          found={adopting}
          suggestion={adopting.suggestion}
          platform={platform}
          pending={found.adopt.isPending}
          onAdopt={(recordId) => {
            if (found.isBusy()) return;
            found.adopt.mutate({ found: adopting, recordId }, { onSettled: () => setAdopting(null) });
          }}
          onImport={() => {
            const item = adopting;
            setAdopting(null);
            take([item]);
          }}
          onClose={() => setAdopting(null)}
        />
      ) : null}
    </>
  );
}

function CopyNames({ copies }: { copies: readonly FoundView[] }) {
  return (
    <ul className="divide-y divide-line rounded-card border border-line">
      {copies.slice(0, NAMED_AT_MOST).map((copy) => (
        <li key={keyOf(copy)} className="break-words px-3 py-1.5 text-ink">
          {copy.name}
        </li>
      ))}
      {copies.length > NAMED_AT_MOST ? (
        <li className="px-3 py-1.5">and {count(copies.length - NAMED_AT_MOST, "more", "more")}</li>
      ) : null}
    </ul>
  );
}

/** What is being done to one record, or that something is done to others. */
function doingTo(item: FoundView, doing: Doing | null): RowDoing {
  return doing && (doing.keys.has(keyOf(item)) ? doing.verb : "other");
}

function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}
