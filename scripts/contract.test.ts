import { execFile } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createContractRecorder } from "../lib/platforms/contract-recorder";
import { createRedditHost, driveReddit } from "../lib/platforms/reddit/simulator-driver";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-contract-script-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the script says and how it ends. */
function runScript(): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "tsx", "scripts/contract.ts", folder], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, output: stdout + stderr });
    });
  });
}

async function recordSome(paths: string[]): Promise<void> {
  const recorder = createContractRecorder(`${folder}/`);
  const host = createRedditHost({ recorder });
  const reddit = await driveReddit(host);
  for (const path of paths) await reddit.call("GET", path);
  await host.close();
}

it("passes over exchanges that fit, and a last line cut short", async () => {
  await recordSome(["/me", "/time_zones", "/campaigns/1"]);
  appendFileSync(join(folder, "killed.jsonl"), '{"platform":"reddit","at":"2026');
  const { code, output } = await runScript();
  expect(output).toContain("1  reddit GET /campaigns/{campaign_id}");
  expect(output.trim().split("\n").at(-1)).toBe("4 exchanges, 4 operations, 0 violations");
  expect(code).toBe(0);
});

it("fails on a path that nobody described", async () => {
  await recordSome(["/me", "/adverts"]);
  const { code, output } = await runScript();
  expect(output).toContain("unknown path GET /api/v3/adverts");
  expect(output).toContain("3 exchanges, 2 operations, 1 violations");
  expect(code).toBe(1);
});

it("fails when nothing was recorded", async () => {
  expect((await runScript()).code).toBe(1);
});
