import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { createRandom } from "../platforms/simulators/random";
import { createSyncWorld, insertRunRow } from "../testing/sync-world";
import { db } from "./client";
import { saveLinkStates } from "./link-states";
import { saveAgreements, saveObservedPage } from "./observations";
import { saveProgress } from "./progress";
import { claimRun } from "./sync-runs";

test("whoever touches the same links at once waits for the others and never stands in their way", async () => {
  const world = await createSyncWorld({ size: { campaigns: 0, adGroups: 0, ads: 0 } });
  const { connectionId, campaignSetId } = world;
  const { organizationId } = world.actor;
  const runId = await insertRunRow(world);
  const generation = (await claimRun(runId, 60_000))?.generation ?? 0;
  const links = Array.from({ length: 200 }, (_, index) => ({
    id: uuidv7(),
    connectionId,
    campaignId: uuidv7(),
    recordKind: "campaign" as const,
    recordId: uuidv7(),
    platformId: String(index + 1),
  }));
  await db.link.createMany({ data: links.map((link) => ({ ...link, organizationId, campaignSetId })) });

  const random = createRandom(1);
  const shuffled = () =>
    links
      .map((link) => ({ link, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ link }) => link);
  const works = [
    (round: number) =>
      saveObservedPage({
        connectionId,
        recordKind: "campaign",
        beganAt: new Date(Date.now() + round * 1_000),
        lagMs: 0,
        records: shuffled().map(({ platformId }) => ({ platformId, value: { name: `Name ${round}` } })),
      }),
    () =>
      saveProgress({
        organizationId,
        campaignSetId,
        syncRunId: runId,
        generation,
        links: shuffled().map((link) => ({ ...link, marker: "abcdef" })),
        operations: [],
        counts: { synced: 0, failed: 0, skipped: 0 },
        messages: [],
        leaseMs: 60_000,
      }),
    (round: number) =>
      saveAgreements(
        organizationId,
        shuffled().map(({ recordId }) => ({ connectionId, recordId, fields: { name: `Name ${round}` } })),
      ),
    () => saveLinkStates(shuffled().map(({ id }) => ({ id, syncStatus: random() < 0.5 ? "pending" : "synced" }))),
  ];
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, (_, round): Promise<unknown> | undefined => works[round % works.length]?.(round)),
  );
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [String(outcome.reason)] : []));
  expect(failures).toEqual([]);
  expect(await db.link.count({ where: { connectionId, marker: "abcdef" } })).toBe(links.length);
});
