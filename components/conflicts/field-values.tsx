"use client";

import { Check, History, Monitor } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { describeMoneyChange } from "@/components/ui/money";
import { PlatformGlyph, platformName } from "@/components/ui/platform-glyph";
import { RelativeTime } from "@/components/ui/relative-time";
import { formatMicros } from "@/lib/domain/amounts";
import type { ConflictChoice, ConflictFieldView, ConflictView } from "@/lib/domain/views/conflicts";
import { fieldTitle, keepLabel, spending, valueText } from "./conflict-words";
import { ListValue } from "./list-value";

/** Before, here, there: side by side, on a phone one under the other. The gaps between them are the lines. */
export const VALUE_COLUMNS = "grid grid-cols-1 gap-px bg-line md:grid-cols-3";

type FieldValuesProps = {
  conflict: ConflictView;
  field: ConflictFieldView;
  chosen: ConflictChoice | undefined;
  /** Given where each field is decided by itself; a choice made again is taken back. */
  onChoose?: (choice: ConflictChoice | undefined) => void;
};

/** One field in conflict: what both last agreed on, what it is here, what it is on the platform. */
export function FieldValues({ conflict, field, chosen, onChoose }: FieldValuesProps) {
  const there = platformName(conflict.platform);
  const { moneyEffect } = field;
  const now = Date.now();
  const [ours, theirs] = [spending(conflict, "local", now), spending(conflict, "platform", now)];
  const choice = (side: ConflictChoice) =>
    onChoose ? (
      <ChoiceButton
        label={keepLabel(conflict, field, side)}
        chosen={chosen === side}
        onClick={() => onChoose(chosen === side ? undefined : side)}
      />
    ) : null;
  return (
    <section aria-label={fieldTitle(field.name)}>
      <h3 className="bg-sunken px-3.5 py-1.5 font-medium text-ink-2 text-xs">
        {fieldTitle(field.name)}
        {field.flapping ? (
          <span className="font-normal">
            {" "}
            · changed back and forth three times within an hour, so it stays as it is until somebody decides
          </span>
        ) : null}
      </h3>
      <div className={VALUE_COLUMNS}>
        <Side tone="before" icon={<History aria-hidden className="size-3.5" />} label="Before">
          <Value conflict={conflict} field={field} side="base" />
        </Side>
        <Side
          tone="ours"
          icon={<Monitor aria-hidden className="size-3.5" />}
          label="Here"
          note={<Edited by={field.localBy} at={field.localAt} />}
          chosen={chosen === "local"}
        >
          <Value conflict={conflict} field={field} side="local" />
          {moneyEffect ? (
            <Note>
              {ours.verb} {formatMicros(moneyEffect.localPerDayMicros, moneyEffect.currency)} a day on {there}
              {ours.from ? ` from ${ours.from}` : ""},{" "}
              {describeMoneyChange(
                moneyEffect.platformPerDayMicros,
                moneyEffect.localPerDayMicros,
                moneyEffect.currency,
              )}
            </Note>
          ) : null}
          {choice("local")}
        </Side>
        <Side
          tone="theirs"
          icon={<PlatformGlyph platform={conflict.platform} named />}
          label={`On ${there}`}
          note={<Edited by={field.platformBy ?? null} at={field.platformAt ?? null} />}
          chosen={chosen === "platform"}
        >
          <Value conflict={conflict} field={field} side="platform" />
          {moneyEffect ? (
            <Note>
              {theirs.verb} {formatMicros(moneyEffect.platformPerDayMicros, moneyEffect.currency)} a day
              {theirs.from ? ` from ${theirs.from}` : ", as it does now"}
            </Note>
          ) : null}
          {field.notTaken ? <Note>{field.notTaken}</Note> : choice("platform")}
        </Side>
      </div>
    </section>
  );
}

const TONES = {
  before: { edge: "border-l-line-strong", label: "text-ink-2", soft: "bg-panel" },
  ours: { edge: "border-l-accent", label: "text-accent", soft: "bg-accent-soft" },
  theirs: { edge: "border-l-amber", label: "text-amber", soft: "bg-amber-soft" },
} as const;

type SideProps = {
  tone: keyof typeof TONES;
  icon: ReactNode;
  label: string;
  note?: ReactNode;
  chosen?: boolean;
  children: ReactNode;
};

function Side({ tone, icon, label, note, chosen = false, children }: SideProps) {
  const look = TONES[tone];
  return (
    <div className={cn("relative min-w-0 border-l-[3px] px-3 py-2.5", look.edge, chosen ? look.soft : "bg-panel")}>
      <p className="mb-0.5 flex h-5 min-w-0 items-center gap-1.5 text-xs">
        <span className={cn("flex items-center gap-1.5 font-medium", look.label)}>
          {icon}
          {label}
        </span>
        {note}
        {chosen ? (
          <span className={cn("ml-auto flex items-center gap-1 font-medium", look.label)}>
            <Check aria-hidden className="size-3.5" />
            stays
          </span>
        ) : null}
      </p>
      {children}
    </div>
  );
}

/** Who is behind a side, as far as that is known. */
function Edited({ by, at }: { by: string | null; at: string | null }) {
  if (by === null && at === null) return null;
  return (
    <span className="min-w-0 truncate text-ink-2">
      · {by ?? "edited"}
      {at ? (
        <>
          {by ? ", " : " "}
          <RelativeTime at={at} />
        </>
      ) : null}
    </span>
  );
}

function Value({
  conflict,
  field,
  side,
}: {
  conflict: ConflictView;
  field: ConflictFieldView;
  side: "base" | "local" | "platform";
}) {
  const value = field[side];
  // Of places and people aimed at, single entries come and go; texts are replaced as a whole.
  if (field.name.startsWith("targeting.") && Array.isArray(value)) return <ListValue field={field} side={side} />;
  const text = valueText(field.name, value, conflict.currency);
  return (
    <p
      className={cn(
        "break-words text-[15px] leading-[22px]",
        value === null ? "text-ink-3" : side === "base" ? "text-ink-2" : "font-medium",
      )}
    >
      {text === "" ? "empty" : text}
    </p>
  );
}

const Note = ({ children }: { children: ReactNode }) => <p className="mt-0.5 text-ink-2 text-xs">{children}</p>;

/** The whole side can be pressed. */
function ChoiceButton({ label, chosen, onClick }: { label: string; chosen: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onClick}
      className="mt-1.5 flex min-h-6 items-center gap-1.5 rounded text-left font-medium text-ink-2 text-xs after:absolute after:inset-0 hover:text-ink"
    >
      <span
        aria-hidden
        className={cn(
          "grid size-4 shrink-0 place-items-center rounded-full border",
          chosen ? "border-accent bg-accent text-accent-ink" : "border-control",
        )}
      >
        {chosen ? <Check className="size-3" strokeWidth={3} /> : null}
      </span>
      {label}
    </button>
  );
}
