"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";
import { type DefaultValues, type FieldPath, type FieldPathValue, type FieldValues, useForm } from "react-hook-form";
import type { z } from "zod";
import { ApiProblem } from "@/lib/api/browser";
import { countInvalid, schemaResolver, showProblem, typedFields } from "./record-form";

type RecordFormOptions<Values extends FieldValues> = {
  /** What the record holds now. Boxes nobody typed into follow it. */
  defaults: DefaultValues<Values>;
  /** The record's version now; left out to add a new one. */
  version: number | undefined;
  schema: z.ZodType;
  toInput: (values: Values) => Record<string, unknown>;
  /** Sends what the schema accepted, in the API's words. */
  send: (input: Record<string, unknown>) => Promise<unknown>;
  onDone: () => void;
};

const KEPT = "What you typed is kept: save again to put it in place of theirs.";

/** One record's form: checked as the server checks, refusals shown at their fields. */
export function useRecordForm<Values extends FieldValues>({
  defaults,
  version,
  schema,
  toInput,
  send,
  onDone,
}: RecordFormOptions<Values>) {
  const [problem, setProblem] = useState<string | null>(null);
  const { seen, tellOfNewer } = useSeenVersion(version);
  const inputOf = (values: Values) => (seen === undefined ? toInput(values) : { ...toInput(values), version: seen });
  const form = useForm<Values>({
    defaultValues: defaults,
    resolver: schemaResolver(schema, inputOf),
    mode: "onTouched",
    // The form's frame does that, also for boxes that are not registered and for what the server refused.
    shouldFocusError: false,
  });

  const held = JSON.stringify(defaults);
  const began = useRef(held);
  const follow = useEffectEvent((now: string) => {
    if (now === began.current) return;
    const typed = typedFields(JSON.parse(began.current), form.getValues());
    began.current = now;
    const kept = { keepErrors: true, keepTouched: true, keepIsSubmitted: true, keepSubmitCount: true };
    form.reset(JSON.parse(now), { keepFieldsRef: true, ...kept });
    for (const { path, value } of typed) {
      type Path = FieldPath<Values>;
      form.setValue(path as Path, value as FieldPathValue<Values, Path>, { shouldDirty: true });
    }
  });
  useEffect(() => follow(held), [held]);

  const submit = form.handleSubmit(async (values) => {
    setProblem(null);
    try {
      await send(inputOf(values));
      onDone();
    } catch (error) {
      const stale = error instanceof ApiProblem && error.code === "stale_version";
      if (stale) tellOfNewer();
      setProblem(stale ? `${error.message} ${KEPT}` : showProblem(form, error));
    }
  });
  const { errors, isSubmitted, isSubmitting, submitCount } = form.formState;
  const frame = {
    onSubmit: () => void submit(),
    pending: isSubmitting,
    problem: problem ?? errors.root?.message ?? null,
    invalid: isSubmitted ? countInvalid(errors) : 0,
    sent: submitCount,
  };
  /** `frame` goes to the form's `FormFrame` as it is. */
  return { form, frame };
}

/**
 * The version a save names. It stays the one the form began with while the record is read again, so that nobody's edit
 * is overwritten unseen: only a person who was told takes the newer one.
 */
function useSeenVersion(version: number | undefined) {
  const [seen, setSeen] = useState(version);
  const [told, setTold] = useState(false);
  if (told && seen !== version) {
    setSeen(version);
    setTold(false);
  }
  return { seen, tellOfNewer: () => setTold(true) };
}
