"use client";

import { Checkbox, Field, Input, Select } from "@/components/ui/field";
import { capital } from "@/components/ui/record-words";
import { microsToTyped } from "@/lib/domain/amounts";
import { KeywordInput, KeywordPatch, MATCH_TYPES } from "@/lib/domain/campaign";
import type { KeywordView } from "@/lib/domain/views/campaigns";
import { FormFrame, StatusField } from "./form-parts";
import { changedParts, typedMicros } from "./record-form";
import { useRecordForm } from "./use-record-form";

type Values = { text: string; matchType: string; negative: boolean; bidMicros: string; status: string };

type KeywordFormProps = {
  record?: KeywordView;
  currency: string;
  send: (input: Record<string, unknown>) => Promise<unknown>;
  onDone: () => void;
};

export function KeywordForm({ record, currency, send, onDone }: KeywordFormProps) {
  const toInput = (values: Values) => {
    const input = { ...values, bidMicros: values.bidMicros.trim() === "" ? null : typedMicros(values.bidMicros) };
    if (!record) return input;
    const { text, matchType, negative, bidMicros, status } = record;
    return changedParts({ text, matchType, negative, bidMicros, status }, input);
  };

  const { form, frame } = useRecordForm<Values>({
    version: record?.version,
    schema: record ? KeywordPatch : KeywordInput,
    toInput,
    send,
    onDone,
    defaults: {
      text: record?.text ?? "",
      matchType: record?.matchType ?? "broad",
      negative: record?.negative ?? false,
      bidMicros: record?.bidMicros ? microsToTyped(record.bidMicros) : "",
      status: record?.status ?? "active",
    },
  });
  const { register, formState } = form;
  const { errors } = formState;

  return (
    <FormFrame
      {...frame}
      disabled={record !== undefined && !formState.isDirty}
      submit={record ? "Save the keyword" : "Add the keyword"}
      leave={record ? "Leave as it was" : "Add nothing"}
    >
      <Field label="Keyword" error={errors.text?.message}>
        <Input {...register("text")} autoFocus={record === undefined} autoComplete="off" />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Match" error={errors.matchType?.message}>
          <Select {...register("matchType")}>
            {MATCH_TYPES.map((type) => (
              <option key={type} value={type}>
                {capital(type)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={`Bid in ${currency}`} hint="Empty: the ad group's." error={errors.bidMicros?.message}>
          <Input {...register("bidMicros")} inputMode="decimal" autoComplete="off" />
        </Field>
      </div>
      <Checkbox label="Negative: never show for this" {...register("negative")} />
      <StatusField
        register={register("status")}
        {...(record ? { current: record.status } : {})}
        error={errors.status?.message}
      />
    </FormFrame>
  );
}
