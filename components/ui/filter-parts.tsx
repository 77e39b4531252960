"use client";

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";
import { Select } from "./field";

type FilterChoiceProps = { label: string; value: string; onChange: (value: string) => void; children: ReactNode };

/** One of several, in the line above a list. */
export const FilterChoice = ({ label, value, onChange, children }: FilterChoiceProps) => (
  <Select
    aria-label={label}
    value={value}
    onChange={(event) => onChange(event.target.value)}
    className="w-auto max-w-48 max-sm:max-w-none max-sm:flex-1"
  >
    {children}
  </Select>
);

type FilterChipProps = {
  /** What is shown again without it, up to its name: "all runs, not only those of". */
  all: string;
  onRemove: () => void;
  children: ReactNode;
};

/** What a list was narrowed to by a link; a press shows everything again. */
export const FilterChip = ({ all, onRemove, children }: FilterChipProps) => (
  <Button size="sm" variant="quiet" icon={<X aria-hidden />} onClick={onRemove}>
    <span className="sr-only">Show {all} </span>
    <span className="max-w-48 truncate">{children}</span>
  </Button>
);
