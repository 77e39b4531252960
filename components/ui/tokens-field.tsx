"use client";

import { X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { cn } from "./cn";
import { controlLook, useFieldWiring } from "./field";

type TokensFieldProps = { value: string[]; onChange: (value: string[]) => void; placeholder?: string };

/** A list of words: Enter or a comma adds what is typed, Backspace in an empty box takes the last one back. */
export function TokensField({ value, onChange, placeholder }: TokensFieldProps) {
  const [draft, setDraft] = useState("");

  const add = (text: string) => {
    const words = text.split(/[\n,;]/).map((word) => word.trim());
    const fresh = words.filter((word, index) => word && !value.includes(word) && words.indexOf(word) === index);
    if (fresh.length > 0) onChange([...value, ...fresh]);
    setDraft("");
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if ((event.key === "Enter" || event.key === ",") && draft.trim()) {
      event.preventDefault();
      add(draft);
    } else if (event.key === "Enter") {
      // An empty box would otherwise send the whole form.
      event.preventDefault();
    } else if (event.key === "Backspace" && draft === "") {
      onChange(value.slice(0, -1));
    }
  };

  return (
    <div
      className={cn(controlLook, "flex min-h-8 flex-wrap gap-1 p-1 focus-within:outline-2 focus-within:outline-accent")}
    >
      {value.map((word) => (
        <span
          key={word}
          className="inline-flex h-6 max-w-full items-center gap-0.5 rounded bg-grey-soft pl-1.5 text-ui"
        >
          <span className="truncate">{word}</span>
          <button
            type="button"
            aria-label={`Remove ${word}`}
            onClick={() => onChange(value.filter((other) => other !== word))}
            className="grid size-6 place-items-center text-ink-3 hover:text-ink"
          >
            <X aria-hidden className="size-3" />
          </button>
        </span>
      ))}
      <input
        {...useFieldWiring()}
        value={draft}
        placeholder={value.length === 0 ? placeholder : undefined}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData("text");
          if (!/[\n,;]/.test(pasted)) return;
          event.preventDefault();
          add(pasted);
        }}
        onBlur={() => add(draft)}
        className="h-6 min-w-24 flex-1 bg-transparent px-1.5 text-ui outline-none"
      />
    </div>
  );
}
