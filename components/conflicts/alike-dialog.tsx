"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogFooter } from "@/components/ui/dialog";
import { count } from "@/components/ui/record-words";
import type { ConflictChoice, ConflictView } from "@/lib/domain/views/conflicts";
import type { Choices } from "./actions";
import { EXISTENCE } from "./conflict-order";
import { choiceForAll, choicesText, fieldList, keepAllLabel, possessive, valueText, whyNotAll } from "./conflict-words";

type AlikeDialogProps = {
  /** The conflict it was asked from; the choice means the same for each of the others. */
  one: ConflictView;
  conflicts: readonly ConflictView[];
  preset: ConflictChoice | undefined;
  pending: boolean;
  onSettle: (choices: Choices) => void;
  onClose: () => void;
};

// More conflicts than this are counted, not named: nobody reads on, and the page has them all.
const NAMED_AT_MOST = 200;

/** Asks once for many: how many, which, and what would stay in each of them. */
export default function AlikeDialog({ one, conflicts, preset, pending, onSettle, onClose }: AlikeDialogProps) {
  const [choice, setChoice] = useState<ConflictChoice>(preset ?? (whyNotAll(one, "platform") ? "local" : "platform"));
  const choices = choiceForAll(one, choice);
  const names = one.fields.map(({ name }) => name);
  const isExistence = names.includes(EXISTENCE) || one.fields.some(({ final }) => final);
  const label = (side: ConflictChoice) =>
    isExistence ? keepAllLabel(one, side) : `Keep ${choicesText(one, choiceForAll(one, side))}`;
  const shown = conflicts.slice(0, NAMED_AT_MOST);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Settle ${count(conflicts.length, "conflict")} in the same way?`}
      description={
        isExistence
          ? `In each of them the record itself is in question, in the same way.`
          : `Each of them is about the ${fieldList(names)} and nothing else.`
      }
    >
      <DialogBody className="space-y-3">
        <fieldset className="space-y-1">
          <legend className="sr-only">What stays in all of them</legend>
          {(["local", "platform"] as const).map((side) => (
            <label key={side} className="flex min-h-7 items-center gap-2">
              <input
                type="radio"
                name="choice"
                checked={choice === side}
                disabled={whyNotAll(one, side) !== null}
                onChange={() => setChoice(side)}
                className="size-4 accent-accent"
              />
              <span className="font-medium">{label(side)}</span>
              <span className="text-ink-2">{whyNotAll(one, side)}</span>
            </label>
          ))}
        </fieldset>
        {choice === "local" ? (
          <p className="text-ink-2">Ours goes out with the next push of each set; nothing is sent before.</p>
        ) : null}
        <ul className="divide-y divide-line rounded-card border border-line">
          {shown.map((conflict) => (
            <li key={conflict.id} className="px-3 py-1.5">
              <p className="break-words font-medium">{conflict.recordName}</p>
              {isExistence ? null : <Staying conflict={conflict} choice={choice} />}
            </li>
          ))}
          {conflicts.length > shown.length ? (
            <li className="px-3 py-1.5 text-ink-2">and {count(conflicts.length - shown.length, "more", "more")}</li>
          ) : null}
        </ul>
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Decide one by one</Button>
        <Button variant="primary" pending={pending} onClick={() => onSettle(choices)}>
          {isExistence ? label(choice) : `Keep ${choice === "local" ? "ours" : possessive(one.platform)}`} in{" "}
          {count(conflicts.length, "conflict")}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

/** The value that stays and the one that goes. */
function Staying({ conflict, choice }: { conflict: ConflictView; choice: ConflictChoice }) {
  const other = choice === "local" ? "platform" : "local";
  return conflict.fields.map((field) => (
    <p key={field.name} className="break-words text-ui">
      <span className="text-ink-3">keeps</span> {valueText(field.name, field[choice], conflict.currency)}{" "}
      <span className="text-ink-3">
        and drops <del>{valueText(field.name, field[other], conflict.currency)}</del>
      </span>
    </p>
  ));
}
