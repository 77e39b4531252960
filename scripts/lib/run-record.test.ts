import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { temporaryFolder } from "@/lib/testing/temporary-folder";
import { isAlive } from "./processes.mjs";
import { claimHome, readRunRecord, releaseHome, writeRunRecord } from "./run-record.mjs";

const started: number[] = [];
afterEach(() => {
  for (const pid of started.splice(0)) if (isAlive(pid)) process.kill(pid, "SIGKILL");
});

/** A Node process that does nothing, as a stand-in for a part or another supervisor. */
function startProcess(): number {
  const { pid } = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
  if (!pid) throw new Error("The process could not be started.");
  started.push(pid);
  return pid;
}

it("refuses a home that a living process holds, and names both", async () => {
  const home = await temporaryFolder();
  const holder = startProcess();
  await vi.waitFor(() => expect(isAlive(holder)).toBe(true));
  await writeFile(path.join(home, "lock"), String(holder));
  await expect(claimHome(home)).rejects.toThrow(`already runs on ${home} (process ${holder})`);
});

it("takes over from a dead holder and ends the parts it left", async () => {
  const home = await temporaryFolder();
  const part = startProcess();
  await writeFile(path.join(home, "lock"), "99999999");
  await writeRunRecord(home, { pid: 99999999, children: { app: part }, urls: {} });
  await claimHome(home);
  expect(isAlive(part)).toBe(false);
  expect(await readRunRecord(home)).toBeUndefined();
  expect(await readFile(path.join(home, "lock"), "utf8")).toBe(String(process.pid));
});

it("gives the home back", async () => {
  const home = await temporaryFolder();
  await claimHome(home);
  await releaseHome(home);
  await claimHome(home);
  await releaseHome(home);
});

it("reads a record cut short as none", async () => {
  const home = await temporaryFolder();
  await writeFile(path.join(home, "run.json"), '{"pid": 12');
  expect(await readRunRecord(home)).toBeUndefined();
});
