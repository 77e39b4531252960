"use client";

import { CircleQuestionMark, Diff, Undo2 } from "lucide-react";
import { Menu, MenuItem, MenuLabel } from "@/components/ui/menu";
import { platformName } from "@/components/ui/platform-glyph";
import { fieldText } from "@/components/ui/record-words";
import { fieldWord } from "@/lib/domain/field-words";
import { revertPatch } from "./revert";
import type { TreeNode } from "./tree";
import { revertible, unsyncedOf } from "./unsynced";
import type { Explain } from "./use-explain";
import type { RecordMutations } from "./use-record-mutations";

type UnsyncedMarkProps = { node: TreeNode; fields: readonly string[]; mutations: RecordMutations; explain: Explain };

/** Beside a field that was edited here and not pushed yet: says what the platform has, and takes the edit back. */
export function UnsyncedMark({ node, fields, mutations, explain }: UnsyncedMarkProps) {
  const edits = unsyncedOf(node).filter((edit) => fields.includes(edit.field));
  const own = revertible(node, edits);
  const first = edits[0];
  if (!first) return null;
  const platform = platformName(node.campaign.platform);
  const { currency } = node.campaign.budget;
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          aria-label={`${edits.map((edit) => fieldWord(edit.field)).join(" and ")} not on ${platform} yet: see and take back`}
          className="-m-0.5 inline-grid size-6 shrink-0 place-items-center rounded text-blue hover:bg-blue-soft data-[state=open]:bg-blue-soft"
        >
          <Diff aria-hidden className="size-3.5" strokeWidth={2.25} />
        </button>
      }
    >
      {edits.map((edit) => (
        <MenuLabel key={edit.field}>
          <span className="block max-w-72 truncate">
            {platform} has {fieldWord(edit.field)}:{" "}
            <span className="text-ink">{fieldText(edit.field, edit.from, currency)}</span>
          </span>
        </MenuLabel>
      ))}
      {own.length > 0 ? (
        <MenuItem icon={<Undo2 aria-hidden />} onSelect={() => mutations.editOrTell(node, revertPatch(node, own))}>
          {own.length === 1
            ? `Take back to ${shorten(fieldText(first.field, first.from, currency))}`
            : `Take back these ${own.length} edits`}
        </MenuItem>
      ) : (
        <MenuLabel>It follows from an edit of the campaign.</MenuLabel>
      )}
      {edits.map(({ field }) => (
        <MenuItem key={field} icon={<CircleQuestionMark aria-hidden />} onSelect={() => explain(node, field)}>
          {edits.length === 1 ? "Why this value?" : `Why this ${fieldWord(field)}?`}
        </MenuItem>
      ))}
    </Menu>
  );
}

const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
