import { expect, it } from "vitest";
import type { OperationView } from "@/lib/domain/views/plans";
import { mergeOperations } from "./merge-operations";

const operation = (seq: number, state: OperationView["state"] = "planned"): OperationView => ({
  id: `operation-${seq}`,
  seq,
  kind: "create",
  recordKind: "ad",
  recordId: `record-${seq}`,
  recordName: `Ad ${seq}`,
  parentRecordId: null,
  campaignId: "campaign",
  platform: "reddit",
  changes: [],
  state,
  reason: null,
  guard: null,
  approvedAt: null,
  error: null,
  platformId: null,
  endedAt: null,
});

it("puts a newer state in the place of the older one", () => {
  const merged = mergeOperations([operation(1), operation(2)], [operation(2, "applied")]);
  expect(merged.map((item) => item.state)).toEqual(["planned", "applied"]);
});

it("keeps the order of seq when operations arrive that were missed", () => {
  const merged = mergeOperations([operation(1), operation(4)], [operation(3), operation(2, "failed")]);
  expect(merged.map((item) => item.seq)).toEqual([1, 2, 3, 4]);
});

it("takes the last of several states of one operation", () => {
  const merged = mergeOperations([operation(1)], [operation(1, "applying"), operation(1, "applied")]);
  expect(merged).toHaveLength(1);
  expect(merged[0]?.state).toBe("applied");
});

it("leaves the list it was given alone", () => {
  const before = [operation(1)];
  mergeOperations(before, [operation(1, "applied"), operation(2)]);
  expect(before.map((item) => item.state)).toEqual(["planned"]);
});

it("keeps what has ended when an older event is told again", () => {
  const ended = { ...operation(1, "applied"), endedAt: "2026-11-21T10:00:00.000Z" };
  expect(mergeOperations([ended], [operation(1, "applying")])).toEqual([ended]);
});

it("keeps who let an operation pass, which events leave out", () => {
  const read = { ...operation(1), approvedAt: "2026-11-21T10:00:00.000Z", approvedBy: "Ada" };
  expect(mergeOperations([read], [operation(1, "applied")])).toMatchObject([{ state: "applied", approvedBy: "Ada" }]);
});
