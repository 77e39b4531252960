import type { z } from "zod";
import type { Campaign, Prisma } from "../../prisma/generated/client";
import { findCampaign, listCampaignConnections, type Within } from "../db/campaign-records";
import { inTransaction } from "../db/client";
import type { Actor } from "../domain/actor";
import type { CampaignPatch } from "../domain/campaign";
import type { CampaignView } from "../domain/views/campaigns";
import { AppError } from "../errors";
import { refuseStale, saveEdit } from "./edit-record";
import { currencyProblem } from "./place-campaigns";
import { found, readCampaign } from "./read-views";

export type Edit<Patch extends z.ZodType> = {
  actor: Actor;
  id: string;
  /** Parents an address goes through; a record under others is not found. */
  within?: Within;
  patch: z.output<Patch>;
};

/** Throws `not_found`, `stale_version`, `invalid`. What the patch leaves out keeps its value and is checked with the rest. */
export async function editCampaign({ actor, id, within, patch }: Edit<typeof CampaignPatch>): Promise<CampaignView> {
  const { organizationId } = actor;
  const connections = patch.budget ? await listCampaignConnections(organizationId) : [];
  await inTransaction(async (tx) => {
    const row = found(await findCampaign(tx, { organizationId, id, within }), "campaign");
    refuseStale(row, patch.version);
    const settings = connections.find((connection) => connection.id === row.connectionId)?.settings;
    refuseWhatDoesNotFit(row, patch, settings);
    await saveEdit(tx, {
      actor,
      kind: "campaign",
      campaignSetId: row.campaignSetId,
      row,
      data: columnsOf(patch),
      write: (data) =>
        tx.campaign.updateMany({
          where: { id, organizationId, version: patch.version, deletedAt: null },
          data: { ...data, version: { increment: 1 }, editedById: actor.userId },
        }),
    });
  });
  return readCampaign(organizationId, id);
}

const instant = (text: string | null | undefined): Date | null | undefined =>
  text ? new Date(text) : text === null ? null : undefined;

const columnsOf = (patch: z.output<typeof CampaignPatch>) => ({
  name: patch.name,
  objective: patch.objective,
  status: patch.status,
  // Whoever names a status speaks of this campaign alone.
  pausedWithSet: patch.status === undefined ? undefined : false,
  budgetType: patch.budget?.type,
  budgetAmountMicros: patch.budget && BigInt(patch.budget.amountMicros),
  currency: patch.budget?.currency,
  startAt: instant(patch.startAt),
  endAt: instant(patch.endAt),
  platformSettings: patch.platformSettings as Prisma.InputJsonObject | undefined,
});

/** The rules between fields, on the campaign as it would be. Blame falls on a field the patch carries. */
function refuseWhatDoesNotFit(row: Campaign, patch: z.output<typeof CampaignPatch>, settings: unknown): void {
  const startAt = patch.startAt === undefined ? row.startAt : instant(patch.startAt);
  const endAt = patch.endAt === undefined ? row.endAt : instant(patch.endAt);
  const touchesDates = patch.startAt !== undefined || patch.endAt !== undefined;
  if (touchesDates && startAt && endAt && endAt <= startAt) {
    throw invalid(patch.endAt === undefined ? "startAt" : "endAt", "The end must come after the start.");
  }
  const budgetType = patch.budget?.type ?? row.budgetType;
  if ((patch.budget || patch.endAt !== undefined) && budgetType === "lifetime" && !endAt) {
    throw invalid(patch.endAt === undefined ? "budget.type" : "endAt", "A lifetime budget needs an end.");
  }
  const wrongCurrency = patch.budget && currencyProblem(settings, patch.budget.currency);
  if (wrongCurrency) throw invalid("budget.currency", wrongCurrency);
}

const invalid = (path: string, message: string) =>
  new AppError("invalid", `${path}: ${message}`, { errors: [{ path, message }] });
