import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { makeApiKey } from "../lib/auth/api-key";
import { hashPassword } from "../lib/auth/password";
import { createCampaignSet } from "../lib/campaigns/create-campaign-set";
import { editCampaign } from "../lib/campaigns/edit-campaign";
import { getCampaignSet } from "../lib/campaigns/get-campaign-set";
import { db } from "../lib/db/client";
import type { Actor, Role } from "../lib/domain/actor";
import { CampaignPatch, CampaignSetInput } from "../lib/domain/campaign";
import { env } from "../lib/env";
import { redditConnection } from "../lib/platforms/reddit/demo-connection";
import { carryOutHere } from "../lib/sync/carry-out-here";
import { pullHere } from "../lib/sync/pull/pull-here";
import { openPullFor } from "../lib/sync/pull/request-pull";
import { openRunFor } from "../lib/sync/request-sync";
import { alwaysOn, otherSet, summerLaunch } from "./seed-sets";

/**
 * Writes the demo organisations into an empty database, and nothing into one that holds any. The API keys it makes are
 * known only now: they go to `demo.json` in LOCKSTEP_HOME, and to the last line of the output. What a start that was broken
 * off left half written is taken away first, as `demo-unfinished.json` names it: nobody has worked with it yet.
 */
const UNFINISHED = path.join(env.LOCKSTEP_HOME, "demo-unfinished.json");
const PASSWORD = "lockstep-demo";

type Person = { email: string; name: string; role: Role };

async function main(): Promise<void> {
  await mkdir(env.LOCKSTEP_HOME, { recursive: true });
  await removeUnfinished();
  if ((await db.organization.count()) > 0) return;
  const ids = { demo: uuidv7(), other: uuidv7() };
  await writeFile(UNFINISHED, JSON.stringify(Object.values(ids)));
  const demo = await createOrganization(ids.demo, "Demo", 1, [
    { email: "demo@lockstep.local", name: "Demo", role: "owner" },
    { email: "teammate@lockstep.local", name: "Teammate", role: "editor" },
  ]);
  const other = await createOrganization(ids.other, "Other", 2, [
    { email: "other@lockstep.local", name: "Other", role: "owner" },
  ]);
  const now = new Date();
  const plant = (organization: typeof demo, input: unknown) =>
    createCampaignSet({ actor: organization.actor, input: CampaignSetInput.parse(input) });

  const kept = await plant(demo, alwaysOn(demo.connectionId, now));
  await plant(demo, summerLaunch(demo.connectionId, now));
  await plant(other, otherSet(other.connectionId, now));
  // "Always on" is a set that runs already: it is pushed here, by the same engine that pushes everything else.
  if (env.LOCKSTEP_SIMULATORS === "on") {
    const { row } = await openRunFor({ actor: demo.actor, campaignSetId: kept.id });
    await carryOutHere(row.id);
    await disagree(demo.actor, kept.id, demo.connectionId);
  }

  const keys = { demo: demo.key, other: other.key };
  await writeFile(path.join(env.LOCKSTEP_HOME, "demo.json"), `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await rm(UNFINISHED);
  process.stdout.write(`${JSON.stringify({ demoKeys: keys })}\n`);
}

async function removeUnfinished(): Promise<void> {
  const text = await readFile(UNFINISHED, "utf8").catch(() => null);
  if (text === null) return;
  const ids = z.array(z.uuid()).parse(JSON.parse(text));
  // A connection does not go before its campaigns.
  await db.campaignSet.deleteMany({ where: { organizationId: { in: ids } } });
  await db.user.deleteMany({ where: { memberships: { some: { organizationId: { in: ids } } } } });
  await db.organization.deleteMany({ where: { id: { in: ids } } });
  // What was pushed from there is unknown to everybody now.
  if (env.LOCKSTEP_SIMULATORS === "on") await controlSimulators("POST", "reset", {});
  await rm(UNFINISHED);
}

/**
 * Somebody works on Reddit's own pages as well: one budget was changed on both sides, which is a conflict, and one label
 * of ours was changed over there, which is drift.
 */
async function disagree(actor: Actor, campaignSetId: string, connectionId: string): Promise<void> {
  const { campaigns } = await getCampaignSet({ actor, campaignSetId });
  // A campaign whose ad groups bid by hand has its budget on them.
  const [first, second] = campaigns.filter(({ adGroups }) => adGroups.every(({ bid }) => bid.strategy === "automatic"));
  if (!first?.sync.platformId || !second?.sync.platformId) throw new Error("Always on did not reach the simulator");
  const base = BigInt(first.budget.amountMicros);
  await changeThere(first.sync.platformId, { goal_value: Number((base * 12n) / 10n) });
  await changeThere(second.sync.platformId, { invoice_label: "Changed on Reddit" });
  const budget = { ...first.budget, amountMicros: ((base * 14n) / 10n).toString() };
  await editCampaign({ actor, id: first.id, patch: CampaignPatch.parse({ version: first.version, budget }) });
  const { row } = await openPullFor({ actor, connectionId });
  await pullHere(row.id);
}

/** What a person does on the platform's own pages, through the simulator's control routes. */
const changeThere = (platformId: string, changes: Record<string, unknown>): Promise<void> =>
  controlSimulators("PATCH", `reddit/campaign/${platformId}`, changes);

async function controlSimulators(method: string, route: string, body: Record<string, unknown>): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${env.LOCKSTEP_SIMULATOR_PORT}/_control/${route}`, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`the simulator refused ${JSON.stringify(body)}: ${answer.status}`);
}

async function createOrganization(organizationId: string, name: string, account: number, people: Person[]) {
  const connectionId = uuidv7();
  const { key, prefix, hash } = makeApiKey();
  const passwordHash = await hashPassword(PASSWORD);
  const rows = people.map((person) => ({ ...person, id: uuidv7() }));
  await db.organization.create({ data: { id: organizationId, name } });
  await db.user.createMany({
    data: rows.map(({ id, email, name: personName }) => ({ id, email, name: personName, passwordHash })),
  });
  await db.membership.createMany({ data: rows.map(({ id, role }) => ({ organizationId, userId: id, role })) });
  await db.apiKey.create({
    data: { id: uuidv7(), organizationId, name: "Demo key", prefix, hash, role: "owner", createdById: rows[0]?.id },
  });
  await db.connection.create({ data: redditConnection({ id: connectionId, organizationId, account }) });
  const actor: Actor = { organizationId, userId: rows[0]?.id ?? null, role: "owner", kind: "person", name };
  return { actor, connectionId, key };
}

await main();
await db.$disconnect();
