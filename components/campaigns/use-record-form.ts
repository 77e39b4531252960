"use client";

import { useState } from "react";
import { type DefaultValues, type FieldValues, useForm } from "react-hook-form";
import type { z } from "zod";
import { schemaResolver, showProblem } from "./record-form";

type RecordFormOptions<Values extends FieldValues> = {
  defaults: DefaultValues<Values>;
  schema: z.ZodType;
  toInput: (values: Values) => Record<string, unknown>;
  /** Sends what the schema accepted, in the API's words. */
  send: (input: Record<string, unknown>) => Promise<unknown>;
  onDone: () => void;
};

/** One record's form: checked as the server checks, refusals shown at their fields. */
export function useRecordForm<Values extends FieldValues>({
  defaults,
  schema,
  toInput,
  send,
  onDone,
}: RecordFormOptions<Values>) {
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm<Values>({
    defaultValues: defaults,
    resolver: schemaResolver(schema, toInput),
    mode: "onTouched",
  });
  const submit = form.handleSubmit(async (values) => {
    setProblem(null);
    try {
      await send(toInput(values));
      onDone();
    } catch (error) {
      setProblem(showProblem(form, error));
    }
  });
  return { form, submit: () => void submit(), problem, pending: form.formState.isSubmitting };
}
