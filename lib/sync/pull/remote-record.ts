import type { CanonicalRecord } from "../../domain/canonical";
import type { ObservedRecord, Parts } from "../../platforms/types";

/** Beside the fields of a record that is not ours: what is needed to take it on, and is no field. */
const ABOUT = "_about";

type About = { parts?: Parts; marker?: string; unheld?: string[] };

/** What a listing showed of a record that none of ours is linked to. */
type Remote = { fields: CanonicalRecord; parts: Parts; marker: string | null; unheld: string[] };

/** A record as the listing showed it, in the form in which it is kept until somebody takes it on. */
export function toRemote({ platformId, parentPlatformId, marker, label, parts, unheld, value }: ObservedRecord) {
  const about: About = {
    ...(Object.keys(parts).length > 0 ? { parts } : {}),
    ...(marker ? { marker } : {}),
    ...(unheld && unheld.length > 0 ? { unheld } : {}),
  };
  return {
    platformId,
    parentPlatformId,
    marker,
    name: String(label ?? value.name ?? platformId),
    value: Object.keys(about).length > 0 ? { ...value, [ABOUT]: about } : value,
  };
}

export function fromRemote(value: unknown): Remote {
  const { [ABOUT]: kept, ...fields } = value as CanonicalRecord;
  const about = (kept ?? {}) as About;
  return { fields, parts: about.parts ?? {}, marker: about.marker ?? null, unheld: about.unheld ?? [] };
}
