import { existsSync } from "node:fs";
import path from "node:path";
import { binOf } from "./ensure-installed.mjs";
import { run } from "./run.mjs";
import { SetupError, say } from "./say.mjs";

const SYSTEM_NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const SYSTEM_PATHS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * A Chromium for the browser tests: LOCKSTEP_CHROMIUM, Playwright's own, the system's, or one installed now.
 * @returns {Promise<string | undefined>} the program; undefined when it is Playwright's own, which it finds itself
 */
export async function ensureChromium() {
  const named = process.env.LOCKSTEP_CHROMIUM;
  if (named) {
    if (!existsSync(named)) throw new SetupError(`LOCKSTEP_CHROMIUM is "${named}", where there is no program.`);
    return named;
  }
  if (await hasOwn()) return undefined;
  const present = systemChromium();
  if (present) return present;

  say("No Chromium found; asking Playwright to download one.");
  const download = await run(process.execPath, [binOf.playwright, "install", "chromium"], { capture: true });
  if (download.code === 0 && (await hasOwn())) return undefined;

  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("Playwright could not download one; installing Debian's package chromium.");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-qq"], { capture: true, env });
    const install = await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], {
      capture: true,
      env,
    });
    const installed = systemChromium();
    if (installed) return installed;
    throw new SetupError(
      `Chromium could not be installed by apt-get:\n${install.output.trim().split("\n").slice(-10).join("\n")}`,
    );
  }
  throw new SetupError(
    "The browser tests need Chromium, and none was found or could be downloaded. Install Chromium or Chrome, or run " +
      "`npx playwright install chromium` where it can download, or set LOCKSTEP_CHROMIUM to a Chromium program.",
  );
}

async function hasOwn() {
  const { chromium } = await import("@playwright/test");
  return existsSync(chromium.executablePath());
}

function systemChromium() {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const candidates = SYSTEM_NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...candidates, ...SYSTEM_PATHS].find((candidate) => existsSync(candidate));
}
