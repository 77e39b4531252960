import { Minus, Plus } from "lucide-react";
import type { ConflictFieldView } from "@/lib/domain/views/conflicts";
import { listChanges } from "./list-changes";

/** Entries of a list, each with what became of it since both sides last agreed. */
export function ListValue({ field, side }: { field: ConflictFieldView; side: "base" | "local" | "platform" }) {
  const entries = listChanges(field.base, field[side]);
  if (entries.length === 0) return <p className="text-[15px] text-ink-3 leading-[22px]">none</p>;
  return (
    <ul className="flex flex-wrap gap-1">
      {entries.map(({ entry, change }) => (
        <li
          key={`${change} ${entry}`}
          className="inline-flex min-w-0 items-center gap-0.5 rounded border border-line bg-panel px-1.5 text-ui leading-5"
        >
          {change === "added" ? <Plus role="img" aria-label="added" className="size-3 shrink-0 text-ok" /> : null}
          {change === "removed" ? <Minus role="img" aria-label="removed" className="size-3 shrink-0 text-red" /> : null}
          {change === "removed" ? (
            <del className="min-w-0 break-words text-ink-3">{entry}</del>
          ) : (
            <span className={change === "added" ? "min-w-0 break-words font-medium" : "min-w-0 break-words text-ink-2"}>
              {entry}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
