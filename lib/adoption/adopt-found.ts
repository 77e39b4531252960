import { uuidv7 } from "uuidv7";
import { recordTakenOn } from "../db/audit";
import { hasOpenRun, touchSet } from "../db/campaign-records";
import { inTransaction, noTransaction } from "../db/client";
import { countOpenConflicts, deleteFound, findLinked, lockFound, readFoundTrees } from "../db/found";
import { findCampaignOf } from "../db/histories";
import { insertLinks, type NewLink } from "../db/new-links";
import { readCampaignRecords, type SetRecords } from "../db/set-records";
import { saveReceivedRows } from "../db/take-over";
import type { Actor } from "../domain/actor";
import type { CanonicalRecord } from "../domain/canonical";
import { fieldWord } from "../domain/field-words";
import type { AdoptInput } from "../domain/found";
import type { AdoptAnswer } from "../domain/views/found";
import { AppError } from "../errors";
import type { Capabilities, PlatformDefinition } from "../platforms/types";
import { planRecords } from "../sync/plan-records";
import { takeOver } from "../sync/pull/take-over";
import { type Found, parentKindOf, toTrees } from "./found-records";
import { type AdoptionOptions, connectionInUse, notOvertaken, Overtaken, readContents, type Scope } from "./open-found";
import { firstBase, fixedDifferences, overwrittenByUs, type Pair, pairUp } from "./pairs";

type Adopt = { actor: Actor; connectionId: string; input: AdoptInput };

/**
 * Links a record of ours that was never pushed to one that was found, with what is below both as far as names match one
 * to one. Nothing is sent and nothing overwritten: what both sides say differently becomes a conflict. Safe to repeat.
 * Throws `not_found`, `invalid`, and `precondition` where the two can never be the same or a push is under way.
 */
export const adoptFound = (request: Adopt, options: AdoptionOptions = {}): Promise<AdoptAnswer> =>
  notOvertaken(() => adoptOnce(request, options));

async function adoptOnce({ actor, connectionId, input }: Adopt, options: AdoptionOptions): Promise<AdoptAnswer> {
  const scope = { organizationId: actor.organizationId, connectionId };
  const { recordKind, platformId } = input;
  const recordId = input.recordId.toLowerCase();
  const connection = await connectionInUse(scope);
  const { capabilities } = connection.definition;

  const campaignId = await findCampaignOf({ organizationId: scope.organizationId, recordId }, recordKind);
  const set = campaignId ? await readCampaignRecords(scope.organizationId, [campaignId]) : null;
  const campaign = set?.campaigns[0];
  const record = set && planRecords(set).find(({ id }) => id === recordId);
  if (!set || !campaign || !record || record.deleted || campaign.deletedAt) {
    const message = `There is no such ${recordKind.replace("_", " ")} here.`;
    throw new AppError("not_found", `recordId: ${message}`, { errors: [{ path: "recordId", message }] });
  }
  if (campaign.connectionId !== connectionId) throw invalid("recordId", "It belongs to another connection.");
  const [linked] = await findLinked(noTransaction, scope, [{ recordKind, platformId }]);
  if (linked?.recordId === recordId)
    return answerOf(scope, set, [{ recordKind, platformId, recordId, name: record.name }]);
  if (linked) throw invalid("platformId", "It is linked to another record already.");
  if (record.link)
    throw invalid("recordId", `It is on ${capabilities.displayName} already, as ${record.link.platformId}.`);

  const rows = await readFoundTrees(scope, [{ recordKind, platformId }]);
  const [found] = toTrees(rows, await readContents(scope, rows, options));
  if (!found) {
    throw invalid("platformId", `${capabilities.displayName} showed no such record in the last reading.`);
  }
  await refuseOtherParent(scope, found, set, record.parentId);

  const kept = housekeeping(found, connection.definition);
  const after = Object.keys(kept).length > 0 ? withSettings(set, kept) : set;
  const records = planRecords(after);
  const top = records.find(({ id }) => id === recordId) ?? record;
  const fixed = fixedDifferences({ found, record: top }, capabilities);
  if (fixed.length > 0) {
    throw new AppError(
      "precondition",
      `The ${fixed.map(fieldWord).join(" and the ")} differ${fixed.length === 1 ? "s" : ""}, and ${capabilities.displayName} cannot change that. Import it as a ${recordKind.replace("_", " ")} of its own.`,
    );
  }
  const pairs = pairUp(found, top, records, capabilities);
  refuseToOverwrite(pairs, connection.definition.capabilities);
  await save({ actor, scope, set, pairs, kept, definition: connection.definition });
  // Conflicts are judged as after any reading; were this to die here, the next pull would do it.
  await takeOver({ organizationId: scope.organizationId, campaignSetId: campaign.campaignSetId, syncRunId: null });
  return answerOf(
    scope,
    set,
    pairs.map((pair) => ({
      recordKind: pair.found.kind,
      platformId: pair.found.platformId,
      name: pair.record.name,
      recordId: pair.record.id,
    })),
  );
}

function invalid(path: string, message: string): AppError {
  return new AppError("invalid", `${path}: ${message}`, { errors: [{ path, message }] });
}

/** What was found under one of our records cannot become something under another. */
async function refuseOtherParent(scope: Scope, found: Found, set: SetRecords, parentId: string | null): Promise<void> {
  const recordKind = parentKindOf(found.kind);
  if (!recordKind) return;
  const parent = set.links.find((link) => link.recordId === parentId && link.connectionId === scope.connectionId);
  if (parent?.platformId && parent.platformId === found.row.parentPlatformId) return;
  throw invalid("recordId", "It belongs to something else than what was found does.");
}

/** What our row has to keep beside its own fields to come out as the platform has it. */
function housekeeping(found: Found, { unproject }: PlatformDefinition): CanonicalRecord {
  if (found.kind !== "campaign") return {};
  const whole = unproject({
    campaign: { id: found.platformId, value: found.fields },
    adGroups: found.children.map((child) => ({ id: child.platformId, value: child.fields })),
    ads: [],
    keywords: [],
  });
  return Object.fromEntries(
    Object.entries(whole).filter(([field]) => field.startsWith(SETTINGS) && !(field in found.fields)),
  );
}

const SETTINGS = "settings.";

const settingsWith = (before: unknown, kept: CanonicalRecord) => ({
  ...(before as object),
  ...Object.fromEntries(Object.entries(kept).map(([field, value]) => [field.slice(SETTINGS.length), value])),
});

const withSettings = (set: SetRecords, kept: CanonicalRecord): SetRecords => ({
  ...set,
  campaigns: set.campaigns.map((row) => ({
    ...row,
    platformSettings: settingsWith(row.platformSettings, kept) as typeof row.platformSettings,
  })),
});

type Save = {
  actor: Actor;
  scope: Scope;
  set: SetRecords;
  pairs: Pair[];
  kept: CanonicalRecord;
  definition: PlatformDefinition;
};

async function save({ actor, scope, set, pairs, kept, definition: { capabilities } }: Save): Promise<void> {
  const [campaign] = set.campaigns;
  const [top] = pairs;
  if (!campaign || !top) return;
  const { campaignSetId } = campaign;
  const links = pairs.map((pair) => linkOf(pair, { ...scope, campaignSetId }, firstBase(pair, capabilities)));
  await inTransaction(async (tx) => {
    await touchSet(tx, scope.organizationId, campaignSetId);
    // A run that is about to create the record has read that nothing is there: it would make a second one.
    if (await hasOpenRun(tx, campaignSetId)) {
      throw new AppError("precondition", "This campaign set is being pushed. Adopt when that has ended.");
    }
    const rowIds = pairs.map(({ found }) => found.row.id);
    if ((await lockFound(tx, rowIds)) < rowIds.length) throw new Overtaken();
    const refs = pairs.map(({ found }) => ({ recordKind: found.kind, platformId: found.platformId }));
    if ((await findLinked(tx, scope, refs)).length > 0) throw new Overtaken();
    if (Object.keys(kept).length > 0) {
      const columns = { platformSettings: settingsWith(campaign.platformSettings, kept) };
      const change = { recordId: campaign.id, version: campaign.version, columns };
      if ((await saveReceivedRows(tx, "campaign", [change])).size === 0) throw new Overtaken();
    }
    if ((await insertLinks(tx, links)) < links.length) {
      throw new AppError(
        "precondition",
        `It was sent to ${capabilities.displayName} before and nobody knows whether it arrived. Push it again first: that looks for it.`,
      );
    }
    await deleteFound(tx, rowIds);
    await recordTakenOn(tx, {
      actor,
      action: "adopt",
      records: pairs.map(({ found, record }) => ({
        kind: found.kind,
        recordId: record.id,
        before: { platformId: null },
        after: { platformId: found.platformId },
      })),
    });
  });
}

function linkOf(
  { found, record }: Pair,
  where: Scope & { campaignSetId: string },
  base: ReturnType<typeof firstBase>,
): NewLink {
  return {
    id: uuidv7(),
    ...where,
    campaignId: record.campaignId,
    recordKind: found.kind,
    recordId: record.id,
    platformId: found.platformId,
    shadowDesired: base.desired,
    shadowObserved: base.observed,
    observed: found.fields,
    observedAt: found.row.seenAt.toISOString(),
    parts: found.parts,
    syncStatus: base.isAlike ? "synced" : "pending",
  };
}

type Named = Omit<AdoptAnswer["records"][number], "campaignSetId">;

async function answerOf({ organizationId }: Scope, set: SetRecords, records: Named[]): Promise<AdoptAnswer> {
  const campaignSetId = set.campaigns[0]?.campaignSetId ?? "";
  const ids = records.map(({ recordId }) => recordId);
  return {
    campaignSetId,
    records: records.map((record) => ({ ...record, campaignSetId })),
    conflicts: await countOpenConflicts(organizationId, ids),
  };
}

function refuseToOverwrite(pairs: readonly Pair[], capabilities: Capabilities): void {
  for (const pair of pairs) {
    const [field] = overwrittenByUs(pair, capabilities);
    if (!field) continue;
    throw new AppError(
      "precondition",
      `The ${fieldWord(field)} of “${pair.record.name}” is another one on ${capabilities.displayName}, and the next push would put ours there unseen. Make them alike first, or import it as a campaign of its own.`,
    );
  }
}
