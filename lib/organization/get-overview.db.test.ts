import { beforeEach, expect, it } from "vitest";
import { db } from "../db/client";
import { OverviewView } from "../domain/views/organization";
import { sql } from "../testing/db";
import { createOrganization, createSet, type TestOrganization } from "../testing/factories";
import { getOverview } from "./get-overview";

let org: TestOrganization;
beforeEach(async () => {
  org = await createOrganization();
});

const overview = async () => OverviewView.parse(await getOverview({ actor: org.actor }));

const addRun = (campaignSetId: string, status: string, endedAgo: string | null, error: object | null = null) =>
  sql<{ id: string }>(
    `insert into "SyncRun" ("id", "organizationId", "campaignSetId", "trigger", "status", "openKey", "endedAt", "error")
     values (gen_random_uuid(), $1, $2::uuid, 'person', $3::"RunStatus", case when $4::text is null then $2::uuid end,
       now() - $4::interval, $5) returning "id"`,
    [org.organizationId, campaignSetId, status, endedAgo, error],
  ).then((rows) => rows[0]?.id ?? "");

it("of a new organisation is quiet, with a day of empty hours", async () => {
  const { connections, running, recent, needsYou, hours } = await overview();
  expect(connections).toMatchObject([{ id: org.connectionId, mode: "simulator", campaigns: 0, failing: 0 }]);
  expect([running, recent, needsYou]).toEqual([[], [], []]);
  expect(hours).toHaveLength(24);
  expect(hours.every((hour) => hour.completed + hour.partial + hour.failed === 0)).toBe(true);
  expect(hours.map((hour) => hour.at)).toEqual([...hours.map((hour) => hour.at)].sort());
});

it("puts first what most money waits for, and a connection that stopped before all", async () => {
  const small = await createSet({ actor: org.actor, name: "Small" });
  const large = await createSet({ actor: org.actor, name: "Large", campaigns: 3 });
  await db.connection.update({
    where: { id: org.connectionId },
    data: { status: "reauthorize", statusReason: "Reddit no longer accepts the sign-in." },
  });
  const { needsYou, connections } = await overview();
  expect(needsYou.map(({ kind, href }) => [kind, href])).toEqual([
    ["reauthorize", `/connections/${org.connectionId}`],
    ["unsynced", `/campaigns/${large.id}`],
    ["unsynced", `/campaigns/${small.id}`],
  ]);
  expect(needsYou[1]).toMatchObject({ perDayMicros: "150000000", currency: "USD" });
  expect(connections[0]).toMatchObject({ campaigns: 4, status: "reauthorize" });
});

it("asks first for the ad account of a connection that has none, and for nothing once it is disconnected", async () => {
  await createSet({ actor: org.actor, name: "Waiting" });
  const where = { id: org.connectionId };
  await db.connection.update({ where, data: { settings: {} } });
  const { needsYou } = await overview();
  expect(needsYou.map(({ kind, href }) => [kind, href])).toMatchObject([
    ["choose_account", `/connections/${org.connectionId}`],
    ["unsynced", expect.any(String)],
  ]);
  await db.connection.update({ where, data: { status: "disconnected" } });
  expect((await overview()).needsYou.map(({ kind }) => kind)).toEqual(["unsynced"]);
});

it("names what guardrails hold, as long as a set there waits to be pushed", async () => {
  const set = await createSet({ actor: org.actor, name: "Raised" });
  await sql(
    `with plan as (
       insert into "Plan" ("id", "organizationId", "campaignSetId", "digest", "basis", "summary")
       values (gen_random_uuid(), $1, $2::uuid, '', '', '{}') returning "id"
     )
     insert into "Operation" ("id", "organizationId", "connectionId", "planId", "seq", "kind", "recordKind", "recordId",
       "recordName", "campaignId", "platform", "changes", "desired", "recordVersion", "state", "guard")
     select gen_random_uuid(), $1, $3::uuid, plan."id", seq, 'update', 'campaign', $4::uuid,
       'Raised', $4::uuid, 'reddit', '[]', '{}', 1, 'held', guard
     -- The second waits for the decision of a conflict.
     from plan, (values (1, 'change'), (2, null)) as held(seq, guard)`,
    [org.organizationId, set.id, org.connectionId, set.campaigns[0]?.id],
  );
  const held = async () => (await overview()).needsYou.filter(({ kind }) => kind === "held");
  expect(await held()).toMatchObject([{ title: expect.stringMatching(/^1 change on .* is held by a guardrail$/) }]);
  await sql(`update "CampaignSet" set "deletedAt" = now() where "id" = $1::uuid`, [set.id]);
  expect(await held()).toEqual([]);
});

it("finds the one set of hundreds that is out of step, however old it is, and counts what it does not list", async () => {
  const oldest = await createSet({ actor: org.actor, name: "Oldest", campaigns: 3 });
  await sql(
    `insert into "CampaignSet" ("id", "organizationId", "name", "updatedAt")
     select gen_random_uuid(), $1, 'Empty ' || n, now() from generate_series(1, 400) n`,
    [org.organizationId],
  );
  expect(await overview()).toMatchObject({ needsYou: [{ href: `/campaigns/${oldest.id}` }], needsYouCount: 1 });
  for (let n = 0; n < 21; n++) await createSet({ actor: org.actor, name: `Small ${n}` });
  const { needsYou, needsYouCount } = await overview();
  expect(needsYou[0]).toMatchObject({ href: `/campaigns/${oldest.id}` });
  expect([needsYou.length, needsYouCount]).toEqual([20, 22]);
});

it("shows what failed with its reason, and leaves out what is being pushed just now", async () => {
  const failing = await createSet({ actor: org.actor, name: "Failing" });
  const moving = await createSet({ actor: org.actor, name: "Moving" });
  const broken = await createSet({ actor: org.actor, name: "Broken" });
  const campaignId = failing.campaigns[0]?.id;
  await sql(
    `insert into "Link" ("id", "organizationId", "connectionId", "campaignSetId", "campaignId", "recordKind", "recordId", "syncStatus", "errorLog")
     values (gen_random_uuid(), $1, $2, $3, $4::uuid, 'campaign', $4::uuid, 'failed', '{"code": "rejected", "message": "Reddit refused the name."}')`,
    [org.organizationId, org.connectionId, failing.id, campaignId],
  );
  const inPart = await addRun(failing.id, "partial", "1 minute");
  await db.syncRun.update({ where: { id: inPart }, data: { failed: 1 } });
  await addRun(moving.id, "running", null);
  const failedRun = await addRun(broken.id, "failed", "2 minutes", { code: "internal", message: "It broke." });

  const { needsYou, running, recent, connections, hours } = await overview();
  expect(needsYou).toContainEqual(
    expect.objectContaining({
      kind: "failed_record",
      title: "1 record of Failing failed",
      detail: "Reddit refused the name.",
    }),
  );
  expect(needsYou).toContainEqual(
    expect.objectContaining({ kind: "failed_run", detail: "It broke.", href: `/syncs/${failedRun}` }),
  );
  expect(JSON.stringify(needsYou)).not.toContain("Moving");
  expect(running.map((run) => run.campaignSetName)).toEqual(["Moving"]);
  expect(recent).toHaveLength(3);
  expect(connections[0]?.failing).toBe(1);
  const sum = (key: "partial" | "failed" | "completed") => hours.reduce((total, hour) => total + hour[key], 0);
  expect([sum("partial"), sum("failed"), sum("completed")]).toEqual([1, 1, 0]);
});

it("counts a run of which something is held, and nothing failed, as held, and a trial run not at all", async () => {
  const set = await createSet({ actor: org.actor, name: "Waiting for a word" });
  await addRun(set.id, "partial", "1 minute");
  const trial = await addRun(set.id, "completed", "1 minute");
  await db.syncRun.update({ where: { id: trial }, data: { dryRun: true } });
  const { hours } = await overview();
  const sum = (key: "held" | "partial" | "completed") => hours.reduce((total, hour) => total + hour[key], 0);
  expect([sum("held"), sum("partial"), sum("completed")]).toEqual([1, 0, 0]);
});

it("shows nothing of another organisation", async () => {
  const other = await createOrganization({ name: "Other" });
  await createSet({ actor: other.actor, name: "Theirs" });
  expect(JSON.stringify(await overview())).not.toContain("Theirs");
});

it("shows a quota window that has ended as unused", async () => {
  await db.quotaWindow.createMany({
    data: [
      {
        connectionId: org.connectionId,
        quotaGroup: "over",
        limit: 100,
        windowMs: 60_000,
        used: 90,
        endsAt: new Date(Date.now() - 1),
      },
      {
        connectionId: org.connectionId,
        quotaGroup: "running",
        limit: 100,
        windowMs: 60_000,
        used: 90,
        endsAt: new Date(Date.now() + 30_000),
      },
    ],
  });
  const [connection] = (await overview()).connections;
  expect(connection?.quota).toMatchObject([
    { group: "over", used: 0, resetsAt: null },
    { group: "running", used: 90, windowSeconds: 60, resetsAt: expect.any(String) },
  ]);
});
