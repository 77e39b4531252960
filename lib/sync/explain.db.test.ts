import { expect, test } from "vitest";
import { editCampaign } from "../campaigns/edit-campaign";
import { resolveConflict } from "../conflicts/resolve-conflict";
import { recordAudit } from "../db/audit";
import { db, inTransaction } from "../db/client";
import { CampaignPatch } from "../domain/campaign";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk } from "../testing/reddit-desk";
import { createSyncWorld, pull, push } from "../testing/sync-world";
import { explain } from "./explain";

test("a value's whole way can be read: edit, plan, call, read-back, their change, conflict, decision", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 1, ads: 0 } });
  const { actor } = world;
  const desk = createDesk(world);
  const { id } = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
  await inTransaction((tx) =>
    recordAudit(tx, {
      actor,
      action: "campaign_set.create",
      subjectKind: "campaign_set",
      subjectId: world.campaignSetId,
    }),
  );
  const rename = async (name: string) => {
    const { version } = await db.campaign.findUniqueOrThrow({ where: { id } });
    await editCampaign({ actor, id, patch: CampaignPatch.parse({ version, name }) });
  };
  const there = async () => (await desk.of("campaign", id)).id;
  await push(world);
  await clock.sleep(60_000);
  await rename("Ours first");
  await push(world);
  await clock.sleep(60_000);
  desk.change("campaign", await there(), { name: "Theirs" });
  await pull(world);
  desk.change("campaign", await there(), { name: "Theirs again" });
  await rename("Ours again");
  await pull(world);
  const during = await explain({ actor, recordKind: "campaign", recordId: id, field: "name" });
  expect(during.now.state).toBe("conflict");
  expect((await explain({ actor, recordKind: "campaign", recordId: id, field: "status" })).now.state).toBe("in_step");
  const conflict = await db.conflict.findFirstOrThrow({ where: { recordId: id, status: "open" } });
  await resolveConflict({ actor, conflictId: conflict.id, decision: { choice: "local" } });

  const view = await explain({ actor, recordKind: "campaign", recordId: id, field: "name" });
  expect(view.now).toMatchObject({ local: "Ours again", platform: "Theirs again", state: "differs" });
  const kinds = view.steps.map(({ kind }) => kind);
  for (const kind of ["edit", "plan", "call", "read_back", "pull", "conflict", "resolution"])
    expect(kinds).toContain(kind);
  const of = (kind: string) => view.steps.filter((step) => step.kind === kind);
  expect(of("edit")).toMatchObject([
    { by: "Ada", from: null, to: "Campaign 1", text: "Written with the record." },
    { by: "Ada", from: "Campaign 1", to: "Ours first" },
    { by: "Ada", from: "Theirs", to: "Ours again" },
  ]);
  expect(of("pull")).toMatchObject([{ by: "Reddit", from: "Ours first", to: "Theirs" }]);
  expect(of("call").at(-1)).toMatchObject({ text: expect.stringMatching(/^PATCH .*: 200/), to: "Ours first" });
  expect(of("resolution")).toMatchObject([{ by: "Ada", text: "Ours was kept." }]);
  const other = await explain({ actor, recordKind: "campaign", recordId: id, field: "status" });
  expect(other.steps.some((step) => step.kind === "conflict")).toBe(false);
});

test("nobody reads another organisation's history", async () => {
  const world = await createSyncWorld();
  const other = await createSyncWorld({ clock: world.clock, host: world.host });
  const { id } = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
  await expect(
    explain({ actor: other.actor, recordKind: "campaign", recordId: id, field: "name" }),
  ).rejects.toMatchObject({ code: "not_found" });
});

test("a value that nobody touched since it was written begins with that, and ends with the last reading of it", async () => {
  const clock = createFakeClock({ at: new Date(), auto: true });
  const world = await createSyncWorld({ clock, size: { campaigns: 1, adGroups: 1, ads: 1 } });
  const { id } = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
  const told = async (field: string) => {
    const { steps, ...view } = await explain({ actor: world.actor, recordKind: "campaign", recordId: id, field });
    return { field: view.field, steps: steps.map(({ kind, to }) => `${kind} ${to}`) };
  };
  expect((await told("name")).steps).toEqual(["edit Campaign 1"]);
  await push(world);
  await clock.sleep(60_000);
  await pull(world);
  const { field, steps } = await told("budget");
  expect(field).toBe("budgetAmountMicros");
  expect([steps[0], steps.at(-1)]).toEqual(["edit 50000000", "poll 50000000"]);
  expect(steps).toEqual(expect.arrayContaining(["plan 50000000", "call 50000000", "read_back 50000000"]));
});

test("a field that such a record does not have is refused by name", async () => {
  const world = await createSyncWorld();
  const { id } = await db.campaign.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId } });
  await expect(
    explain({ actor: world.actor, recordKind: "campaign", recordId: id, field: "colour" }),
  ).rejects.toMatchObject({ code: "invalid", errors: [{ path: "field" }] });
});
