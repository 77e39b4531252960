import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "@/lib/db/client";
import { testDatabaseUrl } from "@/lib/testing/db";
import { wantsDemo } from "./database.mjs";
import { run } from "./run.mjs";
import { makeTemporaryHome, removeTemporaryHome } from "./temporary-home.mjs";
import { typescript } from "./typescript.mjs";

let home: string;
beforeAll(async () => {
  home = await makeTemporaryHome("seed");
});
afterAll(() => removeTemporaryHome(home));

async function seed(): Promise<void> {
  const env = { ...process.env, LOCKSTEP_HOME: home, LOCKSTEP_SIMULATORS: "off" };
  const { code, output } = await run(process.execPath, typescript("prisma/seed.ts"), { env, capture: true });
  expect(code, output).toBe(0);
}
const organizations = () => db.organization.findMany({ select: { id: true, name: true }, orderBy: { name: "asc" } });
const isWanted = () => wantsDemo({ url: testDatabaseUrl(), home });
const keys = () => readFile(path.join(home, "demo.json"), "utf8");

test("the demo is written once; what a start left half written is written anew", { timeout: 60_000 }, async () => {
  expect(await isWanted()).toBe(true);
  await seed();
  const first = { organizations: await organizations(), keys: await keys() };
  expect(first.organizations.map(({ name }) => name)).toEqual(["Demo", "Other"]);
  expect(await isWanted()).toBe(false);
  await seed();
  expect(await organizations()).toEqual(first.organizations);

  const somebodysOwn = await db.organization.create({ data: { id: crypto.randomUUID(), name: "Mine" } });
  await db.campaignSet.deleteMany({ where: { organizationId: first.organizations[1]?.id ?? "" } });
  const ids = first.organizations.map(({ id }) => id);
  await writeFile(path.join(home, "demo-unfinished.json"), JSON.stringify(ids));
  expect(await isWanted()).toBe(true);
  await seed();
  // With an organisation of somebody's own there, the demo is only taken away.
  expect(await organizations()).toEqual([{ id: somebodysOwn.id, name: "Mine" }]);
  await db.organization.delete({ where: { id: somebodysOwn.id } });
  await seed();
  expect((await organizations()).map(({ name }) => name)).toEqual(["Demo", "Other"]);
  expect(await keys()).not.toBe(first.keys);
  expect(await isWanted()).toBe(false);
});
