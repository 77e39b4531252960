import path from "node:path";
import { defineConfig } from "vitest/config";

/**
 * Two projects: `unit` (no database, no network beyond loopback) and `db` (each file with its own PostgreSQL database).
 *
 * One file alone, database included:   npx vitest run lib/db/campaigns.db.test.ts
 * One test of it:                      npx vitest run lib/db/campaigns.db.test.ts -t "keeps the shadow"
 * Watching while working:              npx vitest lib/sync/core
 *
 * Coverage is measured, and its limit enforced, only by `npm test`.
 */
const root = import.meta.dirname;

const TEST_FOLDERS = ["app", "bench", "components", "inngest", "lib", "prisma", "scripts"];
const inFolders = (ending: string) => TEST_FOLDERS.map((folder) => `${folder}/**/*${ending}`);
const UNIT_TESTS = [...inFolders(".test.ts"), ...inFolders(".test.tsx")];
const DB_TESTS = inFolders(".db.test.ts");

/** Fixed, so that a test never depends on what its machine happens to hold. DATABASE_URL is set per file in `db`. */
const env = {
  NODE_ENV: "test" as const,
  LOG_LEVEL: "silent",
  LOCKSTEP_HOME: path.join(root, "node_modules", ".cache", "lockstep", "test-home"),
  LOCKSTEP_ENGINE: "local",
  LOCKSTEP_SIMULATORS: "on",
  AUTH_SECRET: "test-secret-for-sessions-that-never-leave-this-machine",
  AUTH_URL: "http://localhost:3000",
  LOCKSTEP_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
  INNGEST_EVENT_KEY: "test-event-key",
  INNGEST_SIGNING_KEY: `signkey-test-${"ab".repeat(32)}`,
  INNGEST_BASE_URL: "http://127.0.0.1:8288",
};

const shared = {
  environment: "node",
  env,
  restoreMocks: true,
  testTimeout: 15_000,
  hookTimeout: 30_000,
} as const;

const resolve = {
  alias: [
    { find: /^@\//, replacement: `${root}/` },
    { find: /^server-only$/, replacement: path.join(root, "lib", "testing", "empty-module.ts") },
  ],
};

const LIMIT = { lines: 80 };

const db = {
  ...shared,
  include: DB_TESTS,
  setupFiles: ["lib/testing/clone-database.ts"],
  testTimeout: 30_000,
  sequence: { groupOrder: 1 },
};
const DATABASE_SERVER = ["lib/testing/template-database.ts"];

/** `npm run drill` shares its seeds out among threads of one process, each with a database, a platform and a clock of its own. */
const LANES = Number(process.env.LOCKSTEP_DRILL_LANES ?? 0);
const lanes = Array.from({ length: LANES }, (_, lane) => ({
  resolve,
  test: {
    ...db,
    name: `lane ${lane + 1}`,
    include: ["lib/testing/drill.db.test.ts"],
    pool: "threads" as const,
    maxWorkers: LANES,
    env: { ...env, LOCKSTEP_DRILL_LANE: String(lane) },
  },
}));

export default defineConfig({
  resolve,
  test: {
    ...(LANES > 0 && { globalSetup: DATABASE_SERVER }),
    coverage: {
      provider: "v8",
      include: ["lib/platforms/**/*.ts", "lib/sync/**/*.ts", "lib/db/**/*.ts"],
      exclude: ["**/*.test.ts", "**/fixtures.ts", "**/*.d.ts"],
      reporter: ["text-summary", "json-summary"],
      reportsDirectory: "coverage",
      reportOnFailure: true,
      ...(process.env.LOCKSTEP_COVERAGE_LIMIT === "1" && {
        thresholds: {
          "lib/platforms/**/*.ts": LIMIT,
          "lib/sync/**/*.ts": LIMIT,
          "lib/db/**/*.ts": LIMIT,
        },
      }),
    },
    projects: [
      {
        resolve,
        test: {
          ...shared,
          name: "unit",
          include: UNIT_TESTS,
          exclude: DB_TESTS,
          env: { ...env, DATABASE_URL: "postgresql://unit:unit@127.0.0.1:1/none" },
        },
      },
      {
        resolve,
        test: { ...db, name: "db", globalSetup: DATABASE_SERVER, pool: "forks", maxWorkers: 2 },
      },
      ...lanes,
    ],
  },
});
