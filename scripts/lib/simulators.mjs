import { rm } from "node:fs/promises";
import path from "node:path";
import { childEnvironment } from "./child-environment.mjs";
import { createChildren } from "./children.mjs";
import { say } from "./say.mjs";
import { loadSecrets } from "./secrets.mjs";
import { typescript } from "./typescript.mjs";
import { waitForOk } from "./wait-for.mjs";

/**
 * Runs work that calls the simulated platforms: on those that are up (beside `npm start`), or on ones started for the time it takes.
 * @param {object} options
 * @param {import("./settings.mjs").Settings} options.settings
 * @param {string} options.databaseUrl
 * @param {boolean} options.fresh let the platforms forget what they hold, as a database that was emptied has
 * @param {() => Promise<void>} work
 */
export async function withSimulators({ settings, databaseUrl, fresh }, work) {
  if (!settings.simulators) return work();
  const url = `http://localhost:${settings.simulatorPort}`;
  const running = await fetch(`${url}/_control/health`).then(
    (response) => response.ok,
    () => false,
  );
  if (running) {
    if (fresh)
      await fetch(`${url}/_control/reset`, {
        method: "POST",
        body: "{}",
        headers: { "content-type": "application/json" },
      });
    return work();
  }
  if (fresh) await rm(path.join(settings.home, "simulators"), { recursive: true, force: true });
  const secrets = await loadSecrets(settings.home);
  const env = childEnvironment({ settings, secrets, databaseUrl, source: process.env });
  const failed = new AbortController();
  const children = createChildren({
    home: settings.home,
    print: () => undefined,
    onPids: () => undefined,
    onGivenUp: (_name, lines) => failed.abort(new Error(`The simulators do not stay up:\n${lines.join("\n")}`)),
    maximumDeaths: () => 0,
  });
  say("Starting the simulated platforms for it.");
  await children.start({ name: "simulators", args: typescript("scripts/simulators.ts"), env });
  try {
    await waitForOk(`${url}/_control/health`, { timeoutMs: 30_000, signal: failed.signal });
    await work();
  } finally {
    await children.stop();
  }
}
