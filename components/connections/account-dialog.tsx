"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { FailedState } from "@/components/ui/query-view";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import type { AccountChoice } from "@/lib/domain/connection";
import type { AccountOptionsView, AdAccountList, ConnectionDetailView } from "@/lib/domain/views/connections";
import type { ConnectionActions } from "./actions";
import { connectionQueries } from "./queries";
import { useEditConnection } from "./use-edit-connection";

type AccountDialogProps = {
  connection: ConnectionDetailView;
  edit: ConnectionActions["edit"];
  onClose: () => void;
};

/** Which ad account, and within it which profile, pixel and funding instrument: as the platform lists them now. */
export default function AccountDialog({ connection, edit, onClose }: AccountDialogProps) {
  const query = useQuery(connectionQueries.adAccounts(connection.id));
  const save = useEditConnection(connection.id, edit);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      pending={save.isPending}
      title="Ad account"
      description="Campaigns of this connection run in it. Once records are there, only its parts can be changed."
    >
      {query.data ? (
        <AccountForm connection={connection} accounts={query.data.items} save={save} onClose={onClose} />
      ) : (
        <DialogBody>
          {query.isError ? (
            <FailedState
              what="the ad accounts"
              reason={query.error.message}
              retrying={query.isFetching}
              onRetry={() => query.refetch()}
            />
          ) : (
            <FieldsLoading what="the ad accounts" />
          )}
        </DialogBody>
      )}
    </Dialog>
  );
}

type AccountFormProps = Omit<AccountDialogProps, "edit"> & {
  accounts: AdAccountList["items"];
  save: ReturnType<typeof useEditConnection>;
};

function AccountForm({ connection, accounts, save, onClose }: AccountFormProps) {
  const [choice, setChoice] = useState<AccountChoice>({
    adAccountId: accounts.find(({ chosen }) => chosen)?.platformId ?? accounts[0]?.platformId ?? "",
    ...given("profileId", connection.profile),
    ...given("pixelId", connection.pixel),
    ...given("fundingInstrumentId", connection.fundingInstrument),
  });
  const account = accounts.find(({ platformId }) => platformId === choice.adAccountId);
  const options = useQuery({
    ...connectionQueries.options(connection.id, choice.adAccountId),
    enabled: choice.adAccountId !== "",
  });
  const whole = options.data ? complete(choice, options.data) : null;
  const ready = whole?.profileId && whole.pixelId && whole.fundingInstrumentId;

  if (!account) {
    return (
      <DialogBody>
        <Notice tone="warning" title="This sign-in has no ad account">
          Make one at the platform, or connect again as someone who works in one.
        </Notice>
      </DialogBody>
    );
  }
  return (
    <form
      noValidate
      className="flex min-h-0 flex-1 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        if (!whole || !ready) return;
        save.mutate(
          { account: whole, version: connection.version },
          {
            onSuccess: () => {
              toast.success(`Campaigns of this connection run in ${account.name} now.`);
              onClose();
            },
          },
        );
      }}
    >
      <DialogBody className="space-y-4">
        {save.isError ? <Notice tone="failed" title={save.error.message} /> : null}
        <Field label="Ad account" hint={`${account.currency}${account.timeZone ? ` · ${account.timeZone}` : ""}`}>
          <Select
            value={choice.adAccountId}
            onChange={(event) => {
              save.reset();
              setChoice({ adAccountId: event.target.value });
            }}
          >
            {accounts.map(({ platformId, name, businessName }) => (
              <option key={platformId} value={platformId}>
                {name}
                {businessName ? ` (${businessName})` : ""}
              </option>
            ))}
          </Select>
        </Field>
        {account.problem ? (
          <Notice tone="warning" title={`The platform says: ${account.problem}`}>
            Nothing runs in this account until that is settled there.
          </Notice>
        ) : null}
        {whole && options.data ? (
          <Parts choice={whole} options={options.data} onChange={(part) => setChoice({ ...whole, ...part })} />
        ) : options.isError ? (
          <FailedState
            what="what belongs to it"
            reason={options.error.message}
            retrying={options.isFetching}
            onRetry={() => options.refetch()}
          />
        ) : (
          <FieldsLoading what="what belongs to it" />
        )}
      </DialogBody>
      <DialogFooter>
        <DialogClose>Leave it as it is</DialogClose>
        <Button type="submit" variant="primary" disabled={!ready} pending={save.isPending}>
          Work in {account.name}
        </Button>
      </DialogFooter>
    </form>
  );
}

type PartsProps = {
  choice: AccountChoice;
  options: AccountOptionsView;
  onChange: (part: Partial<AccountChoice>) => void;
};

function Parts({ choice, options, onChange }: PartsProps) {
  const funding = options.fundingInstruments.find(({ platformId }) => platformId === choice.fundingInstrumentId);
  return (
    <>
      <PartField
        label="Profile"
        hint="Ads appear as posts of this profile."
        none="This account has no profile. Make one at the platform."
        items={options.profiles}
        value={choice.profileId}
        onChange={(profileId) => onChange({ profileId })}
      />
      <PartField
        label="Pixel"
        hint="Counts what people do after a click."
        none="This account has no pixel. Make one at the platform."
        items={options.pixels}
        value={choice.pixelId}
        onChange={(pixelId) => onChange({ pixelId })}
      />
      <PartField
        label="Funding instrument"
        hint={
          funding && !funding.isServable
            ? `Cannot pay just now: ${funding.reasons.join(", ").toLowerCase().replaceAll("_", " ") || "no reason given"}.`
            : "Pays for what the ads spend."
        }
        none="This account has no way to pay. Add one at the platform."
        items={options.fundingInstruments.map((item) => ({
          ...item,
          name: `${item.name}, ${item.currency}${item.isServable ? "" : " (cannot pay now)"}`,
        }))}
        value={choice.fundingInstrumentId}
        onChange={(fundingInstrumentId) => onChange({ fundingInstrumentId })}
      />
    </>
  );
}

type PartFieldProps = {
  label: string;
  hint: string;
  none: string;
  items: readonly { platformId: string; name: string }[];
  value: string | undefined;
  onChange: (platformId: string) => void;
};

function PartField({ label, hint, none, items, value, onChange }: PartFieldProps) {
  return (
    <Field label={label} {...(items.length === 0 ? { error: none } : { hint })}>
      <Select value={value ?? ""} disabled={items.length === 0} onChange={(event) => onChange(event.target.value)}>
        {value === undefined ? <option value="">Choose one</option> : null}
        {items.map(({ platformId, name }) => (
          <option key={platformId} value={platformId}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  );
}

const given = <Key extends string>(key: Key, chosen: { platformId: string } | null) =>
  chosen ? ({ [key]: chosen.platformId } as Record<Key, string>) : {};

/** What was chosen as far as the account has it, and the only one where there is one. */
function complete(choice: AccountChoice, options: AccountOptionsView): AccountChoice {
  const pick = (wanted: string | undefined, items: readonly { platformId: string }[], byItself = items) =>
    items.find(({ platformId }) => platformId === wanted)?.platformId ??
    (byItself.length === 1 ? byItself[0]?.platformId : undefined);
  const profileId = pick(choice.profileId, options.profiles);
  const pixelId = pick(choice.pixelId, options.pixels);
  const fundingInstrumentId = pick(
    choice.fundingInstrumentId,
    options.fundingInstruments,
    options.fundingInstruments.filter(({ isServable }) => isServable),
  );
  return {
    adAccountId: choice.adAccountId,
    ...(profileId ? { profileId } : {}),
    ...(pixelId ? { pixelId } : {}),
    ...(fundingInstrumentId ? { fundingInstrumentId } : {}),
  };
}

const FieldsLoading = ({ what }: { what: string }) => (
  <Loading what={what} className="space-y-4">
    {["one", "two", "three"].map((line) => (
      <div key={line} className="space-y-1.5">
        <Skeleton className="h-4 w-28" />
        <Skeleton className="h-8 w-full" />
      </div>
    ))}
  </Loading>
);
