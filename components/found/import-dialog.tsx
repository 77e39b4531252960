"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogFooter } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { Name } from "@/lib/domain/campaign";
import type { FoundView } from "@/lib/domain/views/found";
import type { Target } from "./actions";
import { describeRecords } from "./found-words";
import { foundQueries } from "./queries";
import type { Progress } from "./use-found";

type ImportDialogProps = {
  records: readonly FoundView[];
  platform: string;
  pending: boolean;
  progress: Progress | null;
  onImport: (target: Target) => void;
  onStop: () => void;
  onClose: () => void;
};

const NEW = "new";

/** Which campaign set takes the campaigns. */
export default function ImportDialog({
  records,
  platform,
  pending,
  progress,
  onImport,
  onStop,
  onClose,
}: ImportDialogProps) {
  const sets = useQuery(foundQueries.sets());
  const [chosen, setChosen] = useState(NEW);
  const [name, setName] = useState(`From ${platform}`);
  const [error, setError] = useState<string | null>(null);
  const campaigns = records.filter(({ recordKind }) => recordKind === "campaign");
  const others = records.filter(({ recordKind }) => recordKind !== "campaign");
  const setLabel = sets.data?.items.find(({ id }) => id === chosen)?.name;
  const active = campaigns.filter(({ status }) => status === "active").length;

  const submit = () => {
    if (chosen !== NEW) return onImport({ campaignSetId: chosen });
    const checked = Name.safeParse(name);
    if (checked.success) onImport({ newSetName: checked.data });
    else setError(checked.error.issues[0]?.message ?? "Give the set a name.");
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      pending={pending}
      title={`Import ${describeRecords(campaigns)}`}
      description="With everything below them, as they are. Nothing is sent, and nothing changes over there."
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending) submit();
        }}
      >
        <DialogBody className="space-y-4">
          <Field
            label="Campaign set"
            hint="Campaigns in a set are planned, pushed, paused and resumed together."
            error={sets.isError ? `Could not read the sets: ${sets.error.message}` : undefined}
          >
            <Select value={chosen} onChange={(event) => setChosen(event.target.value)}>
              <option value={NEW}>A new set</option>
              {sets.data?.items.map((set) => (
                <option key={set.id} value={set.id}>
                  {set.name}
                </option>
              ))}
            </Select>
          </Field>
          {chosen === NEW ? (
            <Field label="Name of the new set" error={error ?? undefined}>
              <Input
                autoComplete="off"
                value={name}
                onChange={(event) => {
                  setName(event.target.value);
                  setError(null);
                }}
              />
            </Field>
          ) : null}
          <p className="text-ink-2 text-ui">
            {active > 0
              ? `${active === campaigns.length ? "All of them are" : `${active} of them ${active === 1 ? "is" : "are"}`} active on ${platform} and ${active === 1 ? "stays" : "stay"} active.`
              : `None of them is active on ${platform}, and none becomes so.`}{" "}
            {others.length > 0 ? `${describeRecords(others)} come along, under the campaigns they belong to.` : null}
          </p>
        </DialogBody>
        <DialogFooter>
          {progress && (progress.from > 1 || progress.to < progress.of) ? (
            <span role="status" className="mr-auto text-ink-3 text-xs">
              Importing {progress.from} to {progress.to} of {progress.of}
            </span>
          ) : null}
          {pending ? null : <Button onClick={onClose}>Import none</Button>}
          {progress && progress.to < progress.of ? (
            <Button pending={progress.isStopping} onClick={onStop}>
              Stop after these
            </Button>
          ) : null}
          <Button type="submit" variant="primary" pending={pending} className="min-w-0 max-w-full">
            <span className="truncate">
              Import {describeRecords(campaigns)} into {setLabel ?? (chosen === NEW ? "a new set" : "this set")}
            </span>
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
