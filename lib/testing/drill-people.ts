import { deleteAd } from "../campaigns/delete-ad";
import { deleteAdGroup } from "../campaigns/delete-ad-group";
import { deleteCampaign } from "../campaigns/delete-campaign";
import { editAd } from "../campaigns/edit-ad";
import { editAdGroup } from "../campaigns/edit-ad-group";
import { editCampaign } from "../campaigns/edit-campaign";
import { resolveConflict } from "../conflicts/resolve-conflict";
import { undoResolution } from "../conflicts/undo-resolution";
import { db } from "../db/client";
import type { ConflictFieldView } from "../domain/views/conflicts";
import { AppError } from "../errors";
import type { Written } from "./drill-book";
import { type Drill, listLive, notePlanted } from "./drill-world";
import { plantTree } from "./sync-world";

/** What people do here, through the same verbs as the screens. */
export const PEOPLE_HERE: Record<string, (drill: Drill) => Promise<void>> = {
  async "rename a campaign here"(drill) {
    const row = drill.pick((await listLive(drill)).campaigns);
    if (!row) return;
    const name = `Here ${drill.label()}`;
    await edit(drill, { recordId: row.id, field: "name", value: name }, (actor) =>
      editCampaign({ actor, id: row.id, patch: { version: row.version, name } }),
    );
  },
  async "rename an ad group here"(drill) {
    const row = drill.pick((await listLive(drill)).adGroups);
    if (!row) return;
    const name = `Group here ${drill.label()}`;
    await edit(drill, { recordId: row.id, field: "name", value: name }, (actor) =>
      editAdGroup({ actor, id: row.id, patch: { version: row.version, name } }),
    );
  },
  async "pause or wake a campaign here"(drill) {
    const row = drill.pick((await listLive(drill)).campaigns);
    if (!row) return;
    const status = row.status === "active" ? "paused" : "active";
    await edit(drill, { recordId: row.id, field: "status", value: status }, (actor) =>
      editCampaign({ actor, id: row.id, patch: { version: row.version, status } }),
    );
  },
  async "pause or wake an ad here"(drill) {
    const row = drill.pick((await listLive(drill)).ads);
    if (!row) return;
    const status = row.status === "active" ? "paused" : "active";
    await edit(drill, { recordId: row.id, field: "status", value: status }, (actor) =>
      editAd({ actor, id: row.id, patch: { version: row.version, status } }),
    );
  },
  async "change a budget here"(drill) {
    const row = drill.pick((await listLive(drill)).campaigns);
    if (!row) return;
    const amountMicros = String((40 + drill.below(80)) * 1_000_000);
    const budget = { type: row.budgetType, amountMicros, currency: "USD" as const };
    await edit(drill, { recordId: row.id, field: "budgetAmountMicros", value: amountMicros }, (actor) =>
      editCampaign({ actor, id: row.id, patch: { version: row.version, budget } }),
    );
  },
  async "archive here"(drill) {
    const { campaigns, adGroups } = await listLive(drill);
    const row = drill.pick([...campaigns, ...adGroups]);
    if (!row) return;
    const patch = { version: row.version, status: "archived" as const };
    await edit(drill, { recordId: row.id, field: "status", value: "archived" }, (actor) =>
      "campaignSetId" in row ? editCampaign({ actor, id: row.id, patch }) : editAdGroup({ actor, id: row.id, patch }),
    );
  },
  async "delete here"(drill) {
    const { campaigns, adGroups, ads } = await listLive(drill);
    const row = drill.pick([...campaigns, ...adGroups, ...ads]);
    if (!row) return;
    const { actor } = drill.world;
    if ("campaignSetId" in row) await deleteCampaign({ actor, id: row.id });
    else if ("campaignId" in row) await deleteAdGroup({ actor, id: row.id });
    else await deleteAd({ actor, id: row.id });
    drill.book.tell(`here: deleted ${"name" in row ? row.name : row.headlines[0]}`);
  },
  async "add a campaign here"(drill) {
    const { actor, campaignSetId, connectionId } = drill.world;
    const label = `${drill.label()} `;
    const size = { campaigns: 1, adGroups: 1, ads: 0 };
    await plantTree({ organizationId: actor.organizationId, campaignSetId, connectionId, size, label });
    await notePlanted(drill, label);
    drill.book.tell("here: one more campaign");
  },
  async "settle a conflict"(drill) {
    const { campaignSetId } = drill.world;
    const open = await db.conflict.findFirst({ where: { campaignSetId, status: "open" }, orderBy: { id: "asc" } });
    if (open) await settle(drill, open);
  },
  async "open a conflict again"(drill) {
    const { actor, campaignSetId } = drill.world;
    const settled = await db.conflict.findFirst({
      where: { campaignSetId, status: "resolved" },
      orderBy: { resolvedAt: "desc" },
    });
    if (!settled) return;
    if (!(await allowed(() => undoResolution({ actor, conflictId: settled.id })))) return;
    drill.book.forgetUndo(settled.recordId);
    drill.book.tell("open again");
  },
};

/** Settles every open conflict. Answers how many there were. */
export async function settleAll(drill: Drill): Promise<number> {
  const { campaignSetId } = drill.world;
  const open = await db.conflict.findMany({ where: { campaignSetId, status: "open" }, orderBy: { id: "asc" } });
  for (const conflict of open) await settle(drill, conflict);
  return open.length;
}

/** Decides for one side, whole or field by field. What was put away there for good cannot be kept in use. */
async function settle(drill: Drill, conflict: { id: string; recordId: string; fields: unknown }): Promise<void> {
  const fields = conflict.fields as ConflictFieldView[];
  const isFinal = fields.some(({ name, platform }) => name === "status" && platform === "archived");
  const draw = () => (isFinal || drill.chance(0.5) ? "platform" : "local");
  const { actor } = drill.world;
  const choice = draw();
  const decision = drill.chance(0.3)
    ? { fields: Object.fromEntries(fields.map(({ name }) => [name, draw()] as const)) }
    : { choice: choice as "platform" | "local" };
  const resolve = (decided: typeof decision) =>
    allowed(() => resolveConflict({ actor, conflictId: conflict.id, decision: decided }));
  // Settled along with another one meanwhile, or theirs is nothing our record could hold: then ours is kept.
  if (!(await resolve(decision)) && !(await resolve({ choice: "local" }))) return;
  drill.book.forgetUndo(conflict.recordId);
  drill.book.tell(`settle ${fields.map(({ name }) => name).join(", ")}: ${JSON.stringify(decision)}`);
}

async function edit(
  { world, book }: Drill,
  entry: Omit<Written, "side">,
  save: (actor: Drill["world"]["actor"]) => Promise<unknown>,
): Promise<void> {
  if (await allowed(() => save(world.actor))) book.edit({ ...entry, side: "here" });
}

/** What a person may not do just now is said to them, and nothing happens. */
export async function allowed(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
