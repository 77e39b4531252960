import { expect, test } from "vitest";
import { db } from "../db/client";
import { createPushedWorld } from "../testing/pushed-world";
import { resolveConflict } from "./resolve-conflict";

test("what was archived on purpose before its campaign was put away stays archived when that is made again", async () => {
  const room = await createPushedWorld({ campaigns: 1, adGroups: 2, ads: 0 });
  const { desk, actor } = room;
  const [group] = await db.adGroup.findMany({ where: { campaignId: room.id }, orderBy: { position: "asc" } });
  const groupId = group?.id ?? "";
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  // Monday: both rename the campaign, and nobody decides.
  await room.edit({ name: "Ours" });
  await room.editThere({ name: "Theirs" });
  await room.pull();
  await db.conflict.updateMany({ data: { detectedAt: daysAgo(3) }, where: { recordId: room.id } });
  // Tuesday: somebody puts one ad group away over there.
  desk.change("ad-group", (await desk.of("ad-group", groupId)).id, { configured_status: "ARCHIVED" });
  await room.pull();
  const adGroup = () => db.adGroup.findUniqueOrThrow({ where: { id: groupId } });
  expect(await adGroup()).toMatchObject({ status: "archived" });
  await db.auditEntry.updateMany({ data: { at: daysAgo(2) }, where: { subjectId: groupId } });
  // Thursday: the campaign is archived over there, and ours is kept.
  await room.editThere({ configured_status: "ARCHIVED" });
  await room.pull();
  const [conflict] = await room.conflicts();
  expect(conflict?.fields).toHaveLength(2);
  await resolveConflict({ actor, conflictId: conflict?.id ?? "", decision: { choice: "local" } });
  expect(await adGroup()).toMatchObject({ status: "archived" });
});
