import type { Platform } from "../../domain/campaign";
import type { CanonicalRecord, CanonicalValue, RecordKind } from "../../domain/canonical";
import type { Capabilities } from "../../platforms/types";
import type { Shadow } from "./compare";
import type { Guardrails } from "./guards";

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
  } | null;
  /** A create of it was sent and never confirmed, so it may be there without a link. */
  maybeThere: boolean;
};

export type PlannedChange = {
  field: string;
  from: CanonicalValue;
  to: CanonicalValue;
  by: string | null;
  reason: string;
};

export type PlannedOperation = {
  kind: "create" | "update" | "pause" | "resume" | "archive" | "remove";
  record: PlanRecord;
  /** What the record's fields are to be once this has landed: of an update, what it does not send stays as it was. */
  desired: CanonicalRecord;
  changes: PlannedChange[];
  state: "planned" | "held";
  reason: string | null;
  /** The status this record gets when everything below it has landed. */
  finalStatus: string | null;
};

export type SkippedRecord = { record: PlanRecord; reason: string };

export type ConnectionFacts = { capabilities: Capabilities; guardrails?: Guardrails };
