"use client";

import { ChevronsDownUp, ChevronsUpDown, Plus, SearchX } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { usePermissions } from "@/components/ui/permissions";
import { SearchField } from "@/components/ui/search-field";
import { Segmented } from "@/components/ui/segmented";
import { useAddressChoice, useAddressText } from "@/components/ui/use-address-state";
import { useListKeys } from "@/components/ui/use-list-keys";
import { VirtualRows } from "@/components/ui/virtual-rows";
import type { CampaignSetView } from "@/lib/domain/views/campaigns";
import { recordState, type StateTally } from "./record-state";
import { eachNode, isPushable, nodeName, type TreeNode, treeRows } from "./tree";
import type { TreeHandlers } from "./tree-handlers";
import { TREE_COLUMNS, TreeLine } from "./tree-line";
import { useExplain } from "./use-explain";
import type { RecordDialogControl } from "./use-record-dialog";
import type { RecordMutations } from "./use-record-mutations";

const VIEWS = ["all", "differs", "waiting", "failed", "conflict"] as const;

// A set this small is shown unfolded: everything is worth a glance.
const UNFOLD_ALL_BELOW = 80;
const UNFOLD_CAMPAIGNS_BELOW = 400;

type SetTreeProps = {
  set: CampaignSetView;
  tally: StateTally;
  mutations: RecordMutations;
  dialog: RecordDialogControl;
};

export function SetTree({ set, tally, mutations, dialog }: SetTreeProps) {
  const may = usePermissions();
  const [search, setSearch] = useAddressText("q");
  const [view, setView] = useAddressChoice("state", VIEWS);
  const folding = useFolding(set);

  const matches = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    if (wanted === "" && view === "all") return null;
    return (node: TreeNode) =>
      nodeName(node).toLowerCase().includes(wanted) &&
      (view === "all" || (isPushable(node) && recordState(node.record.sync) === view));
  }, [search, view]);
  const rows = useMemo(
    () => treeRows(set.campaigns, folding.isExpanded, matches),
    [set.campaigns, folding.isExpanded, matches],
  );

  const scrollTo = useRef<((index: number) => void) | null>(null);
  const keyOf = (index: number) => rows[index]?.record.id ?? String(index);
  const { marked, markRow } = useListKeys({
    length: rows.length,
    keyOf,
    scrollTo: (index) => scrollTo.current?.(index),
    onOpen: (index) => {
      const row = rows[index];
      if (row && may.edit) dialog.open(row);
    },
    keys: {
      ArrowRight: (index) => {
        const row = rows[index];
        if (row?.expanded === false) folding.toggle(row.record.id);
      },
      ArrowLeft: (index) => {
        const row = rows[index];
        if (!row) return;
        if (row.expanded) return folding.toggle(row.record.id);
        const parent = rows.slice(0, index).findLastIndex((above) => above.depth < row.depth);
        if (parent >= 0) markRow(parent);
      },
    },
  });

  const { explain, explainElement } = useExplain(set);
  const handlers = useMemo<TreeHandlers>(
    () => ({
      onToggle: folding.toggle,
      onOpen: dialog.open,
      onAdd: dialog.add,
      onDelete: dialog.askDelete,
      onExplain: explain,
    }),
    [folding.toggle, dialog.open, dialog.add, dialog.askDelete, explain],
  );

  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchField label="Search in this set" value={search} onChange={setSearch} />
        <Segmented
          label="Which records"
          value={view}
          onChange={setView}
          options={[
            { value: "all", label: "All", count: tally.total },
            { value: "differs", label: "Differs", count: tally.differs },
            { value: "waiting", label: "Waiting", count: tally.waiting },
            { value: "failed", label: "Failed", count: tally.failed },
            ...(tally.conflict > 0 ? [{ value: "conflict" as const, label: "Conflict", count: tally.conflict }] : []),
          ]}
        />
        <span className="flex-1" />
        <Button
          size="sm"
          variant="quiet"
          icon={folding.allExpanded ? <ChevronsDownUp aria-hidden /> : <ChevronsUpDown aria-hidden />}
          onClick={folding.toggleAll}
          disabled={matches !== null}
        >
          {folding.allExpanded ? "Fold all" : "Unfold all"}
        </Button>
        {may.edit ? (
          <Button size="sm" icon={<Plus aria-hidden />} onClick={() => dialog.add("campaign", set.id, null)}>
            Add a campaign
          </Button>
        ) : null}
      </div>
      {rows.length === 0 ? (
        <EmptyState
          Icon={SearchX}
          title="No record matches"
          action={
            <Button
              onClick={() => {
                setSearch("");
                setView("all");
              }}
            >
              Show the whole set
            </Button>
          }
        >
          Change the search or the state chosen above.
        </EmptyState>
      ) : (
        <div
          role="treegrid"
          aria-label={`Records of ${set.name}`}
          aria-rowcount={rows.length + 1}
          className="overflow-clip rounded-card border border-line bg-panel [--indent:14px] md:[--indent:20px]"
        >
          <div role="rowgroup" className="sticky top-12 z-10 bg-panel max-md:sr-only">
            <div
              role="row"
              aria-rowindex={1}
              className={cn(TREE_COLUMNS, "h-9 border-line border-b px-3.5 text-ink-3 text-xs")}
            >
              <span role="columnheader" className="pl-[60px]">
                Record
              </span>
              <span role="columnheader">Sync</span>
              <span role="columnheader">Status</span>
              <span role="columnheader" className="text-right">
                Budget or bid
              </span>
              <span role="columnheader" className="hidden pl-4 xl:block">
                Runs
              </span>
              <span role="columnheader" className="hidden text-right xl:block">
                Platform id
              </span>
              <span role="columnheader">
                <span className="sr-only">Actions</span>
              </span>
            </div>
          </div>
          <VirtualRows
            count={rows.length}
            estimate={41}
            keyOf={keyOf}
            scrollRef={scrollTo}
            row={(index) => {
              const row = rows[index];
              return row ? (
                <TreeLine
                  row={row}
                  index={index}
                  marked={marked === index}
                  mutations={mutations}
                  handlers={handlers}
                  editable={may.edit}
                />
              ) : null;
            }}
          />
        </div>
      )}
      {explainElement}
    </>
  );
}

/** Which records are unfolded. A set opens as far unfolded as its size allows; what people change stays. */
function useFolding(set: CampaignSetView) {
  const size = useMemo(() => [...eachNode(set.campaigns)].length, [set.campaigns]);
  const [initial] = useState(size < UNFOLD_ALL_BELOW ? 2 : size < UNFOLD_CAMPAIGNS_BELOW ? 1 : 0);
  const [level, setLevel] = useState(initial);
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set());

  return useMemo(() => {
    const levelOf = new Map<string, number>();
    for (const node of eachNode(set.campaigns)) {
      if (node.kind === "campaign") levelOf.set(node.record.id, 1);
      else if (node.kind === "ad_group") levelOf.set(node.record.id, 2);
    }
    const isExpanded = (id: string) => (levelOf.get(id) ?? 3) <= level !== flipped.has(id);
    return {
      isExpanded,
      allExpanded: level === 2 && flipped.size === 0,
      toggle: (id: string) =>
        setFlipped((now) => {
          const next = new Set(now);
          if (!next.delete(id)) next.add(id);
          return next;
        }),
      toggleAll: () => {
        setLevel(level === 2 && flipped.size === 0 ? 0 : 2);
        setFlipped(new Set());
      },
    };
  }, [set.campaigns, level, flipped]);
}
