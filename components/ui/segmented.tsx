"use client";

import { cn } from "./cn";

type SegmentedProps<Value extends string> = {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; count?: number }[];
  onChange: (value: Value) => void;
};

/** A few views of one list, exactly one of them on. Scrolls sideways on a phone. */
export function Segmented<Value extends string>({ label, value, options, onChange }: SegmentedProps<Value>) {
  return (
    <fieldset className="flex w-fit min-w-0 max-w-full gap-0.5 overflow-x-auto rounded-control border border-line bg-sunken p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={cn(
            "h-6 whitespace-nowrap rounded-[4px] border px-2 font-medium text-xs",
            option.value === value ? "border-line bg-panel text-ink" : "border-transparent text-ink-2 hover:text-ink",
          )}
        >
          {option.label}
          {option.count === undefined ? null : (
            <span className="ml-1.5 font-normal text-ink-3">{option.count.toLocaleString("en")}</span>
          )}
        </button>
      ))}
    </fieldset>
  );
}
