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

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // One stack with one database serves all journeys, and some of them stop parts of it. Two at a time were tried: the pulls
  // of one connection answer for each other, and what one counts over there another makes.
  workers: 1,
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
    // A trace photographs each action as well, which takes longer than all of the rest: only where somebody asks for it.
    trace: process.env.LOCKSTEP_E2E_TRACE === "1" ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
  },
  projects: [
    {
      name: "chromium",
      use: {
        ...devices["Desktop Chrome"],
        viewport: { width: 1440, height: 900 },
        ...(browser ? { launchOptions: { executablePath: browser } } : {}),
      },
    },
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
