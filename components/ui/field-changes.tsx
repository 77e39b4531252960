"use client";

import { Fragment, useState } from "react";
import type { CanonicalValue } from "@/lib/domain/canonical";
import { fieldWord } from "@/lib/domain/field-words";
import { fieldText } from "./record-words";

type Change = {
  field: string;
  from: CanonicalValue;
  to: CanonicalValue;
  /** What is wanted here, where a guardrail lets only a part of it go. */
  wanted?: CanonicalValue | undefined;
};

// Texts longer than this fold: the plan shows what changes, not whole ads.
const LONG = 120;

/** Field by field, from and to. Of a new record there is no from: its fields are a plain list. */
export function FieldChanges({ changes, currency }: { changes: readonly Change[]; currency: string | null }) {
  if (changes.every((change) => change.from === null)) {
    return (
      <dl className="grid grid-cols-[minmax(64px,auto)_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-ui">
        {changes.map((change) => (
          <Fragment key={change.field}>
            <dt className="text-ink-3">{fieldWord(change.field)}</dt>
            <dd className="break-words">
              <Value text={fieldText(change.field, change.to, currency)} />
            </dd>
          </Fragment>
        ))}
      </dl>
    );
  }
  return (
    <ul className="space-y-0.5">
      {changes.map((change) => (
        <li key={change.field} className="min-w-0 text-ui">
          <span className="text-ink-3">{fieldWord(change.field)}</span>{" "}
          {change.from !== null ? (
            <>
              <del className="break-words text-ink-3 decoration-line-strong">
                <Value text={fieldText(change.field, change.from, currency)} />
              </del>{" "}
              <span aria-hidden className="text-ink-3">
                →
              </span>{" "}
            </>
          ) : null}
          <ins className="break-words font-medium no-underline">
            <Value text={fieldText(change.field, change.to, currency)} />
          </ins>
          {change.wanted !== undefined ? (
            <span className="text-ink-3">
              {" "}
              of {fieldText(change.field, change.wanted, currency)}, as far as the guardrail goes
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Value({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  if (whole || text.length <= LONG) return <>{text}</>;
  return (
    <>
      {text.slice(0, LONG)}…{" "}
      <button
        type="button"
        onClick={() => setWhole(true)}
        className="rounded font-normal text-accent text-xs hover:underline"
      >
        all {text.length.toLocaleString("en")} characters
      </button>
    </>
  );
}
