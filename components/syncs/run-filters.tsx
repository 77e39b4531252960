"use client";

import { useQuery } from "@tanstack/react-query";
import { PersonChoice } from "@/components/live/person-choice";
import { FilterChip, FilterChoice } from "@/components/ui/filter-parts";
import { platformName } from "@/components/ui/platform-glyph";
import { Segmented } from "@/components/ui/segmented";
import type { SyncRunView } from "@/lib/domain/views/sync-runs";
import { historyQueries } from "./queries";
import { KINDS, STATUSES } from "./run-filter";
import type { RunFilterControl } from "./use-run-filter";

const STATUS_WORDS: Record<(typeof STATUSES)[number], string> = {
  all: "All",
  running: "Syncing",
  partial: "Partly failed",
  failed: "Failed",
  completed: "Completed",
  cancelled: "Cancelled",
};
const KIND_WORDS: Record<(typeof KINDS)[number], string> = {
  all: "Every kind",
  push: "Pushes",
  pull: "Pulls",
  undo: "Undos",
};

/** Narrows the history. `runs` are those in view: they know the name of the set they were narrowed to. */
export function RunFilters({ control, runs }: { control: RunFilterControl; runs: readonly SyncRunView[] }) {
  const { chosen } = control;
  const connections = useQuery(historyQueries.connections());
  const platforms = [...new Set(connections.data?.items.map(({ platform }) => platform))];
  const setName = runs.find((run) => run.campaignSetId === chosen.campaignSetId)?.campaignSetName;
  const connectionName = connections.data?.items.find(({ id }) => id === chosen.connectionId)?.name;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <Segmented
        label="Which runs"
        value={chosen.status}
        onChange={control.setStatus}
        options={STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] }))}
      />
      <FilterChoice label="Kind" value={chosen.kind} onChange={(value) => control.setKind(asKind(value))}>
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {KIND_WORDS[kind]}
          </option>
        ))}
      </FilterChoice>
      {/* With one platform there is nothing to choose. */}
      {platforms.length > 1 || chosen.platform ? (
        <FilterChoice
          label="Platform"
          value={chosen.platform ?? ""}
          onChange={(value) => control.setPlatform(value || null)}
        >
          <option value="">Every platform</option>
          {platforms.map((platform) => (
            <option key={platform} value={platform}>
              {platformName(platform)}
            </option>
          ))}
        </FilterChoice>
      ) : null}
      <PersonChoice label="Started by" value={chosen.person} onChange={control.setPerson} />
      {chosen.campaignSetId ? (
        <FilterChip all="all runs, not only those of" onRemove={() => control.setSet(null)}>
          {setName ?? "one campaign set"}
        </FilterChip>
      ) : null}
      {chosen.connectionId ? (
        <FilterChip all="all runs, not only those of" onRemove={() => control.setConnection(null)}>
          {connectionName ?? "one connection"}
        </FilterChip>
      ) : null}
    </div>
  );
}

const asKind = (value: string) => KINDS.find((kind) => kind === value) ?? "all";
