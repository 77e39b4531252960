import { formatMicros, microsToDecimal } from "../domain/amounts";
import { type CanonicalRecord, type CanonicalValue, isEqual } from "../domain/canonical";
import { fieldWord } from "../domain/field-words";
import type { ImportAnswer } from "../domain/views/found";
import type { Capabilities } from "../platforms/types";
import type { Taken } from "./new-rows";

type Unheld = ImportAnswer["unheld"][number];

type Facts = { capabilities: Capabilities; currency: string; desired: Map<string, CanonicalRecord> };

/**
 * What of each record our model could not take over, in sentences. All of it stays as it is over there until somebody
 * edits that very field here.
 */
export function unheldOf(taken: Taken[], { capabilities, currency, desired }: Facts): Unheld[] {
  const { displayName } = capabilities;
  return taken.flatMap(({ found, recordId }) => {
    const ours = desired.get(recordId) ?? {};
    const say = (text: string): Unheld => ({
      recordKind: found.kind,
      platformId: found.platformId,
      name: found.name,
      recordId,
      text,
    });
    const differing = Object.keys(capabilities.kinds[found.kind]?.fields ?? {}).filter(
      (field) => !isEmpty(found.fields[field]) && !isEqual(found.fields[field], ours[field]),
    );
    return [
      ...found.unheld.map((what) => say(`${capital(what)}: kept on ${displayName}, not shown here.`)),
      ...differing.map((field) => {
        const there = inWords(field, found.fields[field], currency);
        return say(
          `${capital(fieldWord(field))}: ${there} on ${displayName}, ${inWords(field, ours[field], currency)} here.`,
        );
      }),
    ];
  });
}

const isEmpty = (value: CanonicalValue | undefined): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

function inWords(field: string, value: CanonicalValue | undefined, currency: string): string {
  if (isEmpty(value)) return "none";
  if (field.endsWith("Micros") && typeof value === "string") {
    return currency ? formatMicros(value, currency) : microsToDecimal(value);
  }
  return Array.isArray(value) ? value.map(String).join(", ") : String(value).replaceAll("_", " ");
}

const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);
