"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Dialog, DialogBody } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { platformName } from "@/components/ui/platform-glyph";
import { QueryView } from "@/components/ui/query-view";
import { capital, fieldText, kindWord } from "@/components/ui/record-words";
import { RelativeTime } from "@/components/ui/relative-time";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { StateBadge } from "@/components/ui/state-badge";
import type { RecordKind } from "@/lib/domain/canonical";
import { fieldWord } from "@/lib/domain/field-words";
import type { CampaignView } from "@/lib/domain/views/campaigns";
import type { ExplainView } from "@/lib/domain/views/explain";
import { explainQueries } from "./explain-queries";
import { StepList } from "./explain-steps";

export type ExplainedRecord = {
  recordKind: RecordKind;
  recordId: string;
  recordName: string;
  platform: CampaignView["platform"];
  currency: string;
  /** What can be asked about, in the order of the record's form. */
  fields: readonly string[];
};

type ExplainDialogProps = { record: ExplainedRecord; firstField: string; onClose: () => void };

/** How a field came to have its value, beside the tree. */
export default function ExplainDialog({ record, firstField, onClose }: ExplainDialogProps) {
  const [field, setField] = useState(firstField);
  const { recordKind, recordId, recordName, platform, currency } = record;
  const fields = record.fields.includes(field) ? record.fields : [field, ...record.fields];
  const query = useQuery(explainQueries.detail({ recordKind, recordId, field }));
  const there = platformName(platform);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      shape="side"
      title="Why this value?"
      description={`${recordName}, ${kindWord(recordKind)} on ${there}`}
    >
      <DialogBody className="space-y-5">
        <Field label="Field">
          <Select value={field} onChange={(event) => setField(event.target.value)}>
            {fields.map((name) => (
              <option key={name} value={name}>
                {capital(fieldWord(name))}
              </option>
            ))}
          </Select>
        </Field>
        <QueryView query={query} what="its history" skeleton={<ExplainSkeleton />}>
          {({ now, steps }) => (
            <>
              <Now now={now} field={field} currency={currency} there={there} />
              <section aria-label="How it came to be">
                <h3 className="mb-2.5 font-semibold text-ui">How it came to be</h3>
                {steps.length > 0 ? (
                  <StepList steps={steps} field={field} currency={currency} platform={there} />
                ) : (
                  <p className="flex items-center gap-2 rounded-card border border-line border-dashed px-3.5 py-4 text-ink-2">
                    <History aria-hidden className="size-4 shrink-0 text-ink-3" strokeWidth={1.75} />
                    Nobody has changed it since it was made.
                  </p>
                )}
              </section>
            </>
          )}
        </QueryView>
      </DialogBody>
    </Dialog>
  );
}

type NowProps = { now: ExplainView["now"]; field: string; currency: string; there: string };

/** Where both sides stand, and what they last agreed on. */
function Now({ now, field, currency, there }: NowProps) {
  const { local, platform, agreed, state, platformReadAt } = now;
  const value = (side: typeof local) => fieldText(field, side, currency);
  // A platform may keep a value on another record of the tree, such as a campaign's dates on its ad groups.
  const isKeptElsewhere = local === null && platform === null && agreed === null;
  return (
    <section aria-label="Now">
      <div className="mb-1.5 flex items-center gap-2">
        <h3 className="font-semibold text-ui">Now</h3>
        <StateBadge state={state} />
      </div>
      {isKeptElsewhere ? (
        <p className="text-ink-2">This record holds no value for it on {there}, and none was agreed on.</p>
      ) : (
        <dl className="divide-y divide-line rounded-card border border-line">
          <Side label="Here">{value(local)}</Side>
          <Side
            label={`On ${there}`}
            note={
              platformReadAt ? (
                <>
                  read <RelativeTime at={platformReadAt} />
                </>
              ) : null
            }
          >
            {platformReadAt ? value(platform) : <span className="text-ink-3">not there yet</span>}
          </Side>
          <Side label="Last agreed">
            {platformReadAt ? value(agreed) : <span className="text-ink-3">nothing yet</span>}
          </Side>
        </dl>
      )}
    </section>
  );
}

const Side = ({ label, note, children }: { label: string; note?: ReactNode; children: ReactNode }) => (
  <div className="grid grid-cols-[104px_minmax(0,1fr)] gap-x-3 px-3 py-2">
    <dt className="text-ink-3 text-ui">
      {label}
      {note ? <span className="block text-[11px] leading-4">{note}</span> : null}
    </dt>
    <dd className="break-words">{children}</dd>
  </div>
);

const LINES = ["w-40", "w-56", "w-48", "w-44"];

function ExplainSkeleton() {
  return (
    <Loading what="its history" className="space-y-5">
      <div className="space-y-3 rounded-card border border-line px-3 py-2.5">
        <Skeleton className="h-4 w-48" />
        <Skeleton className="h-4 w-48" />
        <Skeleton className="h-4 w-48" />
      </div>
      <div className="space-y-3.5">
        {LINES.map((width) => (
          <div key={width} className="flex gap-2.5">
            <Skeleton round className="size-[23px]" />
            <div className="space-y-1.5">
              <Skeleton className={`h-4 ${width}`} />
              <Skeleton className="h-3.5 w-32" />
            </div>
          </div>
        ))}
      </div>
    </Loading>
  );
}
