"use client";

import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { cn } from "@/components/ui/cn";
import { ApiProblem } from "@/lib/api/browser";

type InlineEditProps = {
  /** "Name of Beach shoes": what a screen reader says. */
  label: string;
  /** What the box starts with. */
  value: string;
  shown: ReactNode;
  align?: "left" | "right";
  /** Left of the box: a currency sign. */
  prefix?: string;
  inputMode?: "text" | "decimal";
  className?: string;
  /** Rejects with the sentence to show. */
  onSave: (value: string) => Promise<unknown>;
};

/**
 * A value that becomes a box when pressed. Enter or leaving the box saves, Esc leaves it as it was. Where somebody else
 * changed the value while the box was open, nothing is saved before the person has been told; who saves again means it.
 */
export function InlineEdit({
  label,
  value,
  shown,
  align = "left",
  prefix,
  inputMode = "text",
  className,
  onSave,
}: InlineEditProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | typeof OVERTAKEN | null>(null);
  /** The value as the person knows it. */
  const [seen, setSeen] = useState(value);
  const [saving, setSaving] = useState(false);
  const errorId = useId();
  // Whoever ends the edit with a key is back on the value; whoever pressed elsewhere stays there.
  const endedByKey = useRef(false);

  const error = problem === OVERTAKEN ? overtakenBy(seen === value ? null : value) : problem;

  const stop = () => {
    setDraft(null);
    setProblem(null);
  };

  const save = async () => {
    if (draft === null || saving) return;
    if (draft.trim() === value) return stop();
    if (seen !== value && problem !== OVERTAKEN) {
      endedByKey.current = false;
      setProblem(OVERTAKEN);
      return;
    }
    setSaving(true);
    try {
      await onSave(draft.trim());
      stop();
    } catch (refusal) {
      endedByKey.current = false;
      // The page does not know of their value yet. It is read now, and told as soon as it is here.
      setProblem(isOvertaken(refusal) ? OVERTAKEN : sentenceOf(refusal));
    } finally {
      setSaving(false);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    endedByKey.current = event.key === "Enter" || event.key === "Escape";
    if (event.key === "Enter") void save();
    if (event.key === "Escape") stop();
  };

  if (draft === null) {
    return (
      <button
        type="button"
        ref={(button) => {
          if (button && endedByKey.current) button.focus();
          endedByKey.current = false;
        }}
        aria-label={`${label}: edit`}
        onClick={(event) => {
          event.stopPropagation();
          setSeen(value);
          setDraft(value);
        }}
        className={cn(
          "-mx-1.5 min-h-6 min-w-0 max-w-[calc(100%+12px)] cursor-text rounded border border-transparent px-1.5 hover:border-line-strong hover:bg-panel",
          align === "right" ? "text-right" : "text-left",
          className,
        )}
      >
        {shown}
      </button>
    );
  }
  return (
    <span className="relative -mx-1.5 block min-w-0 flex-1">
      <span
        className={cn(
          "flex min-h-6 items-center rounded border bg-panel px-1.5",
          error ? "border-red" : "border-accent",
          saving && "opacity-60",
        )}
      >
        {prefix ? <span className="mr-0.5 text-ink-3">{prefix}</span> : null}
        <input
          // The person has just asked for this box by pressing the value.
          ref={(box) => box?.focus()}
          aria-label={label}
          aria-invalid={error !== null || undefined}
          aria-describedby={error ? errorId : undefined}
          value={draft}
          inputMode={inputMode}
          readOnly={saving}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={() => void save()}
          onFocus={(event) => event.target.select()}
          className={cn("w-full min-w-0 bg-transparent outline-none", align === "right" && "text-right")}
        />
      </span>
      {error ? (
        <span id={errorId} role="alert" className="mt-0.5 block whitespace-normal text-red text-xs">
          {error}
        </span>
      ) : null}
    </span>
  );
}

/** Somebody else was faster. What they made of the value may still be on its way here. */
const OVERTAKEN = Symbol("overtaken");

const isOvertaken = (refusal: unknown) => refusal instanceof ApiProblem && refusal.code === "stale_version";

const overtakenBy = (value: string | null) =>
  `Somebody ${value === null ? "changed this" : `made it “${value}”`} meanwhile. Save again to put yours in its place.`;

/** A box holds one field, so the sentence about that field says enough. */
function sentenceOf(refusal: unknown): string {
  if (refusal instanceof ApiProblem && refusal.errors[0]) return refusal.errors[0].message;
  return refusal instanceof Error ? refusal.message : "Could not save this.";
}
