import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, it } from "vitest";
import { freePorts } from "../../scripts/lib/ports.mjs";
import { type ConformanceApp, conformanceCases, skippedCases, startConformanceApp } from "./conformance";
import { MODES } from "./conformance/kit";
import { type Executor, startExecutor } from "./executor";
import { fixedRetryDelay } from "./retry";

/**
 * The conformance cases against the local executor; with LOCKSTEP_CONFORMANCE_URL against an Inngest development server
 * at that address instead (started with a retry interval of 1 s, and able to reach this machine).
 */
const elsewhere = process.env.LOCKSTEP_CONFORMANCE_URL;
const CASE_TIMEOUT_MS = 150_000;
const cases = conformanceCases.filter((each) => !(elsewhere && each.signed));
const skipped = [
  ...skippedCases,
  ...conformanceCases
    .filter((each) => !cases.includes(each))
    .map((each) => ({ ...each, skip: "a development server signs nothing" })),
];

let conformance: ConformanceApp;
let executor: Executor | undefined;

beforeAll(async () => {
  const signingKey = `signkey-test-${randomBytes(32).toString("hex")}`;
  const eventKey = randomBytes(8).toString("hex");
  if (elsewhere) {
    conformance = await startConformanceApp({ baseUrl: elsewhere, eventKey, signingKey, isDev: true });
    const answer = await fetch(`${conformance.app.url}/api/inngest`, { method: "PUT" });
    if (!answer.ok) throw new Error(`the server did not take the functions: ${await answer.text()}`);
    return;
  }
  const [port = 0] = await freePorts(1);
  conformance = await startConformanceApp({ baseUrl: `http://127.0.0.1:${port}`, eventKey, signingKey, isDev: false });
  executor = await startExecutor({
    databaseUrl: process.env.DATABASE_URL ?? "",
    appUrl: conformance.app.url,
    port,
    eventKey,
    signingKey,
    retryDelay: fixedRetryDelay(1_000),
    log: () => undefined,
  });
  await executor.ready;
}, 60_000);

afterAll(async () => {
  await executor?.stop(200);
  await conformance?.app.stop();
  for (const { number, title, skip } of skipped) {
    console.info(`skip  ${Math.floor(number)}  ${title}: ${skip}`);
  }
});

// Most of a case is waiting for a timer, so all of them wait together.
describe.concurrent.each(MODES)("with checkpoints %s", (mode) => {
  for (const { number, title, check } of cases) {
    it(`case ${number}: ${title}`, { timeout: CASE_TIMEOUT_MS }, () => check(conformance.world(mode)));
  }
});
