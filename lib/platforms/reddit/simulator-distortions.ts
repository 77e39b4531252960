import { isRecord } from "../simulators/json-schema";
import type { ValueFault } from "../simulators/types";

type Kind = "campaign" | "ad-group" | "ad" | "post";

/** What Reddit is most likely to round or lose, in the order tried. A dotted name reaches into an object. */
const USUAL_SUSPECTS: Record<Kind, Record<ValueFault["kind"], string[]>> = {
  campaign: { coerce: ["goal_value", "spend_cap", "name"], drop_field: ["spend_cap", "end_time", "invoice_label"] },
  "ad-group": {
    coerce: ["goal_value", "bid_value", "name"],
    drop_field: [
      "targeting.interests",
      "targeting.devices",
      "targeting.communities",
      "targeting.geolocations",
      "targeting",
    ],
  },
  ad: { coerce: ["click_url", "name"], drop_field: ["click_url", "click_url_query_parameters"] },
  post: {
    coerce: ["creative.headline"],
    drop_field: ["creative.destination.display_url", "creative.destination.call_to_action"],
  },
};

const WHOLE_UNIT_MICROS = 1_000_000;
const UNKNOWN_VALUE = "LIMITED_BY_NEW_POLICY";

/** The write as the platform takes it when it coerces or forgets a value. Without a fault, the same object. */
export function alterWrite(
  kind: Kind,
  data: Record<string, unknown>,
  fault: ValueFault | undefined,
): Record<string, unknown> {
  if (!fault) return data;
  for (const path of fault.field ? [fault.field] : USUAL_SUSPECTS[kind][fault.kind]) {
    const present = read(data, path);
    if (present === undefined || present === null) continue;
    const coerced = fault.value === undefined ? coerce(present) : fault.value;
    if (fault.kind === "coerce" && coerced === present) continue;
    fault.applied = true;
    return fault.kind === "drop_field" ? without(data, path) : withValue(data, path, coerced);
  }
  return data;
}

/** An answer with one value nobody knows, or one field gone; undefined when there is nothing to change. */
export function distortAnswer(json: unknown, kind: "unknown_enum" | "drop_field", field?: string): unknown {
  if (!isRecord(json)) return undefined;
  const { data } = json;
  const subject = Array.isArray(data) ? data[0] : data;
  if (!isRecord(subject)) return undefined;
  const candidates = field
    ? [field]
    : kind === "unknown_enum"
      ? ["effective_status", "status", "creative.type"]
      : ["effective_status", "name"];
  const path = candidates.find((name) => read(subject, name) !== undefined);
  if (!path) return undefined;
  const distorted = kind === "unknown_enum" ? withValue(subject, path, UNKNOWN_VALUE) : without(subject, path);
  return { ...json, data: Array.isArray(data) ? [distorted, ...data.slice(1)] : distorted };
}

/** Money goes up to the next whole unit; texts change the case of their first letter; addresses gain a slash. */
function coerce(value: unknown): unknown {
  if (typeof value === "number") {
    return (Math.floor(value / WHOLE_UNIT_MICROS) + 1) * WHOLE_UNIT_MICROS;
  }
  if (typeof value !== "string" || value === "") return value;
  if (/^https?:/.test(value)) return value.endsWith("/") ? value.slice(0, -1) : `${value}/`;
  const first = value.charAt(0);
  return (first === first.toUpperCase() ? first.toLowerCase() : first.toUpperCase()) + value.slice(1);
}

function read(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), value);
}

function withValue(value: Record<string, unknown>, path: string, next: unknown): Record<string, unknown> {
  const [name = "", ...rest] = path.split(".");
  const inner = value[name];
  return { ...value, [name]: rest.length > 0 && isRecord(inner) ? withValue(inner, rest.join("."), next) : next };
}

function without(value: Record<string, unknown>, path: string): Record<string, unknown> {
  const [name = "", ...rest] = path.split(".");
  const inner = value[name];
  if (rest.length > 0 && isRecord(inner)) return { ...value, [name]: without(inner, rest.join(".")) };
  const { [name]: _gone, ...kept } = value;
  return kept;
}
