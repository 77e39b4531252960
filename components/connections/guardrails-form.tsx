"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Field, Input } from "@/components/ui/field";
import { usePermissions } from "@/components/ui/permissions";
import { toast } from "@/components/ui/toast";
import { GuardrailsInput } from "@/lib/domain/connection";
import type { ConnectionDetailView } from "@/lib/domain/views";
import type { ConnectionActions } from "./actions";
import { useEditConnection } from "./use-edit-connection";

type Guardrails = ConnectionDetailView["guardrails"];
type Texts = Record<keyof Guardrails, string>;

/** Shares are shown in per cent; the rest are counts. */
const FIELDS: { name: keyof Guardrails; label: string; hint: string; unit: "%" | "records" }[] = [
  {
    name: "maxIncrease",
    label: "A budget or bid may grow by at most",
    hint: "In one change. More is held until a person decides.",
    unit: "%",
  },
  { name: "maxDecrease", label: "A budget or bid may shrink by at most", hint: "In one change.", unit: "%" },
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

const FACTORS = { "%": 100, records: 1 } as const;
const DECIMALS = 1e4;

/** 0.5 as "50", 0.025 as "2.5". */
const textOf = (value: number, unit: "%" | "records") =>
  String(Math.round(value * FACTORS[unit] * DECIMALS) / DECIMALS);

const textsOf = (guardrails: Guardrails): Texts =>
  Object.fromEntries(FIELDS.map(({ name, unit }) => [name, textOf(guardrails[name], unit)])) as Texts;

type GuardrailsFormProps = { connection: ConnectionDetailView; edit: ConnectionActions["edit"] };

export function GuardrailsForm({ connection, edit }: GuardrailsFormProps) {
  const may = usePermissions();
  const save = useEditConnection(connection.id, edit);
  const saved = textsOf(connection.guardrails);
  // Only what was typed: the rest follows the server.
  const [typed, setTyped] = useState<Partial<Texts>>({});
  const [errors, setErrors] = useState<Partial<Texts>>({});
  const shown = { ...saved, ...typed };
  const changed = FIELDS.some(({ name }) => shown[name].trim() !== saved[name]);

  function submit() {
    const values = Object.fromEntries(
      FIELDS.map(({ name, unit }) => {
        const number = shown[name].trim() === "" ? Number.NaN : Number(shown[name].replace(",", "."));
        return [name, Math.round((number / FACTORS[unit]) * DECIMALS * 100) / (DECIMALS * 100)];
      }),
    );
    const checked = GuardrailsInput.safeParse(values);
    if (!checked.success) {
      setErrors(Object.fromEntries(checked.error.issues.map((issue) => [String(issue.path[0]), issue.message])));
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
        <span className="text-ink-3 text-ui">What goes beyond is held, not pushed</span>
      </CardHeader>
      <form
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
                aria-label={`${label}, ${unit === "%" ? "per cent" : unit}`}
                className="max-w-28 text-right tabular-nums"
                readOnly={!may.connect}
                value={shown[name]}
                onChange={(event) => {
                  setTyped({ ...typed, [name]: event.target.value });
                  setErrors({ ...errors, [name]: undefined });
                }}
              />
              <span className="text-ink-2 text-ui">{unit}</span>
            </div>
          </Field>
        ))}
        {may.connect ? (
          <div className="flex flex-wrap justify-end gap-2 pt-1">
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
