import type { PullFindings } from "@/lib/domain/views/sync-runs";

type FindingLine = { key: keyof PullFindings; amount: number; sentence: string };

/** What a pull found, one line each: what a person should look at first, what concerns nobody last. */
export function findingLines(findings: PullFindings, place: string): FindingLine[] {
  const of = (key: keyof PullFindings, one: string, many: string): FindingLine => ({
    key,
    amount: findings[key],
    sentence: findings[key] === 1 ? one : many,
  });
  return [
    of(
      "conflicts",
      `record was changed here and on ${place}, for a person to decide.`,
      `records were changed here and on ${place}, for a person to decide.`,
    ),
    of("gone", `record is gone: ${place} says so itself.`, `records are gone: ${place} says so itself.`),
    of(
      "missing",
      `record was not named by a complete reading of ${place}. It stays here until that is certain.`,
      `records were not named by a complete reading of ${place}. They stay here until that is certain.`,
    ),
    of(
      "unknown",
      `record on ${place} is linked to none of ours. It was left as it is.`,
      `records on ${place} are linked to none of ours. They were left as they are.`,
    ),
    of(
      "copies",
      `second copy of a record of ours was archived on ${place}: a lost answer had made it.`,
      `second copies of records of ours were archived on ${place}: lost answers had made them.`,
    ),
    of(
      "pulled",
      `field was changed on ${place} alone, and was taken over here.`,
      `fields were changed on ${place} alone, and were taken over here.`,
    ),
    of(
      "agreed",
      "field had been changed alike on both sides, so there was nothing to do.",
      "fields had been changed alike on both sides, so there was nothing to do.",
    ),
    of("listed", "record was read in all.", "records were read in all."),
  ];
}
