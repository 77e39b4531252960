"use client";

import { Search } from "lucide-react";
import { useRef } from "react";
import { cn } from "./cn";
import { controlLook } from "./field";
import { useHotkeys } from "./use-hotkeys";

type SearchFieldProps = { label: string; value: string; onChange: (text: string) => void; className?: string };

/** Narrows the list below it while one types. The key "/" leads here, Esc leads back to the list. */
export function SearchField({ label, value, onChange, className }: SearchFieldProps) {
  const box = useRef<HTMLInputElement>(null);
  useHotkeys({
    "/": (event) => {
      event.preventDefault();
      box.current?.focus();
    },
  });
  return (
    <div className={cn("relative w-64 max-sm:w-full", className)}>
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" />
      <input
        ref={box}
        type="search"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder="Search"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
        }}
        className={cn(controlLook, "h-8 pr-2 pl-8 text-ui")}
      />
    </div>
  );
}
