import type { CanonicalRecord, CanonicalValue } from "../../domain/canonical";
import type { Capabilities, KindCapabilities } from "../../platforms/types";
import type { Shadow } from "../core/compare";
import { buildPlan } from "../core/plan";
import type { PlannedOperation, PlanRecord } from "../core/planned";
import { type FieldConflict, judgeReading } from "../core/take-over";

/**
 * One record on both sides of a platform that exists only here. What moves it is the product's own judgement
 * (`judgeReading`, `buildPlan`); of database and network nothing is left but their outcome. Random histories of it try
 * the laws that are about judgement.
 */
export type TwoSides = {
  here: CanonicalRecord;
  there: CanonicalRecord;
  shadow: Shadow;
  /** What the last reading showed. */
  seen: CanonicalRecord;
  conflicts: FieldConflict[];
};

const KIND: KindCapabilities = {
  fields: {
    name: { policy: "both" },
    status: { policy: "both" },
    budgetAmountMicros: { policy: "both" },
    endAt: { policy: "both" },
    label: { policy: "ours" },
  },
  remove: { by: "status", status: "archived" },
  createCalls: { write: 1 },
  updateCalls: { write: 1 },
  listPageSize: 100,
};

const CAPABILITIES: Capabilities = {
  displayName: "Example",
  kinds: { campaign: KIND },
  quotaGroups: {},
  listingLagMs: 0,
  namesAreUnique: false,
  webhooks: false,
};

const START: CanonicalRecord = {
  name: "start",
  status: "active",
  budgetAmountMicros: "50000000",
  endAt: null,
  label: "start",
};

/** In step, as a first push leaves it. */
export const inStep = (): TwoSides => ({
  here: START,
  there: START,
  shadow: { desired: START, observed: START },
  seen: START,
  conflicts: [],
});

/** The platform keeps names without spaces around them, and whole units of money. */
export function kept(field: string, value: CanonicalValue): CanonicalValue {
  if (field === "name" && typeof value === "string") return value.trim();
  if (field === "budgetAmountMicros" && typeof value === "string") return `${BigInt(value) / 1_000_000n}000000`;
  return value;
}

export const keptAll = (values: CanonicalRecord): CanonicalRecord =>
  Object.fromEntries(Object.entries(values).map(([field, value]) => [field, kept(field, value)]));

export const editHere = (sides: TwoSides, edit: CanonicalRecord): TwoSides => ({
  ...sides,
  here: { ...sides.here, ...edit },
});

export const editThere = (sides: TwoSides, edit: CanonicalRecord): TwoSides => ({
  ...sides,
  there: { ...sides.there, ...keptAll(edit) },
});

/** A pull: the platform is read, and our side brought up to it. */
export function pull(sides: TwoSides): TwoSides {
  const seen = sides.there;
  const { pulled, agreed, conflicts } = judgeReading(asRecord({ ...sides, seen }), KIND);
  const settled = { ...agreed, ...pulled };
  return {
    ...sides,
    seen,
    here: { ...sides.here, ...pulled },
    shadow: rebased(sides.shadow, settled, settled),
    conflicts,
  };
}

/** What a push would do now. */
export const planOf = (sides: TwoSides): PlannedOperation[] =>
  buildPlan([asRecord(sides)], () => ({ capabilities: CAPABILITIES })).operations;

export const sentOf = (sides: TwoSides): PlannedOperation[] => planOf(sides).filter(({ state }) => state === "planned");

/** A push: the platform is read first; then what the plan may send is sent, and its answer remembered. */
export function push(sides: TwoSides): TwoSides {
  const read = pull(sides);
  return sentOf(read).reduce(carryOut, read);
}

export function carryOut(sides: TwoSides, { desired, changes }: PlannedOperation): TwoSides {
  const sent = Object.fromEntries(changes.map(({ field }) => [field, desired[field] ?? null]));
  const there = { ...sides.there, ...keptAll(sent) };
  const answer = Object.fromEntries(Object.keys(sent).map((field) => [field, there[field] ?? null]));
  return { ...sides, there, seen: there, shadow: rebased(sides.shadow, sent, answer) };
}

/** A person settles every open conflict the same way. */
export function settle(sides: TwoSides, choice: "local" | "platform"): TwoSides {
  const theirs = Object.fromEntries(sides.conflicts.map(({ name }) => [name, sides.seen[name] ?? null]));
  return {
    ...sides,
    here: choice === "platform" ? { ...sides.here, ...theirs } : sides.here,
    shadow: rebased(sides.shadow, theirs, theirs),
    conflicts: [],
  };
}

const rebased = (shadow: Shadow, desired: CanonicalRecord, observed: CanonicalRecord): Shadow => ({
  desired: { ...shadow.desired, ...desired },
  observed: { ...shadow.observed, ...observed },
});

const asRecord = ({ here, seen, shadow }: TwoSides): PlanRecord => ({
  kind: "campaign",
  id: "c1",
  name: "c1",
  parentId: null,
  campaignId: "c1",
  connectionId: "connection",
  platform: "reddit",
  version: 1,
  deleted: false,
  editedBy: "Ada",
  desired: here,
  problems: [],
  link: { platformId: "1", shadow, observed: seen, gone: false },
  maybeThere: false,
});
