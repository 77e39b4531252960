import pg from "pg";

const STEPS = 10;
const POLL_MS = 100;

/** Where the functions of `inngest/functions/bench-ten-steps.ts` are mounted and who runs them. */
export type Engine = { engineUrl: string; eventKey: string; databaseUrl: string };

/** Sends `runs` events in one post and answers with the steps a second, from the post to the end of the last run. */
export async function stepsPerSecond(engine: Engine, event: string, runs: number): Promise<number> {
  const client = new pg.Client({ connectionString: engine.databaseUrl });
  await client.connect();
  try {
    const sentAt = Date.now();
    const answer = await fetch(`${engine.engineUrl}/e/${engine.eventKey}`, {
      method: "POST",
      body: JSON.stringify(Array.from({ length: runs }, (_, index) => ({ name: event, data: { index } }))),
    });
    if (!answer.ok) throw new Error(`the executor answered ${answer.status}: ${await answer.text()}`);
    for (;;) {
      // The executor notes the end of each run itself, so a rare look from outside is exact all the same.
      const { rows } = await client.query<{ ended: number; completed: number; last: number }>(
        `select count(ended_at)::int as ended, (count(*) filter (where status = 'Completed'))::int as completed,
                max(ended_at)::float8 as last
           from lockstep_executor.run where fn = $1 and started_at >= $2`,
        [`lockstep-${event.replace("/", "-")}`, sentAt],
      );
      const { ended, completed, last } = rows[0] ?? { ended: 0, completed: 0, last: 0 };
      if (ended >= runs) {
        if (completed !== runs) throw new Error(`${runs - completed} of ${runs} runs did not complete`);
        return (runs * STEPS * 1000) / (last - sentAt);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } finally {
    await client.end();
  }
}

/** The median of three: one run in three meets a checkpoint of the database or a collection of garbage. */
export async function medianSteps(engine: Engine, event: string, runs: number): Promise<number> {
  const figures: number[] = [];
  for (let round = 0; round < 3; round += 1) figures.push(await stepsPerSecond(engine, event, runs));
  return figures.sort((left, right) => left - right)[1] ?? Number.NaN;
}
