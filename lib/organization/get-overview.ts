import { listCampaignSetsOutOfStep } from "../campaigns/list-campaign-sets";
import { listConnections } from "../connections/list-connections";
import { countFoundCampaigns } from "../db/found";
import { countRunsByHour, findFailureMessages, listFailedRuns } from "../db/overview";
import type { Actor } from "../domain/actor";
import type { CampaignSetSummaryView } from "../domain/views/campaigns";
import type { OverviewView } from "../domain/views/organization";
import { listSyncRuns } from "../sync/get-sync-run";

type Need = OverviewView["needsYou"][number];

/** More sets than anybody works off; their number is still told. */
const SETS_LOOKED_AT = 1_000;
const RECENT_RUNS = 10;
const OPEN_RUNS = 50;
const NEEDS_SHOWN = 20;

/** One page's answer to: is everything in step, what is moving, what needs a person? */
export async function getOverview({ actor }: { actor: Actor }): Promise<OverviewView> {
  const { organizationId } = actor;
  const runs = (filter: { status?: "queued" | "running"; limit: number }) =>
    listSyncRuns({ actor, cursor: null, ...filter }).then((page) => page.items);
  const [connections, running, queued, recent, hours, sets, failedRuns, found] = await Promise.all([
    listConnections({ actor }),
    runs({ status: "running", limit: OPEN_RUNS }),
    runs({ status: "queued", limit: OPEN_RUNS }),
    runs({ limit: RECENT_RUNS }),
    countRunsByHour(organizationId),
    listCampaignSetsOutOfStep({ actor, limit: SETS_LOOKED_AT }),
    listFailedRuns(organizationId, SETS_LOOKED_AT),
    countFoundCampaigns(organizationId),
  ]);
  const setOf = new Map(sets.map((set) => [set.id, set]));
  const needs: Need[] = [
    ...connections.items.flatMap(reauthorizeNeed),
    ...connections.items.flatMap(choiceNeed),
    ...connections.items.flatMap((connection) => heldNeed(connection, sets)),
    ...connections.items.flatMap((connection) => foundNeed(connection, found.get(connection.id) ?? 0)),
    ...failedRuns.map((run) => ({
      kind: "failed_run" as const,
      title: `The last run of ${run.name} failed`,
      detail: run.error?.message ?? "The run's page says what happened.",
      href: `/syncs/${run.id}`,
      ...moneyOf(setOf.get(run.campaignSetId ?? "")),
    })),
    ...(await recordNeeds(sets, new Set(failedRuns.flatMap((run) => run.campaignSetId ?? [])))),
  ];
  return {
    connections: connections.items,
    running: [...running, ...queued].sort((a, b) => a.createdAt.localeCompare(b.createdAt)),
    recent,
    needsYou: needs.sort(byMoney).slice(0, NEEDS_SHOWN),
    needsYouCount: needs.length,
    hours: hours.map(({ at, ...row }) => ({ at: at.toISOString(), ...row })),
  };
}

function reauthorizeNeed(connection: OverviewView["connections"][number]): Need[] {
  if (connection.status !== "reauthorize") return [];
  return [
    {
      kind: "reauthorize",
      title: `${connection.name} has to be connected again`,
      detail: connection.statusReason ?? "Nothing can be pushed or read until then.",
      href: `/connections/${connection.id}`,
      perDayMicros: null,
      currency: null,
    },
  ];
}

/** A sign-in that works in no account yet. */
function choiceNeed({ id, name, status, missing }: OverviewView["connections"][number]): Need[] {
  if (missing.length === 0 || status === "reauthorize" || status === "disconnected") return [];
  return [
    {
      kind: "choose_account",
      title: missing.includes("adAccount")
        ? `An ad account of ${name} is to be chosen`
        : `Something of ${name} is still to be chosen`,
      detail: "Nothing is pushed or read until then.",
      href: `/connections/${id}`,
      perDayMicros: null,
      currency: null,
    },
  ];
}

/** What guardrails held in the newest plan of each set, as long as a set on that platform still waits to be pushed. */
function heldNeed(
  { name, held, platform }: OverviewView["connections"][number],
  sets: readonly CampaignSetSummaryView[],
): Need[] {
  const waits = sets.some((set) => set.sync.pending > 0 && set.platforms.includes(platform));
  if (held === 0 || !waits) return [];
  return [
    {
      kind: "held",
      title: `${count(held, "change")} on ${name} ${held === 1 ? "is" : "are"} held by a guardrail`,
      detail: "Plan the set again to see which, and let them pass there or change them.",
      href: "/campaigns?view=differs",
      perDayMicros: null,
      currency: null,
    },
  ];
}

/** Campaigns over there that nobody here knows. No fault, so whatever has money at stake comes before it. */
function foundNeed({ id, name }: OverviewView["connections"][number], campaigns: number): Need[] {
  if (campaigns === 0) return [];
  return [
    {
      kind: "found",
      title: `${count(campaigns, "campaign")} on ${name} ${campaigns === 1 ? "is" : "are"} unknown here`,
      detail: "Import, adopt, or say that they are not ours. Nothing happens by itself.",
      href: `/connections/${id}/found`,
      perDayMicros: null,
      currency: null,
    },
  ];
}

/** Records that failed, conflicts, and edits that wait for a push, one line a set and kind. What is being pushed just now needs nobody. */
async function recordNeeds(sets: CampaignSetSummaryView[], failedSets: ReadonlySet<string>): Promise<Need[]> {
  const failing = sets.filter((set) => set.sync.failed > 0 && !set.openRunId);
  const waiting = sets.filter((set) => set.sync.pending > 0 && !set.openRunId && !failedSets.has(set.id));
  const disputed = sets.filter((set) => set.sync.conflict > 0);
  const messages = failing.length > 0 ? await findFailureMessages(failing.map((set) => set.id)) : [];
  const messageOf = new Map(messages.map((row) => [row.campaignSetId, row.message]));
  return [
    ...failing.map((set) => ({
      kind: "failed_record" as const,
      title: `${count(set.sync.failed, "record")} of ${set.name} failed`,
      detail: messageOf.get(set.id) ?? "Each record says why.",
      href: `/campaigns/${set.id}`,
      ...moneyOf(set),
    })),
    ...disputed.map((set) => ({
      kind: "conflict" as const,
      title: `${count(set.sync.conflict, "record")} of ${set.name} changed on both sides`,
      detail: "Nothing is sent or taken over until somebody decides.",
      href: `/conflicts?set=${set.id}`,
      ...moneyOf(set),
    })),
    ...waiting.map((set) => ({
      kind: "unsynced" as const,
      title: `${set.name} is not on its platforms as it is here`,
      detail: `${count(set.sync.pending, "record")} to push.`,
      href: `/campaigns/${set.id}`,
      ...moneyOf(set),
    })),
  ];
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** The money at stake: the set's largest daily budget in one currency. */
function moneyOf(set: CampaignSetSummaryView | undefined): Pick<Need, "perDayMicros" | "currency"> {
  const [largest] = [...(set?.dailyBudget ?? [])].sort((a, b) =>
    BigInt(b.amountMicros) > BigInt(a.amountMicros) ? 1 : -1,
  );
  return { perDayMicros: largest?.amountMicros ?? null, currency: largest?.currency ?? null };
}

const STOPPED: ReadonlySet<Need["kind"]> = new Set(["reauthorize", "choose_account"]);

/** A connection that stopped comes first: everything on it waits. */
function byMoney(a: Need, b: Need): number {
  const stopped = Number(STOPPED.has(b.kind)) - Number(STOPPED.has(a.kind));
  if (stopped !== 0) return stopped;
  const difference = BigInt(b.perDayMicros ?? 0) - BigInt(a.perDayMicros ?? 0);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
