import { db } from "./client";

/** Notes what an open run waits for. Until then whoever looks for lost runs leaves it alone. Answers whether it is open. */
export async function saveRunWait(runId: string, pause: { waiting: string; until: Date }): Promise<boolean> {
  const { count } = await db.syncRun.updateMany({
    where: { id: runId, endedAt: null },
    data: { waiting: pause.waiting, waitingUntil: pause.until },
  });
  return count === 1;
}
