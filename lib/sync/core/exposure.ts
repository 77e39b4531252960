import { formatMicros } from "../../domain/amounts";
import { holdApart, movesSpend } from "./changes";
import { type CampaignSpend, campaignSpends } from "./forecast";
import { DEFAULT_GUARDRAILS, type Hold } from "./guards";
import type { ConnectionFacts, PlannedOperation, PlanRecord } from "./planned";
import { holdRaises } from "./shared-budgets";

/**
 * Holds what would let a connection's campaigns spend more a day than its limit. Campaigns are taken in the plan's order,
 * and what a plan saves makes no room in it: a cut may fail, so what it frees counts once it has landed. What passes is
 * noted on the operation, so that a run beside this one reckons with it. What another guardrail holds is judged as if
 * somebody let it pass: they should know of the limit when they do.
 */
export function holdExposure(
  operations: PlannedOperation[],
  records: PlanRecord[],
  factsOf: (record: PlanRecord) => ConnectionFacts,
  now: Date,
): void {
  const reckoned = new Map<string, bigint>();
  const spends = campaignSpends(records, operations, now);
  for (const { record, before } of spends) {
    const sum = reckoned.get(record.connectionId) ?? factsOf(record).spentElsewhere ?? 0n;
    reckoned.set(record.connectionId, sum + before);
  }
  for (const spend of spends) {
    const { connectionId } = spend.record;
    const { maxExposureMicros } = factsOf(spend.record).guardrails ?? DEFAULT_GUARDRAILS;
    const adds = spend.after - spend.before;
    if (maxExposureMicros === null || adds <= 0n) continue;
    const sum = (reckoned.get(connectionId) ?? 0n) + adds;
    const first = operations.find(({ record, state }) => record.campaignId === spend.record.id && state === "planned");
    if (sum <= BigInt(maxExposureMicros)) {
      reckoned.set(connectionId, sum);
      if (first) first.exposureMicros = adds;
    } else {
      holdCampaign(operations, records, spend, {
        guard: "exposure",
        reason: beyondLimit(sum, maxExposureMicros, spend),
      });
    }
  }
  judgeAsPassed({ operations, records, factsOf, now, reckoned, spends });
}

const beyondLimit = (sum: bigint, limit: string, { currency }: CampaignSpend): string =>
  `The connection would spend up to ${formatMicros(sum, currency)} a day; its limit is ${formatMicros(BigInt(limit), currency)}.`;

type Reckoning = {
  operations: PlannedOperation[];
  records: PlanRecord[];
  factsOf: (record: PlanRecord) => ConnectionFacts;
  now: Date;
  /** What each connection spends a day with all that passes by itself. */
  reckoned: Map<string, bigint>;
  spends: CampaignSpend[];
};

function judgeAsPassed({ operations, records, factsOf, now, reckoned, spends }: Reckoning): void {
  const isHeldApart = ({ state, guard }: PlannedOperation) =>
    state === "held" && guard !== null && guard !== "exposure";
  const heldApart = operations.filter(isHeldApart);
  if (heldApart.length === 0) return;
  const counted = new Map(spends.map(({ record, before, after }) => [record.id, after > before ? after : before]));
  const asPassed = operations.map((item) => (isHeldApart(item) ? { ...item, state: "planned" as const } : item));
  for (const spend of campaignSpends(records, asPassed, now)) {
    const { connectionId, id } = spend.record;
    const { maxExposureMicros } = factsOf(spend.record).guardrails ?? DEFAULT_GUARDRAILS;
    const adds = spend.after - (counted.get(id) ?? 0n);
    const waiting = heldApart.filter(
      ({ record, kind, changes }) => record.campaignId === id && (kind === "create" || changes.some(movesSpend)),
    );
    const [first] = waiting;
    if (maxExposureMicros === null || adds <= 0n || !first) continue;
    const sum = (reckoned.get(connectionId) ?? 0n) + adds;
    first.exposureMicros = adds;
    if (sum <= BigInt(maxExposureMicros)) reckoned.set(connectionId, sum);
    else {
      const reason = beyondLimit(sum, maxExposureMicros, spend);
      for (const item of waiting)
        Object.assign(item, { guard: "exposure", reason: `${item.reason ?? ""} ${reason}`.trim() });
    }
  }
}

function holdCampaign(operations: PlannedOperation[], records: PlanRecord[], spend: CampaignSpend, hold: Hold): void {
  const top = spend.record;
  for (const operation of operations.filter(({ record, state }) => record.id === top.id && state === "planned")) {
    if (operation.kind === "create") Object.assign(operation, { state: "held", ...hold });
    else {
      operations.splice(operations.indexOf(operation), 1, ...holdApart(operation, movesSpend, hold));
    }
  }
  const groups = records.filter(({ kind, parentId }) => kind === "ad_group" && parentId === top.id);
  // Without its campaign a new ad group spends nothing, and waits for it anyway.
  if (top.link) holdRaises(operations, groups, hold);
  const first = operations.find(({ record, guard }) => record.campaignId === top.id && guard === hold.guard);
  if (first) first.exposureMicros = spend.after - spend.before;
}
