"use client";

import { Diff, Undo2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { UseFormRegisterReturn } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field, InvalidFields, Select, useFocusFirstInvalid } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { platformName } from "@/components/ui/platform-glyph";
import { capital, fieldText } from "@/components/ui/record-words";
import { fieldWord } from "@/lib/domain/field-words";
import { revertPatch } from "./revert";
import type { TreeNode } from "./tree";
import { revertible, unsyncedOf } from "./unsynced";
import type { RecordMutations } from "./use-record-mutations";

type FormFrameProps = {
  onSubmit: () => void;
  /** The outcome: "Save 2 fields", "Add the ad". */
  submit: string;
  pending: boolean;
  disabled?: boolean;
  /** What was refused as a whole. */
  problem: string | null;
  /** How many fields were, and how often the form was sent. */
  invalid: number;
  sent: number;
  /** The way out: "Leave as it was". */
  leave: string;
  children: ReactNode;
};

export function FormFrame({ onSubmit, submit, pending, disabled, leave, children, ...refused }: FormFrameProps) {
  const { problem, invalid, sent } = refused;
  return (
    <form
      ref={useFocusFirstInvalid(sent)}
      noValidate
      className="flex min-h-0 flex-1 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <DialogBody className="space-y-4">{children}</DialogBody>
      {problem ? <Notice tone="failed" className="mx-5 mb-4" title={problem} /> : null}
      <DialogFooter>
        <InvalidFields amount={invalid} />
        <DialogClose>{leave}</DialogClose>
        <Button type="submit" variant="primary" pending={pending} disabled={disabled}>
          {submit}
        </Button>
      </DialogFooter>
    </form>
  );
}

type StatusFieldProps = { register: UseFormRegisterReturn; current?: string; error?: string | undefined };

/** What the record should be. A status that only the platform gives stays chosen until another is picked. */
export function StatusField({ register, current, error }: StatusFieldProps) {
  const choices = ["draft", "active", "paused", "archived"];
  return (
    <Field label="Status" hint="A draft is pushed paused: it exists there and spends nothing." error={error}>
      <Select {...register}>
        {current && !choices.includes(current) ? (
          <option value={current}>{capital(current)} (as the platform says)</option>
        ) : null}
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {capital(choice)}
          </option>
        ))}
      </Select>
    </Field>
  );
}

type UnsyncedListProps = { node: TreeNode; mutations: RecordMutations };

/** Everything of this record that the platform does not have yet, each with its way back. */
export function UnsyncedList({ node, mutations }: UnsyncedListProps) {
  const [reverting, setReverting] = useState<string | null>(null);
  const unsynced = unsyncedOf(node);
  if (unsynced.length === 0) return null;
  const own = revertible(node, unsynced);
  const { currency } = node.campaign.budget;
  return (
    <section aria-label="Unsynced edits" className="rounded-card border border-blue/30 bg-blue-soft px-3.5 py-2.5">
      <h3 className="flex items-center gap-1.5 font-medium text-blue text-ui">
        <Diff aria-hidden className="size-3.5" />
        Not on {platformName(node.campaign.platform)} yet
      </h3>
      <ul className="mt-1 divide-y divide-line">
        {unsynced.map((edit) => (
          <li key={edit.field} className="flex items-center gap-3 py-1">
            <span className="min-w-0 flex-1 text-ui">
              <span className="text-ink-2">{fieldWord(edit.field)}</span>{" "}
              <del className="break-words text-ink-2 decoration-ink-3">
                {fieldText(edit.field, edit.from, currency)}
              </del>{" "}
              <span aria-hidden>→</span>{" "}
              <ins className="break-words font-medium no-underline">{fieldText(edit.field, edit.to, currency)}</ins>
            </span>
            {own.includes(edit) ? (
              <Button
                size="sm"
                variant="quiet"
                icon={<Undo2 aria-hidden />}
                aria-label={`Take back ${fieldWord(edit.field)}`}
                pending={reverting === edit.field}
                disabled={reverting !== null && reverting !== edit.field}
                onClick={() => {
                  setReverting(edit.field);
                  void mutations.editOrTell(node, revertPatch(node, [edit])).finally(() => setReverting(null));
                }}
              >
                Take back
              </Button>
            ) : (
              <span className="text-ink-2 text-xs">from the campaign</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
