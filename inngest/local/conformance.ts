import { startTestApp, type TestApp } from "./conformance/app";
import { controlCases } from "./conformance/control";
import { failureCases } from "./conformance/failures";
import {
  type ConformanceCase,
  createClient,
  createKit,
  createProbes,
  createWorld,
  MODES,
  type Mode,
  type SkippedCase,
  type World,
} from "./conformance/kit";
import { protocolCases } from "./conformance/protocol";
import { Recorder } from "./conformance/recorder";
import { stepCases } from "./conformance/steps";
import { waitingCases } from "./conformance/waiting";

/**
 * What any server that runs Inngest functions has to do, as cases that know only the address of its event endpoint and an
 * application under test. They are judged by effects and by `inngest/function.finished`, and run twice: with the SDK's
 * checkpoints and without.
 */
export const conformanceCases: readonly ConformanceCase[] = [
  ...stepCases,
  ...failureCases,
  ...waitingCases,
  ...controlCases,
  ...protocolCases,
].sort((left, right) => left.number - right.number);

/** Cases about options that none of our functions uses; the local executor refuses them at start-up. */
export const skippedCases: readonly SkippedCase[] = [
  { number: 26, title: "timeouts.finish", skip: "no function of ours uses timeouts; refused at start-up" },
  {
    number: 32.1,
    title: "debounce, batchEvents, throttle",
    skip: "no function of ours uses them; refused at start-up",
  },
];

export interface ConformanceServer {
  /** Base address of the server, e.g. `http://127.0.0.1:8288`. */
  readonly baseUrl: string;
  readonly eventKey: string;
  readonly signingKey: string;
  /** True for a development server, which signs nothing. */
  readonly isDev: boolean;
}

/** The application under test with every case's functions in both modes, and the worlds to check them in. */
export interface ConformanceApp {
  readonly app: TestApp;
  readonly recorder: Recorder;
  world(mode: Mode): World;
}

/** Starts the application that the server is to run. `cases` keeps a part of them. */
export async function startConformanceApp(
  server: ConformanceServer,
  options: { port?: number; cases?: readonly ConformanceCase[] } = {},
): Promise<ConformanceApp> {
  const client = createClient(server);
  const recorder = new Recorder();
  const cases = options.cases ?? conformanceCases;
  const functions = MODES.flatMap((mode) => {
    const kit = createKit(client, mode, recorder);
    return cases.flatMap((each) => each.define(kit));
  });
  functions.push(...createProbes(client, recorder));
  const app = await startTestApp({ client, functions, ...(options.port && { port: options.port }) });
  return {
    app,
    recorder,
    world: (mode) =>
      createWorld({
        client,
        mode,
        recorder,
        appUrl: app.url,
        eventUrl: `${server.baseUrl}/e/${server.eventKey}`,
        signingKey: server.signingKey,
      }),
  };
}
