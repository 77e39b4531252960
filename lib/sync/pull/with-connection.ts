import { type Clock, systemClock } from "../../clock";
import { type OpenConnection, type Opener, openConnection } from "../../connections/open-connection";
import { type OpenPull, startPull } from "../../db/pulls";
import { notingWaits, tellRun } from "../noting-waits";
import { refuseUnused } from "./refuse-unused";

export type PullOptions = { clock?: Clock; open?: Opener };

/** One step of a pull, with its connection open. Answers `closed` when the pull has ended meanwhile. */
export async function withConnection<Result>(
  runId: string,
  closed: Result,
  { clock = systemClock, open = openConnection }: PullOptions,
  work: (pull: OpenPull, connection: OpenConnection, clock: Clock) => Promise<Result>,
): Promise<Result> {
  const pull = await startPull(runId, clock.now());
  if (!pull) return closed;
  const { organizationId, connectionId } = pull;
  refuseUnused(pull.connection);
  if (pull.hasMoved) await tellRun(runId);
  return notingWaits(runId, clock, async () => {
    const connection = await open({ organizationId, connectionId, syncRunId: runId, deadline: null });
    try {
      return await work(pull, connection, clock);
    } finally {
      await connection.close();
    }
  });
}
