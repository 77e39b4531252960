import os from "node:os";
import path from "node:path";
import { defineConfig, devices } from "@playwright/test";

/**
 * Journeys in a real browser, against a Lockstep of their own: own home, own ports, simulators that keep nothing on disk.
 * `npm test` hands in the home, the ports and the browser. Alone: npx playwright test e2e/NAME.spec.ts
 *
 * Workers read this file too, so whatever is decided here is kept in the environment, which they inherit.
 */
process.env.LOCKSTEP_E2E_PORT ??= "33000";
process.env.LOCKSTEP_E2E_HOME ??= path.join(os.tmpdir(), `lockstep-e2e-${process.pid}-${Date.now()}`);
const port = Number(process.env.LOCKSTEP_E2E_PORT);
const appUrl = `http://localhost:${port}`;

/** Where specs find the parts: the simulators' control routes, and the run record with the process ids. */
process.env.LOCKSTEP_E2E_SIMULATOR_URL = `http://localhost:${port + 1}`;

const browser = process.env.LOCKSTEP_CHROMIUM;
const chromium = {
  ...devices["Desktop Chrome"],
  viewport: { width: 1440, height: 900 },
  ...(browser ? { launchOptions: { executablePath: browser } } : {}),
};

/**
 * One stack with one database serves all journeys, so only those of different projects may run beside each other: the
 * pulls of one connection would answer for each other, and what connects another account, stops a part or spoils the platform
 * has to be alone.
 */
const READINGS = ["conflicts", "found", "isolation"];
const SCREENS = ["edits", "guardrails", "keyboard", "lists", "partial-failure", "phone", "sign-in", "states"];
const specs = (names: readonly string[]) => names.map((name) => `${name}.spec.ts`);

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // `npm test` lets the first two projects run beside each other, and the last by itself.
  workers: Number(process.env.LOCKSTEP_E2E_WORKERS ?? 1),
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json", { outputFile: process.env.LOCKSTEP_E2E_REPORT ?? "test-results/report.json" }]],
  use: {
    baseURL: appUrl,
    locale: "en-US",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "readings", testMatch: specs(READINGS), workers: 1, use: chromium },
    { name: "screens", testMatch: specs(SCREENS), workers: 1, use: chromium },
    { name: "alone", testIgnore: specs([...READINGS, ...SCREENS]), workers: 1, use: chromium },
  ],
  webServer: {
    command: `"${process.execPath}" scripts/start.mjs`,
    url: `${appUrl}/api/ready`,
    reuseExistingServer: false,
    // The first start may have to build.
    timeout: 300_000,
    stdout: "ignore",
    stderr: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    env: {
      PORT: String(port),
      LOCKSTEP_SIMULATOR_PORT: String(port + 1),
      LOCKSTEP_ENGINE_PORT: String(port + 2),
      LOCKSTEP_DB_PORT: String(port + 3),
      LOCKSTEP_HOME: process.env.LOCKSTEP_E2E_HOME,
      LOCKSTEP_SIMULATOR_STATE: "memory",
      // Whatever the machine's own .env says.
      LOCKSTEP_ENGINE: "local",
      LOCKSTEP_SIMULATORS: "on",
      DATABASE_URL: "",
      AUTH_URL: "",
      LOG_LEVEL: "warn",
    },
  },
});
