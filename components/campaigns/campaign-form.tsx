"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { Field, Input, Select } from "@/components/ui/field";
import { platformName } from "@/components/ui/platform-glyph";
import { capital, objectiveWord } from "@/components/ui/record-words";
import { Skeleton } from "@/components/ui/skeleton";
import { microsToTyped } from "@/lib/domain/amounts";
import { CampaignInput, CampaignPatch, OBJECTIVES } from "@/lib/domain/campaign";
import { CURRENCIES, Currency } from "@/lib/domain/money";
import type { CampaignView } from "@/lib/domain/views/campaigns";
import { connectionQueries } from "./connection-queries";
import { FormFrame, StatusField } from "./form-parts";
import { changedParts, instantOfLocal, localOfInstant, typedMicros } from "./record-form";
import { useRecordForm } from "./use-record-form";

type Values = {
  name: string;
  connectionId: string;
  objective: string;
  status: string;
  budget: { type: string; amountMicros: string; currency: string };
  startAt: string;
  endAt: string;
};

type CampaignFormProps = {
  /** Left out to add a new one. */
  record?: CampaignView;
  send: (input: Record<string, unknown>) => Promise<unknown>;
  onDone: () => void;
};

const apiOf = (record: CampaignView) => ({
  name: record.name,
  objective: record.objective,
  status: record.status,
  budget: record.budget,
  startAt: record.startAt,
  endAt: record.endAt,
});

export function CampaignForm({ record, send, onDone }: CampaignFormProps) {
  const connections = useQuery({ ...connectionQueries.all(), enabled: record === undefined });

  // An untouched box keeps the stored instant, whose seconds the box cannot show.
  const instant = (local: string, stored: string | null | undefined) =>
    stored && local === localOfInstant(stored) ? stored : instantOfLocal(local);

  const toInput = ({ connectionId, ...values }: Values) => {
    const input = {
      ...values,
      budget: { ...values.budget, amountMicros: typedMicros(values.budget.amountMicros) },
      startAt: instant(values.startAt, record?.startAt),
      endAt: instant(values.endAt, record?.endAt),
    };
    if (record) return changedParts(apiOf(record), input);
    return { ...input, ...(connectionId ? { connectionId } : {}) };
  };

  const { form, frame } = useRecordForm<Values>({
    version: record?.version,
    schema: record ? CampaignPatch : CampaignInput,
    toInput,
    send,
    onDone,
    defaults: {
      name: record?.name ?? "",
      connectionId: record?.connectionId ?? "",
      objective: record?.objective ?? "traffic",
      status: record?.status ?? "draft",
      budget: record
        ? { ...record.budget, amountMicros: microsToTyped(record.budget.amountMicros) }
        : { type: "daily", amountMicros: "", currency: "USD" },
      startAt: localOfInstant(record?.startAt ?? null),
      endAt: localOfInstant(record?.endAt ?? null),
    },
  });
  const { register, formState, setValue } = form;
  const only = connections.data?.items.length === 1 ? connections.data.items[0] : undefined;
  useEffect(() => {
    if (only) setValue("connectionId", only.id);
  }, [only, setValue]);
  const connectionId = form.watch("connectionId");
  const chosen = connections.data?.items.find(({ id }) => id === connectionId);
  const accountCurrency = Currency.safeParse(chosen?.account?.currency).data;
  // A campaign spends in the currency of its account; who has chosen another one keeps that.
  const currencyChosen = useRef(false);
  useEffect(() => {
    if (accountCurrency && !currencyChosen.current) setValue("budget.currency", accountCurrency);
  }, [accountCurrency, setValue]);
  const onCurrency = () => {
    currencyChosen.current = true;
  };
  const { errors } = formState;

  return (
    <FormFrame
      {...frame}
      disabled={record !== undefined && !formState.isDirty}
      submit={record ? "Save the campaign" : "Add the campaign"}
      leave={record ? "Leave as it was" : "Add nothing"}
    >
      <Field label="Name" error={errors.name?.message}>
        <Input {...register("name")} autoFocus={record === undefined} autoComplete="off" />
      </Field>
      {record ? null : (
        <Field
          label="Runs on"
          hint="One campaign runs on one connection."
          error={errors.connectionId?.message ?? connections.error?.message}
        >
          {connections.isPending ? (
            <Skeleton className="h-8" />
          ) : connections.data?.items.length === 0 ? (
            <p className="text-ui">
              No platform is connected yet.{" "}
              <Link href="/connections" className="underline underline-offset-2">
                Open the connections
              </Link>
            </p>
          ) : (
            <Select {...register("connectionId")}>
              <option value="">Choose a connection</option>
              {connections.data?.items.map((connection) => (
                <option key={connection.id} value={connection.id}>
                  {platformName(connection.platform)} · {connection.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Objective" error={errors.objective?.message}>
          <Select {...register("objective")}>
            {OBJECTIVES.map((objective) => (
              <option key={objective} value={objective}>
                {capital(objectiveWord(objective))}
              </option>
            ))}
          </Select>
        </Field>
        <StatusField
          register={register("status")}
          {...(record ? { current: record.status } : {})}
          error={errors.status?.message}
        />
      </div>
      <div className="grid gap-4 sm:grid-cols-[1fr_1fr_96px]">
        <Field label="Budget is for" error={errors.budget?.type?.message}>
          <Select {...register("budget.type")}>
            <option value="daily">Each day</option>
            <option value="lifetime">The whole time</option>
          </Select>
        </Field>
        <Field label="Amount" error={errors.budget?.amountMicros?.message}>
          <Input {...register("budget.amountMicros")} inputMode="decimal" placeholder="50.00" autoComplete="off" />
        </Field>
        <Field label="Currency" error={errors.budget?.currency?.message}>
          <Select {...register("budget.currency", { onChange: onCurrency })}>
            {CURRENCIES.map((currency) => (
              <option key={currency}>{currency}</option>
            ))}
          </Select>
        </Field>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Starts" hint="Your time zone. Empty: at once." error={errors.startAt?.message}>
          <Input {...register("startAt")} type="datetime-local" />
        </Field>
        <Field label="Ends" hint="Needed for a budget over the whole time." error={errors.endAt?.message}>
          <Input {...register("endAt")} type="datetime-local" />
        </Field>
      </div>
    </FormFrame>
  );
}
