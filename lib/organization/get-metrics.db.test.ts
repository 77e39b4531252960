import { uuidv7 } from "uuidv7";
import { beforeEach, expect, it } from "vitest";
import { db } from "../db/client";
import { sql } from "../testing/db";
import { createOrganization, createSet, type TestOrganization } from "../testing/factories";
import { getMetrics } from "./get-metrics";

let org: TestOrganization;
beforeEach(async () => {
  org = await createOrganization();
});

/** Every figure by its name and labels, as a scrape reads them. */
async function figures({ actor }: TestOrganization = org): Promise<Map<string, number>> {
  const { text } = await getMetrics({ actor });
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]));
}

const labelled = (labels: string) => `{connection="${org.connectionId}",platform="reddit"${labels}}`;

async function addTroubles(): Promise<void> {
  const { organizationId, connectionId, actor } = org;
  const set = await createSet({ actor, campaigns: 2 });
  const states = ["failed", "synced"] as const;
  for (const [index, syncStatus] of states.entries()) {
    const recordId = set.campaigns[index]?.id ?? "";
    const common = { organizationId, connectionId, campaignSetId: set.id, campaignId: recordId, recordId };
    const link = await db.link.create({ data: { ...common, id: uuidv7(), recordKind: "campaign", syncStatus } });
    if (syncStatus === "failed") continue;
    await db.conflict.create({
      data: {
        ...common,
        id: uuidv7(),
        linkId: link.id,
        recordKind: "campaign",
        recordName: "A",
        platform: "reddit",
        fields: [],
      },
    });
  }
  await sql(
    `insert into "SyncRun" ("id", "organizationId", "campaignSetId", "trigger", "status", "openKey", "kind")
     values (gen_random_uuid(), $1, $2::uuid, 'person', 'running', $2::uuid, 'push')`,
    [organizationId, set.id],
  );
  await db.connection.update({ where: { id: connectionId }, data: { lastPullAt: new Date(Date.now() - 90_000) } });
  await db.breaker.create({
    data: { connectionId, state: "open", openUntil: new Date(Date.now() + 60_000), trips: 1 },
  });
  await db.quotaWindow.create({
    data: {
      connectionId,
      quotaGroup: "campaigns",
      limit: 100,
      windowMs: 60_000,
      used: 30,
      endsAt: new Date(Date.now() + 30_000),
    },
  });
}

it("tells what waits, what failed and what a connection has left", async () => {
  await addTroubles();
  const told = await figures();
  expect(told.get(`lockstep_open_runs{kind="push",status="running"}`)).toBe(1);
  expect(told.get(`lockstep_open_runs{kind="pull",status="queued"}`)).toBe(0);
  expect(told.get(`lockstep_records${labelled(`,state="failed"`)}`)).toBe(1);
  expect(told.get(`lockstep_records${labelled(`,state="synced"`)}`)).toBe(1);
  expect(told.get(`lockstep_records${labelled(`,state="conflict"`)}`)).toBe(0);
  expect(told.get(`lockstep_open_conflicts${labelled("")}`)).toBe(1);
  expect(told.get(`lockstep_breaker_open${labelled("")}`)).toBe(1);
  expect(told.get(`lockstep_quota_limit${labelled(`,group="campaigns"`)}`)).toBe(100);
  expect(told.get(`lockstep_quota_remaining${labelled(`,group="campaigns"`)}`)).toBe(70);
  expect(told.get(`lockstep_connection_info${labelled(`,name="Reddit",mode="simulator",status="active"`)}`)).toBe(1);
  const age = told.get(`lockstep_last_pull_age_seconds${labelled("")}`) ?? 0;
  expect(Math.round(age / 10)).toBe(9);
});

it("says nothing of another organisation, whoever asked before", async () => {
  await addTroubles();
  await figures();
  const other = await createOrganization({ name: "Other" });
  const told = await figures(other);
  expect([...told.keys()].join("\n")).not.toContain(org.connectionId);
  expect(told.get(`lockstep_open_runs{kind="push",status="running"}`)).toBe(0);
  expect(told.get(`lockstep_breaker_open{connection="${other.connectionId}",platform="reddit"}`)).toBe(0);
});

it("leaves out the age of a reading that never was, and that of a connection which is disconnected", async () => {
  const name = `lockstep_last_pull_age_seconds${labelled("")}`;
  expect((await figures()).has(name)).toBe(false);
  const where = { id: org.connectionId };
  await db.connection.update({ where, data: { lastPullAt: new Date(), status: "disconnected" } });
  expect((await figures()).has(name)).toBe(false);
});

it("tells of the process as well, each figure once however often it is asked", async () => {
  await figures();
  const { text, contentType } = await getMetrics({ actor: org.actor });
  expect(contentType).toBe("text/plain; version=0.0.4; charset=utf-8");
  for (const name of ["process_resident_memory_bytes", "nodejs_eventloop_lag_seconds"]) {
    expect(text.match(new RegExp(`^# TYPE ${name} `, "gm"))).toHaveLength(1);
  }
});
