import { readdir } from "node:fs/promises";
import path from "node:path";
import { isMigrationApplied } from "../db/migrations";
import { env } from "../env";

const PATIENCE_MS = 2_000;

/** Each part this process needs: `ok`, or what is wrong with it in a few words. Gives no detail an outsider could use. */
export async function readiness(): Promise<Record<string, string>> {
  const [database, executor] = await Promise.all([databaseState(), executorState()]);
  return { ...database, ...(executor === null ? {} : { executor }) };
}

async function databaseState(): Promise<{ database: string; migrations: string }> {
  try {
    const newest = await newestMigration();
    const applied = newest !== null && (await withPatience(isMigrationApplied(newest)));
    return { database: "ok", migrations: applied ? "ok" : "not applied" };
  } catch {
    return { database: "cannot be reached", migrations: "not known" };
  }
}

/** Null where functions are run by someone else, whose state is not ours to tell. */
async function executorState(): Promise<string | null> {
  if (env.LOCKSTEP_ENGINE !== "local") return null;
  const base = env.INNGEST_BASE_URL ?? `http://127.0.0.1:${env.LOCKSTEP_ENGINE_PORT}`;
  try {
    const response = await fetch(new URL("/health", base), { signal: AbortSignal.timeout(PATIENCE_MS) });
    return response.ok ? "ok" : `answers ${response.status}`;
  } catch {
    return "cannot be reached";
  }
}

let newestKnown: string | null = null;

/** The migration this code expects: its folders are named by time. */
async function newestMigration(): Promise<string | null> {
  if (newestKnown) return newestKnown;
  const entries = await readdir(path.join(process.cwd(), "prisma", "migrations"), { withFileTypes: true });
  newestKnown =
    entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort()
      .at(-1) ?? null;
  return newestKnown;
}

/** A server that accepts and never answers counts as away. */
async function withPatience<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), PATIENCE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
