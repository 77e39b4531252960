import { readFile } from "node:fs/promises";

/** @typedef {{ passed: number, failed: number, skipped: number, notes: string[] }} Counts */

/**
 * Adds up what the parts of a test run counted.
 * @param {Counts[]} all
 * @returns {Counts}
 */
export const addUp = (all) => ({
  passed: all.reduce((sum, { passed }) => sum + passed, 0),
  failed: all.reduce((sum, { failed }) => sum + failed, 0),
  skipped: all.reduce((sum, { skipped }) => sum + skipped, 0),
  notes: all.flatMap(({ notes }) => notes),
});

/**
 * @param {number} failed 0 or 1
 * @param {string} [note]
 * @returns {Counts}
 */
export const oneCheck = (failed, note) => ({ passed: 1 - failed, failed, skipped: 0, notes: note ? [note] : [] });

/**
 * Vitest's JSON report. A runner that ended badly without a failed test (a crash, a file that does not load, an unhandled
 * error, coverage under its limit) counts as one failure, as does one that ran no test or wrote no report.
 * @param {string} file
 * @param {number | null} code how the runner ended
 * @returns {Promise<Counts>}
 */
export async function readVitestReport(file, code) {
  const report = await readJson(file);
  if (!report) return oneCheck(1, "vitest ended without a report.");
  const suitesThatBroke = report.testResults.filter(
    (suite) => suite.status === "failed" && suite.assertionResults.every(({ status }) => status !== "failed"),
  );
  return withRunner({
    name: "vitest",
    code,
    counts: {
      passed: report.numPassedTests,
      failed: report.numFailedTests + suitesThatBroke.length,
      skipped: report.numPendingTests + report.numTodoTests,
      notes: suitesThatBroke.map((suite) => `${suite.name} could not run: ${suite.message || "no reason given"}`),
    },
  });
}

/**
 * Playwright's JSON report; the same rules. A test that passed only on a second try counts as failed.
 * @param {string} file
 * @param {number | null} code
 * @returns {Promise<Counts>}
 */
export async function readPlaywrightReport(file, code) {
  const report = await readJson(file);
  if (!report) return oneCheck(1, "playwright ended without a report.");
  const { expected, unexpected, flaky, skipped } = report.stats;
  return withRunner({
    name: "playwright",
    code,
    counts: { passed: expected, failed: unexpected + flaky, skipped, notes: [] },
  });
}

/** @param {{ name: string, code: number | null, counts: Counts }} run */
function withRunner({ name, code, counts }) {
  if (counts.passed + counts.failed === 0) return oneCheck(1, `${name} ran no test.`);
  if (code === 0 || counts.failed > 0) return counts;
  return addUp([
    counts,
    oneCheck(1, `${name} ended with ${code ?? "a signal"} although no test failed; see its output.`),
  ]);
}

/**
 * @param {string} file
 * @returns {Promise<any>} undefined when it is missing or cut short
 */
async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    // The caller counts a missing report as a failure.
    return undefined;
  }
}
