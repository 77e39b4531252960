import { expect, test } from "vitest";
import { listConflicts } from "../../conflicts/list-conflicts";
import { db } from "../../db/client";
import { createFakeClock } from "../../testing/fake-clock";
import { createDesk } from "../../testing/reddit-desk";
import { createSyncWorld, pull, push } from "../../testing/sync-world";

/** A campaign and an ad group changed on both sides; nobody has read yet what was done over there. */
async function disagreement() {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 1, ads: 0 } });
  const { actor, campaignSetId } = world;
  const desk = createDesk(world);
  await push(world);
  const campaign = await db.campaign.findFirstOrThrow({ where: { campaignSetId } });
  const adGroup = await db.adGroup.findFirstOrThrow({ where: { campaignId: campaign.id } });
  await clock.sleep(60_000);
  const there = { campaign: await desk.of("campaign", campaign.id), adGroup: await desk.of("ad-group", adGroup.id) };
  const rename = async (name: string) => {
    desk.change("campaign", there.campaign.id, { name });
    const at = clock.now();
    await clock.sleep(60_000);
    return at;
  };
  const changed = { version: { increment: 1 }, editedById: actor.userId } as const;
  await db.campaign.update({ where: { id: campaign.id }, data: { ...changed, name: "Ours" } });
  await db.adGroup.update({ where: { id: adGroup.id }, data: { ...changed, targeting: { communities: ["cats"] } } });
  desk.forgetCalls();
  /** What the inbox shows of who changed their side, by field. */
  const editors = async () => {
    const { items } = await listConflicts({ actor, limit: 50, cursor: null, status: "open" });
    const fields = items.flatMap((conflict) => conflict.fields);
    return Object.fromEntries(
      fields.map(({ name, platformBy, platformAt }) => [name, { by: platformBy, at: platformAt }]),
    );
  };
  const questions = () => desk.calls().filter(({ path }) => path.includes("/history")).length;
  return { world, desk, there, rename, editors, questions };
}

const instant = (at: Date) => new Date(Math.floor(at.getTime() / 1000) * 1000).toISOString();

test("a conflict says who changed the field over there and when, and asks once", async () => {
  const { world, desk, there, rename, editors, questions } = await disagreement();
  await rename("Not theirs for long");
  const renamedAt = await rename("Theirs");
  desk.change("ad-group", there.adGroup.id, { targeting: { communities: ["dogs"] } });
  await pull(world);
  const found = await editors();
  expect(Object.keys(found).sort()).toEqual(["name", "targeting.communities"]);
  expect(found.name).toEqual({ by: expect.stringMatching(/_desk$/), at: expect.any(String) });
  expect(instant(new Date(found.name?.at ?? 0))).toBe(instant(renamedAt));
  expect(Date.parse(found["targeting.communities"]?.at ?? "")).toBeGreaterThan(renamedAt.getTime());
  expect(questions()).toBe(1);

  await pull(world);
  expect(await editors()).toEqual(found);
  expect(questions()).toBe(1);

  // Another value is another person's, perhaps, and until that is known nobody is named.
  const again = await rename("Theirs, once more");
  world.host.setFaults("reddit", [{ kind: "status", status: 500, match: { path: "/history" } }]);
  expect(await pull(world)).toMatchObject({ status: "completed", findings: { conflicts: 2 } });
  expect((await editors()).name).toEqual({ by: undefined, at: undefined });
  world.host.setFaults("reddit", []);
  await pull(world);
  expect(instant(new Date((await editors()).name?.at ?? 0))).toBe(instant(again));
});

test("nothing personal but the name people know them by is kept", async () => {
  const { world, rename } = await disagreement();
  await rename("Theirs");
  await pull(world);
  const [conflict] = await db.conflict.findMany({
    where: { connectionId: world.connectionId, recordKind: "campaign" },
  });
  expect(conflict?.edits).toMatchObject({ name: { by: expect.any(String), platform: "Theirs" } });
  const calls = await db.platformCall.findMany({
    where: { connectionId: world.connectionId, path: { contains: "/history" } },
  });
  expect(calls).toHaveLength(1);
  expect(JSON.stringify([conflict, calls])).not.toContain("@example.com");
});

test("a push that finds a conflict asks as well, and goes on when nobody answers", async () => {
  const { world, rename, editors, questions } = await disagreement();
  await rename("Theirs");
  world.host.setFaults("reddit", [{ kind: "status", match: { path: "/history" }, times: 9 }]);
  expect(await push(world)).toMatchObject({ status: "partial" });
  expect(await editors()).toMatchObject({ name: { by: undefined } });
  world.host.setFaults("reddit", []);
  await rename("Theirs again");
  expect(await push(world)).toMatchObject({ status: "partial" });
  expect(await editors()).toMatchObject({ name: { by: expect.stringMatching(/_desk$/), at: expect.any(String) } });
  const asked = questions();
  await push(world);
  expect(questions()).toBe(asked);
});
