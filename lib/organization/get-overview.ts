import { listCampaignSets } from "../campaigns/list-campaign-sets";
import { listConnections } from "../connections/list-connections";
import { countByConnection, countRunsByHour, findFailureMessages, listFailedRuns } from "../db/overview";
import type { Actor } from "../domain/actor";
import type { CampaignSetSummaryView, OverviewView } from "../domain/views";
import { listSyncRuns } from "../sync/get-sync-run";

type Need = OverviewView["needsYou"][number];

const SETS_LOOKED_AT = 200;
const RECENT_RUNS = 10;
const OPEN_RUNS = 50;
const NEEDS_SHOWN = 20;

/** One page's answer to: is everything in step, what is moving, what needs a person? */
export async function getOverview({ actor }: { actor: Actor }): Promise<OverviewView> {
  const { organizationId } = actor;
  const runs = (filter: { status?: "queued" | "running"; limit: number }) =>
    listSyncRuns({ actor, cursor: null, ...filter }).then((page) => page.items);
  const [connections, counts, running, queued, recent, hours, sets, failedRuns] = await Promise.all([
    listConnections({ actor }),
    countByConnection(organizationId),
    runs({ status: "running", limit: OPEN_RUNS }),
    runs({ status: "queued", limit: OPEN_RUNS }),
    runs({ limit: RECENT_RUNS }),
    countRunsByHour(organizationId),
    listCampaignSets({ actor, limit: SETS_LOOKED_AT, cursor: null }),
    listFailedRuns(organizationId, NEEDS_SHOWN),
  ]);
  const countsOf = new Map(counts.map((row) => [row.connectionId, row]));
  const shownConnections = connections.items.map((connection) => {
    const { campaigns = 0, openConflicts = 0, held = 0, failing = 0 } = countsOf.get(connection.id) ?? {};
    return { ...connection, campaigns, openConflicts, held, failing };
  });
  const setOf = new Map(sets.items.map((set) => [set.id, set]));
  const needs: Need[] = [
    ...shownConnections.flatMap(reauthorizeNeed),
    ...failedRuns.map((run) => ({
      kind: "failed_run" as const,
      title: `The last run of ${run.name} failed`,
      detail: run.error?.message ?? "The run's page says what happened.",
      href: `/syncs/${run.id}`,
      ...moneyOf(setOf.get(run.campaignSetId)),
    })),
    ...(await recordNeeds(sets.items, new Set(failedRuns.map((run) => run.campaignSetId)))),
  ];
  return {
    connections: shownConnections,
    running: [...running, ...queued].sort((a, b) => a.createdAt.localeCompare(b.createdAt)),
    recent,
    needsYou: needs.sort(byMoney).slice(0, NEEDS_SHOWN),
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

/** Records that failed, and edits that wait for a push, one line a set. What is being pushed just now needs nobody. */
async function recordNeeds(sets: CampaignSetSummaryView[], failedSets: ReadonlySet<string>): Promise<Need[]> {
  const failing = sets.filter((set) => set.sync.failed > 0 && !set.openRunId);
  const waiting = sets.filter((set) => set.sync.pending > 0 && !set.openRunId && !failedSets.has(set.id));
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

/** A connection that stopped comes first: everything on it waits. */
function byMoney(a: Need, b: Need): number {
  if ((a.kind === "reauthorize") !== (b.kind === "reauthorize")) return a.kind === "reauthorize" ? -1 : 1;
  const difference = BigInt(b.perDayMicros ?? 0) - BigInt(a.perDayMicros ?? 0);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
