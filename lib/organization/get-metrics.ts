import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { listConnections } from "../connections/list-connections";
import { countLinkStates, countOpenRuns } from "../db/metrics";
import type { Actor } from "../domain/actor";
import { SYNC_STATUSES } from "../domain/campaign";
import type { ConnectionView } from "../domain/views/connections";
import { RUN_KINDS } from "../domain/views/sync-runs";

/** More connections than anybody has. */
const MOST_CONNECTIONS = 1_000;

/** How an organisation stands, and how this process does, as Prometheus reads it. */
export async function getMetrics({ actor }: { actor: Actor }): Promise<{ text: string; contentType: string }> {
  const { organizationId } = actor;
  const [connections, links, runs] = await Promise.all([
    listConnections({ actor, limit: MOST_CONNECTIONS }),
    countLinkStates(organizationId),
    countOpenRuns(organizationId),
  ]);
  // A registry for this answer alone: what one organisation is told must not be left over in another's.
  const registry = new Registry();
  const { set } = gaugesOf(registry);
  for (const kind of RUN_KINDS) {
    for (const status of ["queued", "running"]) {
      const open = runs.find((row) => row.kind === kind && row.status === status);
      set("lockstep_open_runs", { kind, status }, open?.runs ?? 0);
    }
  }
  const now = Date.now();
  for (const connection of connections.items) {
    tellConnection(connection, set, now);
    const { id, platform } = connection;
    for (const state of SYNC_STATUSES) {
      const linked = links.find((row) => row.connectionId === id && row.state === state);
      set("lockstep_records", { connection: id, platform, state }, linked?.records ?? 0);
    }
  }
  const texts = await Promise.all([registry.metrics(), processMetrics().metrics()]);
  return { text: texts.join("\n"), contentType: registry.contentType };
}

function tellConnection(connection: ConnectionView, set: SetGauge, now: number): void {
  const { id, platform, name, mode, status, breaker, quota, lastPullAt } = connection;
  const of = { connection: id, platform };
  set("lockstep_connection_info", { ...of, name, mode, status }, 1);
  set("lockstep_open_conflicts", of, connection.openConflicts);
  set("lockstep_held_operations", of, connection.held);
  set("lockstep_unlisted_records", of, connection.unlisted);
  set("lockstep_breaker_open", of, breaker.state === "open" ? 1 : 0);
  for (const { group, limit, used } of quota) {
    set("lockstep_quota_limit", { ...of, group }, limit);
    set("lockstep_quota_remaining", { ...of, group }, limit - used);
  }
  // Nobody reads what was disconnected, so its age would only ever raise an alarm.
  if (lastPullAt !== null && status !== "disconnected")
    set("lockstep_last_pull_age_seconds", of, Math.max(0, (now - Date.parse(lastPullAt)) / 1000));
}

/** Every figure, with the labels it carries. Names and states of a connection are told once, by `lockstep_connection_info`. */
const FIGURES = {
  lockstep_open_runs: { help: "Runs that wait or are carried out.", labels: ["kind", "status"] },
  lockstep_records: {
    help: "Records that are, or were, on a platform, by how they stand with it.",
    labels: ["connection", "platform", "state"],
  },
  lockstep_connection_info: {
    help: "Always 1; names a connection and says how it stands.",
    labels: ["connection", "platform", "name", "mode", "status"],
  },
  lockstep_open_conflicts: {
    help: "Conflicts that wait for a decision.",
    labels: ["connection", "platform"],
  },
  lockstep_held_operations: {
    help: "Operations of the newest plans that a guardrail holds.",
    labels: ["connection", "platform"],
  },
  lockstep_unlisted_records: {
    help: "Linked records that the last listing left out.",
    labels: ["connection", "platform"],
  },
  lockstep_breaker_open: { help: "1 while calls are stopped.", labels: ["connection", "platform"] },
  lockstep_quota_limit: {
    help: "Calls the platform allows in a window of this quota group.",
    labels: ["connection", "platform", "group"],
  },
  lockstep_quota_remaining: {
    help: "Calls that are left in the present window.",
    labels: ["connection", "platform", "group"],
  },
  lockstep_last_pull_age_seconds: {
    help: "Time since the connection was last read; left out before the first reading.",
    labels: ["connection", "platform"],
  },
} as const;

type Figure = keyof typeof FIGURES;
type SetGauge = <Name extends Figure>(
  name: Name,
  labels: Record<(typeof FIGURES)[Name]["labels"][number], string>,
  value: number,
) => void;

function gaugesOf(registry: Registry): { set: SetGauge } {
  const gauges = new Map<Figure, Gauge>();
  for (const [name, { help, labels }] of Object.entries(FIGURES)) {
    gauges.set(name as Figure, new Gauge({ name, help, labelNames: [...labels], registers: [registry] }));
  }
  return { set: (name, labels, value) => gauges.get(name)?.set(labels, value) };
}

// On globalThis, because a development server evaluates this module again at each change.
const holder = globalThis as typeof globalThis & { lockstepProcessMetrics?: Registry };

/** Memory, processor time and event loop of the process that answers, watched from the first question on. */
function processMetrics(): Registry {
  if (!holder.lockstepProcessMetrics) {
    const register = new Registry();
    collectDefaultMetrics({ register });
    holder.lockstepProcessMetrics = register;
  }
  return holder.lockstepProcessMetrics;
}
