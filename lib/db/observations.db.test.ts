import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import type { CanonicalRecord } from "../domain/canonical";
import { createSyncWorld, type SyncWorld } from "../testing/sync-world";
import { db } from "./client";
import { type ListedRecords, saveObservedPage } from "./observations";

const NINE = new Date("2026-01-01T09:00:00.000Z");
const at = (seconds: number) => new Date(NINE.getTime() + seconds * 1000);

let world: SyncWorld;
let linkId: string;

beforeEach(async () => {
  world = await createSyncWorld({ size: { campaigns: 1, adGroups: 0, ads: 0 } });
  linkId = await addLink("17", { writtenAt: NINE, observedAt: NINE, observed: { name: "Ours", status: "active" } });
});

async function addLink(
  platformId: string,
  data: { writtenAt?: Date; observedAt?: Date; observed?: Record<string, string> },
) {
  const id = uuidv7();
  await db.link.create({
    data: {
      id,
      organizationId: world.actor.organizationId,
      connectionId: world.connectionId,
      campaignSetId: world.campaignSetId,
      campaignId: uuidv7(),
      recordKind: "campaign",
      recordId: uuidv7(),
      platformId,
      ...data,
    },
  });
  return id;
}

const save = async (page: Partial<ListedRecords> & Pick<ListedRecords, "beganAt" | "records">) =>
  (await saveObservedPage({ connectionId: world.connectionId, recordKind: "campaign", lagMs: 0, ...page })).changed;
const observe = (beganAt: Date, value: CanonicalRecord, platformId = "17") =>
  save({ beganAt, records: [{ platformId, value }] });
const observed = async () => (await db.link.findUniqueOrThrow({ where: { id: linkId } })).observed;

test("a reading is kept with the moment it began", async () => {
  expect(await observe(at(5), { name: "Theirs" })).toBe(1);
  expect(await db.link.findUnique({ where: { id: linkId } })).toMatchObject({
    observed: { name: "Theirs", status: "active" },
    observedAt: at(5),
    writtenAt: NINE,
  });
});

describe("an old reading", () => {
  test.each([-60, -1, 0])("that began %i s after our write does not overwrite it", async (seconds) => {
    expect(await observe(at(seconds), { name: "From before" })).toBe(0);
    expect(await observed()).toEqual({ name: "Ours", status: "active" });
  });
  test("that arrives after a newer one does not overwrite that", async () => {
    await observe(at(10), { name: "Newer" });
    expect(await observe(at(5), { name: "Older" })).toBe(0);
    expect(await observed()).toMatchObject({ name: "Newer" });
  });
  test("of one record does not keep the others of its page back", async () => {
    const other = await addLink("18", { observed: { name: "Other" } });
    await save({
      beganAt: at(-5),
      records: [
        { platformId: "17", value: { name: "From before" } },
        { platformId: "18", value: { name: "Seen" } },
      ],
    });
    expect(await observed()).toMatchObject({ name: "Ours" });
    expect(await db.link.findUnique({ where: { id: other } })).toMatchObject({ observed: { name: "Seen" } });
  });
});

test("a field that a reading leaves out keeps what was known of it", async () => {
  await observe(at(5), { status: "paused" });
  expect(await observed()).toEqual({ name: "Ours", status: "paused" });
});

test("a field that is empty over there becomes empty", async () => {
  await observe(at(5), { endAt: null, name: "Ours" });
  expect(await observed()).toEqual({ name: "Ours", status: "active", endAt: null });
});

test("a reading that changes nothing touches no row", async () => {
  expect(await observe(at(5), { name: "Ours", status: "active" })).toBe(0);
});

test("records that are not ours, and records of other kinds and connections, are left out", async () => {
  expect(await observe(at(5), { name: "A stranger" }, "99")).toBe(0);
  const other = await createSyncWorld({ size: { campaigns: 0, adGroups: 0, ads: 0 } });
  const page = { beganAt: at(5), records: [{ platformId: "17", value: { name: "Theirs" } }] };
  expect(await save({ ...page, connectionId: other.connectionId })).toBe(0);
  expect(await save({ ...page, recordKind: "ad" })).toBe(0);
  expect(await observed()).toMatchObject({ name: "Ours" });
});

test("a text that the database cannot keep spoils neither its record nor the page", async () => {
  const other = await addLink("18", {});
  await save({
    beganAt: at(5),
    records: [
      { platformId: "99", value: { name: "\u0000 \ud83d" } },
      { platformId: "18", value: { name: "half \ud83d" } },
    ],
  });
  expect(await db.link.findUnique({ where: { id: other } })).toMatchObject({ observed: { name: "half \ufffd" } });
});
