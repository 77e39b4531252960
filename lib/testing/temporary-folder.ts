import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** An empty folder that is removed when the test that asked for it ends. Call it inside a test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "lockstep-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
