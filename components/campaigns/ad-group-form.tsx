"use client";

import { Controller } from "react-hook-form";
import { Checkbox, Field, Input, Select } from "@/components/ui/field";
import { capital, choiceWord } from "@/components/ui/record-words";
import { TokensField } from "@/components/ui/tokens-field";
import { microsToTyped } from "@/lib/domain/amounts";
import { AdGroupInput, AdGroupPatch, BID_STRATEGIES } from "@/lib/domain/campaign";
import type { AdGroupView } from "@/lib/domain/views/campaigns";
import { FormFrame, StatusField } from "./form-parts";
import { changedParts, typedMicros } from "./record-form";
import { useRecordForm } from "./use-record-form";

type Targeting = AdGroupView["targeting"];

type Values = {
  name: string;
  status: string;
  bid: { strategy: string; amountMicros: string };
  targeting: Targeting;
};

type AdGroupFormProps = {
  record?: AdGroupView;
  currency: string;
  send: (input: Record<string, unknown>) => Promise<unknown>;
  onDone: () => void;
};

const WORD_LISTS = [
  { key: "communities", label: "Communities", placeholder: "running, sneakers" },
  { key: "interests", label: "Interests", placeholder: "fitness, travel" },
  { key: "locations", label: "Locations", placeholder: "US, DE, New York" },
] as const;

const DEVICES = ["desktop", "mobile", "ios", "android"] as const;
const DEVICE_WORDS = { desktop: "Desktop", mobile: "Mobile", ios: "iOS", android: "Android" };

export function AdGroupForm({ record, currency, send, onDone }: AdGroupFormProps) {
  const toInput = (values: Values) => {
    const automatic = values.bid.strategy === "automatic";
    const amount = values.bid.amountMicros.trim();
    const input = {
      ...values,
      bid: { strategy: values.bid.strategy, amountMicros: automatic || amount === "" ? null : typedMicros(amount) },
    };
    if (!record) return input;
    const { name, status, bid, targeting } = record;
    return changedParts({ name, status, bid, targeting }, input);
  };

  const { form, frame } = useRecordForm<Values>({
    version: record?.version,
    schema: record ? AdGroupPatch : AdGroupInput,
    toInput,
    send,
    onDone,
    defaults: {
      name: record?.name ?? "",
      status: record?.status ?? "draft",
      bid: {
        strategy: record?.bid.strategy ?? "automatic",
        amountMicros: record?.bid.amountMicros ? microsToTyped(record.bid.amountMicros) : "",
      },
      targeting: record?.targeting ?? { communities: [], interests: [], locations: [], devices: [] },
    },
  });
  const { register, control, formState } = form;
  const { errors } = formState;
  const automatic = form.watch("bid.strategy") === "automatic";

  return (
    <FormFrame
      {...frame}
      disabled={record !== undefined && !formState.isDirty}
      submit={record ? "Save the ad group" : "Add the ad group"}
      leave={record ? "Leave as it was" : "Add nothing"}
    >
      <Field label="Name" error={errors.name?.message}>
        <Input {...register("name")} autoFocus={record === undefined} autoComplete="off" />
      </Field>
      <StatusField
        register={register("status")}
        {...(record ? { current: record.status } : {})}
        error={errors.status?.message}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Bid" error={errors.bid?.strategy?.message}>
          <Select {...register("bid.strategy")}>
            {BID_STRATEGIES.map((strategy) => (
              <option key={strategy} value={strategy}>
                {capital(choiceWord(strategy))}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={`Amount in ${currency}`} error={errors.bid?.amountMicros?.message}>
          <Input
            {...register("bid.amountMicros")}
            inputMode="decimal"
            placeholder={automatic ? "set by the platform" : "1.20"}
            disabled={automatic}
          />
        </Field>
      </div>
      <fieldset className="space-y-4 border-line border-t pt-3">
        <legend className="sr-only">Targeting</legend>
        <h3 className="font-semibold text-ui">Who sees it</h3>
        {WORD_LISTS.map(({ key, label, placeholder }) => (
          <Field key={key} label={label} hint="Enter or a comma adds one." error={errors.targeting?.[key]?.message}>
            <Controller
              control={control}
              name={`targeting.${key}`}
              render={({ field }) => (
                <TokensField value={field.value} onChange={field.onChange} placeholder={placeholder} />
              )}
            />
          </Field>
        ))}
        <Controller
          control={control}
          name="targeting.devices"
          render={({ field }) => (
            <fieldset>
              <legend className="font-medium text-ui">Devices</legend>
              <div className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
                {DEVICES.map((device) => (
                  <Checkbox
                    key={device}
                    label={DEVICE_WORDS[device]}
                    checked={field.value.includes(device)}
                    onChange={(event) =>
                      field.onChange(
                        event.target.checked
                          ? [...field.value, device]
                          : field.value.filter((other) => other !== device),
                      )
                    }
                  />
                ))}
              </div>
              <p className="text-ink-3 text-xs">None ticked means all.</p>
            </fieldset>
          )}
        />
      </fieldset>
    </FormFrame>
  );
}
