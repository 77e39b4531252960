"use client";

import { useId } from "react";
import { PersonChoice } from "@/components/live/person-choice";
import { Input } from "@/components/ui/field";
import { FilterChip, FilterChoice } from "@/components/ui/filter-parts";
import type { AuditEntryView } from "@/lib/domain/views/audit";
import { ACTION_GROUPS, deedOf } from "./audit-words";
import type { AuditFilterControl } from "./use-audit-filter";

const KNOWN_ACTIONS = new Set(ACTION_GROUPS.flatMap(({ actions }) => actions.map(({ action }) => action)));

/** Narrows the audit. `entries` are those in view: they know the name of the record they were narrowed to. */
export function AuditFilters({
  control,
  entries,
}: {
  control: AuditFilterControl;
  entries: readonly AuditEntryView[];
}) {
  const { chosen } = control;
  const recordName = entries.find(({ subject }) => subject.id === chosen.record)?.subject.name;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <PersonChoice label="Done by" value={chosen.person} onChange={control.setPerson} />
      <FilterChoice label="What" value={chosen.action ?? ""} onChange={(value) => control.setAction(value || null)}>
        <option value="">Everything</option>
        {chosen.action && !KNOWN_ACTIONS.has(chosen.action) ? (
          <option value={chosen.action}>{deedOf(chosen.action)}</option>
        ) : null}
        {ACTION_GROUPS.map(({ label, actions }) => (
          <optgroup key={label} label={label}>
            {actions.map(({ action, words }) => (
              <option key={action} value={action}>
                {words}
              </option>
            ))}
          </optgroup>
        ))}
      </FilterChoice>
      <Day label="From" value={chosen.since} max={chosen.until} onChange={control.setSince} />
      <Day label="To" value={chosen.until} min={chosen.since} onChange={control.setUntil} />
      {chosen.record ? (
        <FilterChip all="everything, not only what happened to" onRemove={() => control.setRecord(null)}>
          {recordName ?? "one record"}
        </FilterChip>
      ) : null}
    </div>
  );
}

type DayProps = {
  label: string;
  value: string | null;
  min?: string | null;
  max?: string | null;
  onChange: (day: string | null) => void;
};

function Day({ label, value, min, max, onChange }: DayProps) {
  const id = useId();
  return (
    <span className="flex items-center gap-1.5 max-sm:w-full">
      <label htmlFor={id} className="text-ink-3 text-xs max-sm:w-8">
        {label}
      </label>
      <Input
        id={id}
        type="date"
        value={value ?? ""}
        min={min ?? undefined}
        max={max ?? undefined}
        onChange={(event) => onChange(event.target.value || null)}
        className="w-36 max-sm:w-full"
      />
    </span>
  );
}
