import { beforeEach, expect, it } from "vitest";
import { systemClock } from "../clock";
import { demoAccount } from "../platforms/reddit/fixtures";
import type { SimulatorHost } from "../platforms/simulators/host";
import { decideAt } from "../testing/consent";
import { createOrganization, type TestOrganization } from "../testing/factories";
import { createTestSimulator } from "../testing/sync-world";
import { beginAuthorization } from "./begin-authorization";
import { chooseAccount } from "./choose-account";
import { disconnect } from "./disconnect";
import { editConnection } from "./edit-connection";
import { finishAuthorization } from "./finish-authorization";
import { getConnection } from "./get-connection";
import type { Reach } from "./reach";

const DEMO = demoAccount(1);
let host: SimulatorHost;
let reach: Reach;
let mine: TestOrganization;

beforeEach(async () => {
  host = createTestSimulator(systemClock, 1);
  host.setLimits("reddit", "off");
  reach = { clock: systemClock, fetch: host.fetch as typeof fetch };
  mine = await createOrganization();
});

async function connect(connectionId?: string): Promise<string> {
  const { actor } = mine;
  const input = connectionId ? { connectionId } : { platform: "reddit" as const };
  const { authorizeUrl } = await beginAuthorization({ actor, input });
  const back = await decideAt(host, authorizeUrl, { member: DEMO.memberId });
  const outcome = await finishAuthorization({ actor, platform: "reddit", ...back }, reach);
  if (outcome.problem !== null) throw new Error(outcome.problem);
  return outcome.connectionId;
}

it.each(["paused", "active"] as const)(
  "a connection that was %s is so again after it was disconnected",
  async (status) => {
    const id = await connect();
    const { adAccountId, profileId, pixelId, fundingId: fundingInstrumentId } = DEMO;
    const choice = { adAccountId, profileId, pixelId, fundingInstrumentId };
    await chooseAccount({ actor: mine.actor, id, choice }, reach);
    if (status === "paused") await editConnection({ actor: mine.actor, id, patch: { status } }, reach);
    await disconnect({ actor: mine.actor, id }, reach);
    expect(await getConnection({ actor: mine.actor, id })).toMatchObject({ status: "disconnected" });
    await connect(id);
    expect(await getConnection({ actor: mine.actor, id })).toMatchObject({ status });
  },
);
