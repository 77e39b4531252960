import type { Platform } from "../../domain/campaign";
import type { CanonicalRecord, CanonicalValue, RecordKind } from "../../domain/canonical";
import type { Capabilities } from "../../platforms/types";
import type { Shadow } from "./compare";
import type { Guard, Guardrails } from "./guards";
import type { Budgeted } from "./pace";

/** One of our records with all the engine holds of it. */
export type PlanRecord = {
  kind: RecordKind;
  id: string;
  name: string;
  parentId: string | null;
  campaignId: string;
  connectionId: string;
  platform: Platform;
  version: number;
  /** Deleted here; the row waits for its remove operation. */
  deleted: boolean;
  /** Who edited it last, as people read it. */
  editedBy: string | null;
  /** As the platform could hold it. */
  desired: CanonicalRecord;
  /** What must be mended before the platform would take it. */
  problems: { field: string; message: string }[];
  link: {
    platformId: string;
    shadow: Shadow;
    observed: CanonicalRecord;
    /** The platform's own word that it no longer exists. */
    gone: boolean;
    /** Deleted here and edited there: a person was asked, and has not decided yet. */
    disputed?: boolean;
    /** Fields that changed back and forth too often: a person decides before anything is sent or taken over. */
    frozen?: string[];
  } | null;
  /** A create of it was sent and never confirmed, so it may be there without a link. */
  maybeThere: boolean;
  /** Of a record that is to be made again: the amounts it had over there before. */
  amountsBefore?: CanonicalRecord;
  /** Of a campaign: what our row says it may spend. */
  budget?: Budgeted;
  /** Amounts as they were 24 hours ago, where one of our writes changed them since. */
  dayBefore?: CanonicalRecord;
  /** We made it, or put it away, within the last 24 hours. */
  madeToday?: boolean;
  awayToday?: boolean;
};

export type PlannedChange = {
  field: string;
  from: CanonicalValue;
  to: CanonicalValue;
  by: string | null;
  reason: string;
  /** What our row says, where a guardrail lets only a part of it go. */
  wanted?: CanonicalValue;
  /** What our side was when both last agreed: where an undo leads back to. Of a record that is not there yet, nothing. */
  agreed?: CanonicalValue;
};

export type PlannedOperation = {
  kind: "create" | "update" | "pause" | "resume" | "archive" | "remove";
  record: PlanRecord;
  /** What the record's fields are to be once this has landed: of an update, what it does not send stays as it was. */
  desired: CanonicalRecord;
  changes: PlannedChange[];
  state: "planned" | "held";
  reason: string | null;
  /** The guardrail that holds it, which a person may let it pass; null where something has to be mended first. */
  guard: Guard | null;
  /** What it adds to the connection's spend a day, in micros. Reckoned only where the connection has a limit. */
  exposureMicros?: bigint;
  /** The status this record gets when everything below it has landed. */
  finalStatus: string | null;
};

export type SkippedRecord = { record: PlanRecord; reason: string };

export type ConnectionFacts = {
  capabilities: Capabilities;
  guardrails?: Guardrails;
  /** What the connection's other sets spend a day, with what their open runs are about to add. In micros. */
  spentElsewhere?: bigint;
};
