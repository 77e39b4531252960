"use client";

import { useQuery } from "@tanstack/react-query";
import { FilterChoice } from "@/components/ui/filter-parts";
import { peopleQueries } from "./people-queries";

type PersonChoiceProps = { label: string; value: string | null; onChange: (id: string | null) => void };

/** One of the organisation's people, in the line above a list. */
export function PersonChoice({ label, value, onChange }: PersonChoiceProps) {
  const people = useQuery(peopleQueries.list());
  return (
    <FilterChoice label={label} value={value ?? ""} onChange={(id) => onChange(id || null)}>
      <option value="">Everyone</option>
      {people.isError ? <option disabled>People could not be loaded</option> : null}
      {people.data?.items.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </FilterChoice>
  );
}
