import { count, kindWord } from "@/components/ui/record-words";
import type { RecordKind } from "@/lib/domain/canonical";
import type { FoundView } from "@/lib/domain/views/found";

type Kinds = Pick<FoundView, "recordKind">;

const ORDER: readonly RecordKind[] = ["campaign", "ad_group", "ad", "keyword"];

/** "3 campaigns and 1 ad group". */
export function describeRecords(records: readonly Kinds[]): string {
  const parts = ORDER.flatMap((kind) => {
    const amount = records.filter(({ recordKind }) => recordKind === kind).length;
    return amount > 0 ? [count(amount, kindWord(kind))] : [];
  });
  return joined(parts);
}

/** "2 ad groups and 6 ads"; empty where nothing hangs below. */
export function describeChildren({ adGroups, ads, keywords }: FoundView["children"]): string {
  return joined([
    ...(adGroups > 0 ? [count(adGroups, "ad group")] : []),
    ...(ads > 0 ? [count(ads, "ad")] : []),
    ...(keywords > 0 ? [count(keywords, "keyword")] : []),
  ]);
}

function joined(parts: string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${last}` : last;
}

/** A second copy that may be put away: nobody has enabled it. */
export const canArchive = ({ copyOf, status }: Pick<FoundView, "copyOf" | "status">): boolean =>
  copyOf !== null && status === "paused";
