import { ensureInstalled } from "./lib/ensure-installed.mjs";
import { runCommand, say } from "./lib/say.mjs";
import { loadEnvFile, readSettings } from "./lib/settings.mjs";

/** npm start, and npm run dev (--dev): everything on one machine, until Ctrl-C. */
await runCommand(async () => {
  const development = process.argv.includes("--dev");
  loadEnvFile();
  const settings = readSettings(process.env);
  await ensureInstalled();
  // Imported only now, because it needs the dependencies.
  const { startSupervised } = await import("./lib/supervisor.mjs");

  // A reader that goes away (`npm start | head`) must not take the parts down without a clean stop.
  process.stdout.on("error", () => undefined);
  const asked = new Promise((resolve) => {
    for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
      process.on(signal, () => resolve(signal));
  });
  const starting = startSupervised({ settings, source: process.env, development });
  const stack = await Promise.race([starting, asked]);
  if (typeof stack === "string") {
    // Asked to stop while starting: let the start come to a point where everything can be stopped cleanly.
    await (await starting).stop();
    return 0;
  }
  const ended = Promise.race([asked, stack.givenUp.then((message) => ({ message }))]);
  const outcome = await Promise.race([stack.untilReady().then(() => "ready"), ended]).catch((error) => ({
    message: error instanceof Error ? error.message : String(error),
  }));
  if (outcome === "ready") announce(stack, settings);
  const reason = outcome === "ready" ? await ended : outcome;
  say(typeof reason === "string" ? "\nStopping." : `\n${reason.message}\n\nStopping.`);
  await stack.stop();
  say("Stopped.");
  return typeof reason === "string" ? 0 : 1;
});

/**
 * @param {import("./lib/supervisor.mjs").RunningStack} stack
 * @param {import("./lib/settings.mjs").Settings} settings
 */
function announce(stack, settings) {
  const keys = Object.entries(stack.keys).map(([name, key]) => `${name}: ${key}`);
  const lines = [
    "",
    `Lockstep is ready: ${stack.appUrl}`,
    ...(keys.length > 0 ? ["", "Sign in: demo@lockstep.local / lockstep-demo", "API keys:", ...keys] : []),
    "",
    ...(settings.simulators ? [`Simulated platforms: ${stack.simulatorUrl}`] : []),
    `Data and logs: ${settings.home}`,
    "Ctrl-C stops everything.",
    "",
  ];
  say(lines.join("\n"));
}
