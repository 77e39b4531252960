import { uuidv7 } from "uuidv7";
import { recordAudit, recordTakenOn } from "../db/audit";
import { insertRecords } from "../db/campaign-inserts";
import { nextPosition, touchSet } from "../db/campaign-records";
import { findCampaignSet, refreshSetStatuses } from "../db/campaign-sets";
import { inTransaction, noTransaction, type Transaction } from "../db/client";
import { deleteFound, findLinked, type LinkedThere, lockFound, type Ref, readFoundTrees } from "../db/found";
import { insertLinks, type NewLink, rebaseLinks } from "../db/new-links";
import { readCampaignRecords, type SetRecords } from "../db/set-records";
import { saveReceivedRows } from "../db/take-over";
import type { Actor } from "../domain/actor";
import type { ImportInput } from "../domain/found";
import type { ImportAnswer } from "../domain/views/found";
import { AppError } from "../errors";
import type { PlatformDefinition } from "../platforms/types";
import { type Found, parentKindOf, refKey, toTrees } from "./found-records";
import { type Joining, reckonJoining } from "./joining";
import { startTaking, type Taken, type Taking, takeAdGroup, takeCampaign, takeLeaf } from "./new-rows";
import {
  type AdoptionOptions,
  connectionInUse,
  notOvertaken,
  Overtaken,
  readContents,
  refuseUnknown,
  type Scope,
} from "./open-found";
import { unheldOf } from "./unheld";

type Import = { actor: Actor; connectionId: string; input: ImportInput };

/**
 * Makes records of ours of what was found over there, whole trees, linked and in step: nothing is sent, and a plan right
 * after has nothing to do. All of it is saved or nothing. Safe to repeat: what was taken on before is answered as it is.
 * Throws `not_found`, `invalid` naming fields, `precondition`, and PlatformError when what ads show could not be read.
 */
export const importFound = (request: Import, options: AdoptionOptions = {}): Promise<ImportAnswer> =>
  notOvertaken(() => importOnce(request, options));

async function importOnce({ actor, connectionId, input }: Import, options: AdoptionOptions): Promise<ImportAnswer> {
  const scope = { organizationId: actor.organizationId, connectionId };
  const connection = await connectionInUse(scope);
  await refuseUnknownSet(actor, input);
  const refs = distinct(input.records);
  const [rows, linked] = await Promise.all([readFoundTrees(scope, refs), findLinked(noTransaction, scope, refs)]);
  const found = new Set(rows.map(refKey));
  const known = new Map(linked.map((there) => [refKey(there), there]));
  refuseUnknown(
    input.records,
    (ref) => found.has(refKey(ref)) || known.has(refKey(ref)),
    `${connection.definition.capabilities.displayName} showed no such record in the last reading.`,
  );
  // A tree is not read to the end where its top is not taken on.
  const contents = await readContents(scope, rows, options);
  const tops = toTrees(rows, contents);
  const parents = await findParents(scope, tops, input);
  const destination = await findDestination(input, tops);

  const taking = startTaking();
  const existing = await readCampaignRecords(scope.organizationId, [
    ...new Set([...parents.values()].map((parent) => parent.campaignId)),
  ]);
  const place = { ...connection, scope, position: destination?.position ?? 0, campaignSetId: destination?.id ?? "" };
  placeAll(taking, tops, { ...place, parents, existing });
  const joining = reckonJoining(existing, taking);
  await save({ actor, scope, rows, destination, taking, joining });

  const { capabilities } = connection.definition;
  return {
    campaignSetId: destination?.id ?? null,
    imported: countOf(taking.taken),
    records: refs.flatMap((ref) => linkedView(ref, taking.taken, known)),
    unheld: unheldOf(taking.taken, { capabilities, currency: connection.currency, desired: joining.desired }),
    left: taking.left.map(({ found: { kind, platformId, name }, reason }) => ({
      recordKind: kind,
      platformId,
      name,
      reason,
    })),
  };
}

const distinct = (refs: Ref[]): Ref[] => [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];

/** The record of ours above each top that is no campaign. Throws `invalid` for what hangs under something unknown. */
async function findParents(scope: Scope, tops: Found[], { records }: ImportInput): Promise<Map<string, LinkedThere>> {
  const parentOf = (found: Found): Ref | null => {
    const recordKind = parentKindOf(found.kind);
    return recordKind && { recordKind, platformId: found.row.parentPlatformId ?? "" };
  };
  const wanted = tops.flatMap((found) => parentOf(found) ?? []);
  const linked = new Map((await findLinked(noTransaction, scope, wanted)).map((there) => [refKey(there), there]));
  const orphans = new Set(
    tops
      .filter((found) => {
        const parent = parentOf(found);
        return parent !== null && !linked.has(refKey(parent));
      })
      .map((found) => refKey({ recordKind: found.kind, platformId: found.platformId })),
  );
  refuseUnknown(records, (ref) => !orphans.has(refKey(ref)), "It belongs to something that is not here. Import that.");
  return new Map(
    tops.flatMap((found) => {
      const parent = parentOf(found);
      const there = parent && linked.get(refKey(parent));
      return there ? [[found.row.id, there] as const] : [];
    }),
  );
}

async function refuseUnknownSet({ organizationId }: Actor, { campaignSetId }: ImportInput): Promise<void> {
  if (!campaignSetId || (await findCampaignSet(organizationId, campaignSetId))) return;
  const errors = [{ path: "campaignSetId", message: "There is no such campaign set." }];
  throw new AppError("not_found", "campaignSetId: There is no such campaign set.", { errors });
}

type Destination = { id: string; newName: string | null; position: number };

/** The set that takes the campaigns. Null where there are none. */
async function findDestination({ campaignSetId, newSetName }: ImportInput, tops: Found[]): Promise<Destination | null> {
  if (!tops.some((found) => found.kind === "campaign")) return null;
  if (campaignSetId) {
    return {
      id: campaignSetId,
      newName: null,
      position: await nextPosition(noTransaction, { campaignSetId }),
    };
  }
  if (newSetName) return { id: uuidv7(), newName: newSetName, position: 0 };
  const errors = [{ path: "campaignSetId", message: "Name the set that takes the campaigns, or a new one." }];
  throw new AppError("invalid", "campaignSetId: Name the set that takes the campaigns, or a new one.", { errors });
}

type Places = {
  scope: Scope;
  platform: string;
  currency: string;
  definition: PlatformDefinition;
  campaignSetId: string;
  position: number;
  parents: Map<string, LinkedThere>;
  existing: SetRecords;
};

function placeAll(taking: Taking, tops: Found[], places: Places): void {
  const { scope, platform, currency, definition, campaignSetId, parents, existing } = places;
  let { position } = places;
  const unproject = (found: Found) =>
    definition.unproject({
      campaign: { id: found.platformId, value: found.fields },
      adGroups: found.children.map((child) => ({ id: child.platformId, value: child.fields })),
      ads: [],
      keywords: [],
    });
  const next = nextPositions(existing);
  for (const found of tops) {
    if (found.kind === "campaign") {
      if (takeCampaign(taking, found, { ...scope, platform, currency, campaignSetId, position, unproject })) position++;
      continue;
    }
    const parent = parents.get(found.row.id);
    if (!parent) continue;
    if (!isAlive(parent, existing)) {
      taking.left.push({ found, reason: "What it belongs to was deleted here." });
      continue;
    }
    const { campaignId } = parent;
    const at = {
      ...scope,
      campaignId,
      campaignSetId: parent.campaignSetId,
      position: next(parent.recordId, found.kind),
    };
    if (found.kind === "ad_group") takeAdGroup(taking, found, at);
    else takeLeaf(taking, found, at, parent.recordId);
  }
}

const isAlive = ({ recordId, campaignId }: LinkedThere, { campaigns, adGroups }: SetRecords): boolean => {
  const alive = (rows: { id: string; deletedAt: Date | null }[], id: string) =>
    rows.some((row) => row.id === id && row.deletedAt === null);
  return alive(campaigns, campaignId) && (recordId === campaignId || alive(adGroups, recordId));
};

/** Places after the last sibling, counting on. */
function nextPositions({ adGroups, ads, keywords }: SetRecords): (parentId: string, kind: string) => number {
  const last = new Map<string, number>();
  const note = (key: string, position: number) => last.set(key, Math.max(last.get(key) ?? -1, position));
  for (const row of adGroups) note(`ad_group/${row.campaignId}`, row.position);
  for (const row of ads) note(`ad/${row.adGroupId}`, row.position);
  for (const row of keywords) note(`keyword/${row.adGroupId}`, row.position);
  return (parentId, kind) => {
    const position = (last.get(`${kind}/${parentId}`) ?? -1) + 1;
    last.set(`${kind}/${parentId}`, position);
    return position;
  };
}

type Save = {
  actor: Actor;
  scope: Scope;
  rows: Found["row"][];
  destination: Destination | null;
  taking: Taking;
  joining: Joining;
};

async function save({ actor, scope, rows, destination, taking, joining }: Save): Promise<void> {
  const { taken, records } = taking;
  if (taken.length === 0) return;
  const rowIds = taken.map(({ found }) => found.row.id);
  const setIds = [...new Set(taken.map(({ campaignSetId }) => campaignSetId))].sort();
  await inTransaction(async (tx) => {
    // Whoever takes on the same records waits here, and then finds that they are gone.
    if ((await lockFound(tx, rowIds)) < rowIds.length) throw new Overtaken();
    const refs = rows.map(({ recordKind, platformId }) => ({ recordKind, platformId }));
    if ((await findLinked(tx, scope, refs)).length > 0) throw new Overtaken();
    if (destination?.newName) await makeSet(tx, actor, destination.id, destination.newName);
    const wasEmpty = new Set<string>();
    for (const setId of setIds) {
      await touchSet(tx, scope.organizationId, setId);
      if ((await tx.campaign.count({ where: { campaignSetId: setId, deletedAt: null } })) === 0) wasEmpty.add(setId);
    }
    await insertRecords(tx, records);
    const followed = await saveReceivedRows(tx, "campaign", joining.campaigns);
    if (followed.size < joining.campaigns.length) throw new Overtaken();
    await insertLinks(
      tx,
      taken.map((item) => linkOf(item, scope, joining)),
    );
    await rebaseLinks(tx, joining.rebased);
    await deleteFound(tx, rowIds);
    await recordTakenOn(tx, {
      actor,
      action: "import",
      records: taken.map(({ found, recordId }) => ({
        kind: found.kind,
        recordId,
        before: {},
        after: { ...joining.desired.get(recordId), platformId: found.platformId },
      })),
    });
    // A set that held nothing says what its campaigns do from now on; one with unsent work keeps its word.
    await tx.campaignSet.updateMany({
      where: { id: { in: [...wasEmpty] }, organizationId: scope.organizationId, status: "draft" },
      data: { status: "paused" },
    });
    await refreshSetStatuses(tx, setIds);
  });
}

async function makeSet(tx: Transaction, actor: Actor, id: string, name: string): Promise<void> {
  const { organizationId, userId } = actor;
  await tx.campaignSet.create({
    data: { id, organizationId, name, status: "draft", config: { source: "import" }, createdById: userId },
  });
  await recordAudit(tx, {
    actor,
    action: "campaign_set.create",
    subjectKind: "campaign_set",
    subjectId: id,
    after: { name },
  });
}

/** Both sides as they stand: ours as we would send it, theirs as it was read. Where the two differ, nobody edited anything. */
function linkOf(
  { found, recordId, campaignId, campaignSetId }: Taken,
  { organizationId, connectionId }: Scope,
  { desired }: Joining,
): NewLink {
  return {
    id: uuidv7(),
    organizationId,
    connectionId,
    campaignSetId,
    campaignId,
    recordKind: found.kind,
    recordId,
    platformId: found.platformId,
    shadowDesired: desired.get(recordId) ?? {},
    shadowObserved: found.fields,
    observed: found.fields,
    observedAt: found.row.seenAt.toISOString(),
    parts: found.parts,
    syncStatus: "synced",
  };
}

function countOf(taken: Taken[]): ImportAnswer["imported"] {
  const of = (kind: Found["kind"]) => taken.filter(({ found }) => found.kind === kind).length;
  return { campaigns: of("campaign"), adGroups: of("ad_group"), ads: of("ad"), keywords: of("keyword") };
}

function linkedView(ref: Ref, taken: Taken[], known: Map<string, LinkedThere>): ImportAnswer["records"] {
  const now = taken.find(({ found }) => found.kind === ref.recordKind && found.platformId === ref.platformId);
  if (now) {
    const { recordId, campaignSetId, found } = now;
    return [{ ...ref, name: found.name, recordId, campaignSetId }];
  }
  const before = known.get(refKey(ref));
  return before ? [{ ...ref, name: before.name, recordId: before.recordId, campaignSetId: before.campaignSetId }] : [];
}
