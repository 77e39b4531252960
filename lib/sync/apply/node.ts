import type { Link } from "../../../prisma/generated/client";
import type { OperationRow } from "../../db/operations";
import type { CanonicalRecord } from "../../domain/canonical";
import type { Operation, Parts } from "../../platforms/types";

/** One operation with what is known of its record while a run works on it. */
export type Node = {
  row: OperationRow;
  /** The link's id; made here when the record has none yet. */
  linkId: string;
  platformId: string | null;
  parts: Parts;
  marker: string;
  /** When a create whose outcome is not known was about to leave, and what it carried. */
  intentAt: Date | null;
  intentDesired: CanonicalRecord | null;
  /** A create of this process is on the line; what it answers is known, unlike that of another worker. */
  sentNow: boolean;
  /** It was not made now but found: somebody may have changed it since it was. */
  wasFound: boolean;
  observed: CanonicalRecord;
  parent: Node | null;
  /** Platform id of the parent when the parent is not part of this run. */
  parentPlatformId: string | null;
  children: Node[];
  /** Records below that failed, were held or skipped earlier in this run. */
  lostBelow: number;
  /** Carried out before its turn, and whether it landed then. */
  landedAhead: boolean | null;
  attempts: number;
  /** Runs that tried it in vain since it last landed. */
  retryCount: number;
};

export function createNode(row: OperationRow, link: Link | undefined, fresh: { linkId: string; marker: string }): Node {
  return {
    row,
    linkId: link?.id ?? fresh.linkId,
    platformId: link?.platformId ?? null,
    parts: (link?.parts ?? {}) as Parts,
    marker: link?.marker ?? fresh.marker,
    intentAt: link?.intentAt ?? null,
    intentDesired: (link?.intent ?? null) as CanonicalRecord | null,
    sentNow: false,
    wasFound: false,
    observed: (link?.observed ?? {}) as CanonicalRecord,
    parent: null,
    parentPlatformId: null,
    children: [],
    lostBelow: 0,
    landedAhead: null,
    attempts: row.attempts,
    retryCount: link?.retryCount ?? 0,
  };
}

export type Change = { field: string; from: CanonicalRecord[string]; to: CanonicalRecord[string] };

export const changesOf = (node: Node): Change[] => node.row.changes as unknown as Change[];

/** The operation as the adapter takes it. A top that is enabled last is created paused, or keeps its status at first. */
export function toOperation(node: Node): Operation {
  const { row } = node;
  const isCreate = row.kind === "create";
  const changes = changesOf(node);
  const changed = changes.map((change) => change.field).filter((field) => !(row.finalStatus && field === "status"));
  // A removal asks for a status that is not in the record's own desired value.
  const desired = {
    ...(row.desired as CanonicalRecord),
    ...(row.kind === "remove" ? { status: changes[0]?.to ?? null } : {}),
  };
  return {
    id: row.id,
    kind: isCreate ? "create" : "update",
    recordKind: row.recordKind,
    recordId: row.recordId,
    platformId: node.platformId,
    parentPlatformId: node.parent?.platformId ?? node.parentPlatformId,
    desired,
    changed: isCreate ? [] : changed,
    ...(isCreate && row.finalStatus ? { initialStatus: "paused" } : {}),
    marker: node.marker,
    parts: node.parts,
  };
}

/** The last step of a top: only its status. */
export function toActivation(node: Node): Operation {
  return { ...toOperation(node), kind: "update", changed: ["status"], initialStatus: undefined };
}

/** What a create carries: the desired value with the status it is created in. */
export function sentValue(operation: Operation): CanonicalRecord {
  return operation.initialStatus ? { ...operation.desired, status: operation.initialStatus } : operation.desired;
}
