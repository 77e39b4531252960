import pg from "pg";
import type { TreeSize } from "./push-api";

/**
 * Database round trips of one push, counted at the driver (begin and commit included): the same engine carried out in
 * this process, because statements of another process cannot be told apart by what caused them.
 */
export async function countStatements(databaseUrl: string, size: TreeSize): Promise<number> {
  process.env.DATABASE_URL = databaseUrl;
  process.env.AUTH_SECRET ??= "a-secret-for-a-benchmark-in-this-process";
  process.env.LOCKSTEP_ENCRYPTION_KEYS ??= `k1:${Buffer.alloc(32, 1).toString("base64")}`;
  process.env.LOG_LEVEL ??= "warn";
  const { createSyncWorld, push } = await import("../../lib/testing/sync-world");

  const world = await createSyncWorld({ size, account: 8_888 });
  const original = pg.Client.prototype.query;
  let statements = 0;
  pg.Client.prototype.query = function counted(this: pg.Client, ...args: Parameters<typeof original>) {
    statements += 1;
    return Reflect.apply(original, this, args);
  } as typeof original;
  try {
    const run = await push(world);
    if (run?.status !== "completed") throw new Error(`the push ended ${run?.status}`);
    return statements;
  } finally {
    pg.Client.prototype.query = original;
  }
}
