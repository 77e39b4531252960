import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "@/lib/testing/temporary-folder";
import { addUp, oneCheck, readPlaywrightReport, readVitestReport } from "./test-results.mjs";

async function reportFile(content: unknown): Promise<string> {
  const file = path.join(await temporaryFolder(), "report.json");
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}
const vitestReport = (counts: { passed: number; failed: number }, suites: object[] = []) => ({
  numPassedTests: counts.passed,
  numFailedTests: counts.failed,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: suites,
});

describe("vitest's report", () => {
  it("gives its counts when the run went well", async () => {
    const counts = await readVitestReport(await reportFile(vitestReport({ passed: 7, failed: 0 })), 0);
    expect(counts).toEqual({ passed: 7, failed: 0, skipped: 0, notes: [] });
  });

  it("counts a file that does not load", async () => {
    const broken = { name: "a.test.ts", status: "failed", message: "the port is taken", assertionResults: [] };
    const counts = await readVitestReport(await reportFile(vitestReport({ passed: 7, failed: 0 }, [broken])), 1);
    expect(counts).toMatchObject({ passed: 7, failed: 1, notes: ["a.test.ts could not run: the port is taken"] });
  });

  it("counts a file with failed tests by its tests alone", async () => {
    const failing = { name: "a.test.ts", status: "failed", assertionResults: [{ status: "failed" }] };
    const counts = await readVitestReport(await reportFile(vitestReport({ passed: 6, failed: 1 }, [failing])), 1);
    expect(counts).toMatchObject({ passed: 6, failed: 1 });
  });

  it.each([
    ["ended badly although no test failed", vitestReport({ passed: 7, failed: 0 }), 1, 7],
    ["was killed", vitestReport({ passed: 7, failed: 0 }), null, 7],
    ["ran nothing", vitestReport({ passed: 0, failed: 0 }), 0, 0],
    ["wrote half a report", '{"numPassed', 0, 0],
  ])("fails a runner that %s", async (_how, content, code, passed) => {
    expect(await readVitestReport(await reportFile(content), code)).toMatchObject({ passed, failed: 1 });
  });

  it("fails a runner that wrote no report", async () => {
    expect(await readVitestReport("/nowhere/report.json", 0)).toMatchObject({ passed: 0, failed: 1 });
  });
});

it("counts a browser test that needed a second try as failed", async () => {
  const file = await reportFile({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 } });
  expect(await readPlaywrightReport(file, 1)).toMatchObject({ passed: 3, failed: 2, skipped: 2 });
});

it("adds up checks and runs", () => {
  expect(addUp([oneCheck(0), oneCheck(1, "types failed."), { passed: 5, failed: 2, skipped: 1, notes: [] }])).toEqual({
    passed: 6,
    failed: 3,
    skipped: 1,
    notes: ["types failed."],
  });
});
