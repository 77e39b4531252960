"use client";

import { Plus, X } from "lucide-react";
import Image from "next/image";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input, Textarea } from "@/components/ui/field";
import { AdInput, AdPatch } from "@/lib/domain/campaign";
import type { AdView } from "@/lib/domain/views/campaigns";
import { FormFrame, StatusField } from "./form-parts";
import { changedParts } from "./record-form";
import { useRecordForm } from "./use-record-form";

type Values = {
  headlines: string[];
  descriptions: string[];
  finalUrl: string;
  displayUrl: string;
  callToAction: string;
  imageUrl: string;
  status: string;
};

type AdFormProps = { record?: AdView; send: (input: Record<string, unknown>) => Promise<unknown>; onDone: () => void };

/** Calls to action that ad platforms share; any other may be typed. */
const CALLS_TO_ACTION = [
  "Shop Now",
  "Learn More",
  "Sign Up",
  "Download",
  "Book Now",
  "Get a Quote",
  "Contact Us",
  "View More",
];
const MAX_HEADLINES = 15;
const MAX_TEXTS = 5;

const orNull = (text: string) => (text.trim() === "" ? null : text.trim());

export function AdForm({ record, send, onDone }: AdFormProps) {
  const toInput = (values: Values) => {
    const input = {
      ...values,
      headlines: values.headlines.filter((text) => text.trim() !== ""),
      descriptions: values.descriptions.filter((text) => text.trim() !== ""),
      displayUrl: orNull(values.displayUrl),
      callToAction: orNull(values.callToAction),
      imageUrl: orNull(values.imageUrl),
    };
    if (!record) return input;
    const { headlines, descriptions, finalUrl, displayUrl, callToAction, imageUrl, status } = record;
    const before = { headlines, descriptions, finalUrl, displayUrl, callToAction, imageUrl, status };
    return changedParts(before, input);
  };

  const { form, frame } = useRecordForm<Values>({
    version: record?.version,
    schema: record ? AdPatch : AdInput,
    toInput,
    send,
    onDone,
    defaults: {
      headlines: record?.headlines.length ? record.headlines : [""],
      descriptions: record?.descriptions.length ? record.descriptions : [""],
      finalUrl: record?.finalUrl ?? "",
      displayUrl: record?.displayUrl ?? "",
      callToAction: record?.callToAction ?? "",
      imageUrl: record?.imageUrl ?? "",
      status: record?.status ?? "draft",
    },
  });
  const { register, formState } = form;
  const { errors } = formState;
  const imageUrl = form.watch("imageUrl");

  return (
    <FormFrame
      {...frame}
      disabled={record !== undefined && !formState.isDirty}
      submit={record ? "Save the ad" : "Add the ad"}
      leave={record ? "Leave as it was" : "Add nothing"}
    >
      <TextList
        label="Headline"
        values={form.watch("headlines")}
        onChange={(values) => form.setValue("headlines", values, { shouldDirty: true, shouldTouch: true })}
        onBlur={() => void form.trigger("headlines")}
        max={MAX_HEADLINES}
        limit={300}
        error={errors.headlines?.message ?? errors.headlines?.root?.message}
        autoFocus={record === undefined}
      />
      <TextList
        label="Text"
        values={form.watch("descriptions")}
        onChange={(values) => form.setValue("descriptions", values, { shouldDirty: true, shouldTouch: true })}
        onBlur={() => void form.trigger("descriptions")}
        max={MAX_TEXTS}
        limit={40_000}
        multiline
        error={errors.descriptions?.message ?? errors.descriptions?.root?.message}
      />
      <Field label="Address people land on" error={errors.finalUrl?.message}>
        <Input
          {...register("finalUrl")}
          type="url"
          inputMode="url"
          placeholder="https://example.com/sandals"
          autoComplete="off"
        />
      </Field>
      <Field label="Address shown" hint="Empty: the same." error={errors.displayUrl?.message}>
        <Input {...register("displayUrl")} type="url" inputMode="url" autoComplete="off" />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Call to action" error={errors.callToAction?.message}>
          <Input {...register("callToAction")} list="calls-to-action" placeholder="none" autoComplete="off" />
        </Field>
        <datalist id="calls-to-action">
          {CALLS_TO_ACTION.map((text) => (
            <option key={text} value={text} />
          ))}
        </datalist>
        <StatusField
          register={register("status")}
          {...(record ? { current: record.status } : {})}
          error={errors.status?.message}
        />
      </div>
      <Field label="Image address" error={errors.imageUrl?.message}>
        <Input {...register("imageUrl")} type="url" inputMode="url" placeholder="https://…" autoComplete="off" />
      </Field>
      {/^https?:\/\//.test(imageUrl) ? <ImagePreview key={imageUrl} address={imageUrl} /> : null}
    </FormFrame>
  );
}

function ImagePreview({ address }: { address: string }) {
  const [failed, setFailed] = useState(false);
  if (failed) return <p className="text-ink-3 text-xs">No picture came from this address.</p>;
  return (
    // A picture of the advertiser's own site, which may change: there is nothing for an optimiser to keep.
    <Image
      unoptimized
      src={address}
      alt="What the ad shows"
      width={432}
      height={192}
      referrerPolicy="no-referrer"
      onError={() => setFailed(true)}
      className="h-auto max-h-48 w-auto max-w-full rounded-card border border-line object-contain"
    />
  );
}

type TextListProps = {
  label: string;
  values: string[];
  onChange: (values: string[]) => void;
  onBlur: () => void;
  max: number;
  limit: number;
  multiline?: boolean;
  autoFocus?: boolean;
  error?: string | undefined;
};

/** Places, not texts, are what stays the same while someone types. */
const withPlaces = (values: readonly string[]) =>
  values.map((value, index) => ({ value, index, place: `place-${index}` }));

/** One or several texts of the same kind, with their length beside the limit. */
function TextList({ label, values, onChange, onBlur, max, limit, multiline, autoFocus, error }: TextListProps) {
  const Box = multiline ? Textarea : Input;
  return (
    <div className="space-y-2">
      {withPlaces(values).map(({ value, index, place }) => (
        <Field
          key={place}
          label={values.length > 1 ? `${label} ${index + 1}` : label}
          aside={
            <span className={value.length > limit ? "text-red" : undefined}>
              {value.length.toLocaleString("en")} of {limit.toLocaleString("en")}
            </span>
          }
          error={index === values.length - 1 ? error : undefined}
        >
          <div className="flex gap-1">
            <Box
              value={value}
              autoFocus={autoFocus && index === 0}
              onBlur={onBlur}
              onChange={(event) => onChange(values.map((other, at) => (at === index ? event.target.value : other)))}
            />
            {values.length > 1 ? (
              <Button
                variant="quiet"
                size="icon"
                aria-label={`Remove ${label.toLowerCase()} ${index + 1}`}
                onClick={() => onChange(values.filter((_, at) => at !== index))}
              >
                <X aria-hidden />
              </Button>
            ) : null}
          </div>
        </Field>
      ))}
      {values.length < max ? (
        <Button size="sm" variant="quiet" icon={<Plus aria-hidden />} onClick={() => onChange([...values, ""])}>
          Add another {label.toLowerCase()}
        </Button>
      ) : null}
    </div>
  );
}
