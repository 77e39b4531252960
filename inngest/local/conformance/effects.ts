import type { Finish, World } from "./kit";
import type { Recorder } from "./recorder";

/**
 * What a world's functions did, as a set: how often a body ran does not count, because a body whose result was lost with
 * its executor has to run again. Ids that differ from run to run are taken out.
 */
export function effectsOf(world: World, recorder: Recorder): string[] {
  const effects = recorder.entries(world.key).map(({ label, data }) => {
    const shown = isFinish(data) ? { status: data.status, result: data.result ?? null, error: shortError(data) } : data;
    return `${label} ${JSON.stringify(shown ?? null)}`.replaceAll(world.key, "<key>");
  });
  return [...new Set(effects)].sort();
}

/** Functions of the world that ran more often than they were started. */
export function doubledRuns(world: World, recorder: Recorder): string[] {
  const runs = new Map<string, Set<string>>();
  for (const { label, data } of recorder.entries(world.key)) {
    if (label.startsWith("finished ") && isFinish(data)) {
      runs.set(label, (runs.get(label) ?? new Set()).add(data.runId));
    }
  }
  return [...runs].filter(([, ids]) => ids.size > 1).map(([label]) => label);
}

function isFinish(data: unknown): data is Finish {
  return typeof data === "object" && data !== null && "runId" in data && "status" in data;
}

function shortError({ error, status }: Finish): string | null {
  return status === "Failed" && error ? `${error.name}: ${error.message}` : null;
}
