import type { RemoteRecord } from "../../prisma/generated/client";
import type { Ref } from "../db/found";
import type { CanonicalRecord, RecordKind } from "../domain/canonical";
import type { Parts, RecordContent } from "../platforms/types";
import { fromRemote } from "../sync/pull/remote-record";

/** One record that was found over there, with what was found below it. */
export type Found = {
  row: RemoteRecord;
  kind: RecordKind;
  platformId: string;
  name: string;
  /** Everything the platform showed of it, in our words. */
  fields: CanonicalRecord;
  parts: Parts;
  /** What is set there and no field of ours holds, in words. */
  unheld: string[];
  /** What it shows could not be read, so it cannot be taken on whole. */
  incomplete: boolean;
  children: Found[];
};

export const refKey = ({ recordKind, platformId }: Ref): string => `${recordKind}/${platformId}`;

const CHILDREN: Record<RecordKind, RecordKind[]> = {
  campaign: ["ad_group"],
  ad_group: ["ad", "keyword"],
  ad: [],
  keyword: [],
};

/** Rows as trees: whatever has its parent among them hangs below that. `content` is null where listings say everything. */
export function toTrees(rows: RemoteRecord[], content: Map<string, RecordContent> | null): Found[] {
  const all = rows.map((row): Found => {
    const { fields, parts, unheld } = fromRemote(row.value);
    const more = row.recordKind === "ad" ? content?.get(row.platformId) : undefined;
    return {
      row,
      kind: row.recordKind,
      platformId: row.platformId,
      name: row.name,
      fields: { ...fields, ...more?.value },
      parts: more?.parts ?? parts,
      unheld: [...unheld, ...(more?.unheld ?? [])],
      incomplete: content !== null && row.recordKind === "ad" && !more,
      children: [],
    };
  });
  const byKey = new Map(all.map((found) => [refKey({ recordKind: found.kind, platformId: found.platformId }), found]));
  return all.filter((found) => {
    const parent = parentKindsOf(found.kind)
      .map((recordKind) => byKey.get(refKey({ recordKind, platformId: found.row.parentPlatformId ?? "" })))
      .find((candidate) => candidate !== undefined);
    parent?.children.push(found);
    return !parent;
  });
}

const parentKindsOf = (kind: RecordKind): RecordKind[] =>
  (Object.keys(CHILDREN) as RecordKind[]).filter((parent) => CHILDREN[parent].includes(kind));

/** The kind of record that a kind hangs under; null for a campaign. */
export const parentKindOf = (kind: RecordKind): RecordKind | null => parentKindsOf(kind)[0] ?? null;
