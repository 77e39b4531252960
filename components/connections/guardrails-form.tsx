"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Field, Input, InvalidFields, Select, useFocusFirstInvalid } from "@/components/ui/field";
import { usePermissions } from "@/components/ui/permissions";
import { toast } from "@/components/ui/toast";
import { AMOUNT_WANTED } from "@/lib/domain/amounts";
import { GuardrailsInput } from "@/lib/domain/connection";
import type { ConnectionDetailView } from "@/lib/domain/views/connections";
import type { ConnectionActions } from "./actions";
import { savedValue, textOf, type Unit } from "./guardrail-texts";
import { useEditConnection } from "./use-edit-connection";

type Guardrails = ConnectionDetailView["guardrails"];
type Texts = Record<keyof Guardrails, string>;

const FIELDS: { name: Exclude<keyof Guardrails, "beyond">; label: string; hint: string; unit: Unit }[] = [
  {
    name: "maxIncrease",
    label: "A budget or bid may grow by at most",
    hint: "In one change.",
    unit: "%",
  },
  {
    name: "maxIncreaseADay",
    label: "…and within 24 hours by at most",
    hint: "Of what it was a day ago, however many small steps there were.",
    unit: "%",
  },
  { name: "maxDecrease", label: "A budget or bid may shrink by at most", hint: "In one change.", unit: "%" },
  {
    name: "maxExposureMicros",
    label: "All campaigns together may spend a day at most",
    hint: "Empty for no limit. What a plan saves makes room once it has landed.",
    unit: "money",
  },
  {
    name: "maxDeletes",
    label: "Removals in one run, at most",
    hint: "More than this are held, all of them.",
    unit: "records",
  },
  {
    name: "maxDeleteShare",
    label: "Removals in one run, at most this part of all",
    hint: "Counts from the size below on.",
    unit: "%",
  },
  {
    name: "smallScope",
    label: "The part counts from",
    hint: "With fewer records a part says little.",
    unit: "records",
  },
];

const textsOf = (guardrails: Guardrails): Texts => ({
  ...(Object.fromEntries(FIELDS.map(({ name, unit }) => [name, textOf(guardrails[name], unit)])) as Texts),
  beyond: guardrails.beyond,
});

type GuardrailsFormProps = { connection: ConnectionDetailView; edit: ConnectionActions["edit"] };

export function GuardrailsForm({ connection, edit }: GuardrailsFormProps) {
  const may = usePermissions();
  const save = useEditConnection(connection.id, edit);
  const saved = textsOf(connection.guardrails);
  // Only what was typed: the rest follows the server.
  const [typed, setTyped] = useState<Partial<Texts>>({});
  const [errors, setErrors] = useState<Partial<Texts>>({});
  const [refusals, setRefusals] = useState(0);
  const shown = { ...saved, ...typed };
  const changed = shown.beyond !== saved.beyond || FIELDS.some(({ name }) => shown[name].trim() !== saved[name]);
  const currency = connection.account?.currency ?? "";
  const unitWord = (unit: Unit) => (unit === "money" ? currency : unit);

  function submit() {
    const values = Object.fromEntries(FIELDS.map(({ name, unit }) => [name, savedValue(shown[name], unit)]));
    const checked = GuardrailsInput.safeParse({ ...values, beyond: shown.beyond });
    if (!checked.success) {
      setErrors({
        ...Object.fromEntries(checked.error.issues.map((issue) => [String(issue.path[0]), issue.message])),
        // The check speaks of micros, which nobody types.
        ...(values.maxExposureMicros === "" ? { maxExposureMicros: AMOUNT_WANTED } : {}),
      });
      setRefusals(refusals + 1);
      return;
    }
    save.mutate(
      { guardrails: checked.data, version: connection.version },
      {
        onSuccess: () => {
          setTyped({});
          toast.success("The guardrails are saved. The next plan keeps to them.");
        },
        onError: (problem) => toast.error(problem.message),
      },
    );
  }

  return (
    <Card aria-labelledby="guardrails">
      <CardHeader>
        <h2 id="guardrails" className="font-semibold">
          Guardrails
        </h2>
        <span className="text-ink-3 text-ui">What goes beyond waits for a person</span>
      </CardHeader>
      <form
        ref={useFocusFirstInvalid(refusals)}
        noValidate
        className="space-y-3.5 p-3.5"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {FIELDS.map(({ name, label, hint, unit }) => (
          <Field key={name} label={label} hint={hint} error={errors[name]}>
            <div className="flex items-center gap-2">
              <Input
                inputMode="decimal"
                autoComplete="off"
                aria-label={`${label}, ${unit === "%" ? "per cent" : unitWord(unit)}`}
                className="max-w-28 text-right tabular-nums"
                readOnly={!may.connect}
                value={shown[name]}
                onChange={(event) => {
                  setTyped({ ...typed, [name]: event.target.value });
                  setErrors({ ...errors, [name]: undefined });
                }}
              />
              <span className="text-ink-2 text-ui">{unitWord(unit)}</span>
            </div>
          </Field>
        ))}
        <Field
          label="A budget or bid that goes beyond"
          hint="As far as allowed: the next push takes the next step, within the day's limit."
        >
          <Select
            className="max-w-80"
            value={shown.beyond}
            disabled={!may.connect}
            onChange={(event) => setTyped({ ...typed, beyond: event.target.value })}
          >
            <option value="hold">is held until a person decides</option>
            <option value="clamp">goes as far as allowed, the rest waits</option>
          </Select>
        </Field>
        {may.connect ? (
          <div className="flex flex-wrap items-center justify-end gap-2 pt-1">
            <InvalidFields amount={Object.values(errors).filter(Boolean).length} />
            {changed ? (
              <Button
                onClick={() => {
                  setTyped({});
                  setErrors({});
                }}
              >
                Put back what is saved
              </Button>
            ) : null}
            <Button type="submit" variant="primary" disabled={!changed} pending={save.isPending}>
              Save the guardrails
            </Button>
          </div>
        ) : null}
      </form>
    </Card>
  );
}
