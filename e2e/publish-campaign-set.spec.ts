import { expect, test } from "./support/fixtures";
import {
  heading,
  openSet,
  planSet,
  pushPlan,
  readRunRows,
  records,
  TALL,
  titleState,
  untilInStep,
} from "./support/pages";

/** 12 campaigns, each with 2 ad groups of 2 ads; keywords have no place on Reddit. */
const RECORDS = 12 + 24 + 48;

test.describe.configure({ mode: "serial" });

test("a push brings every record of a set to Reddit, live on the run page", async ({ page, demo, reddit }) => {
  const there = new Set(await reddit.ids());
  // After the first records Reddit takes its time, until the page was seen with some landed and some not.
  await reddit.misbehave({ match: { method: "POST" }, kind: "latency", after: 60, delayMs: 3_000 });
  await page.setViewportSize(TALL);

  await openSet(page, "Summer launch");
  await planSet(page);
  await expect(page.getByText(`${RECORDS} new`)).toBeVisible();
  await expect(page.getByText("12 records a platform has no place for")).toBeVisible();
  expect(new Set(await reddit.ids()), "a plan writes nothing").toEqual(there);

  const reads: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (/^\/api\/v1\/sync-runs\/[^/]+(\/operations)?$/.test(pathname)) reads.push(pathname);
  });
  await pushPlan(page, `Push ${RECORDS} changes`);
  await expect(records(page)).toHaveCount(RECORDS);
  // Some have landed while others wait: the page shows the work as it happens.
  await expect.poll(async () => new Set((await readRunRows(page)).map(({ state }) => state)).size).toBeGreaterThan(1);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await reddit.behave();
  await untilInStep(page);

  const rows = await readRunRows(page);
  expect(rows.map(({ state }) => state)).toEqual(rows.map(() => "In step"));
  expect(rows.map(({ seq }) => seq)).toEqual([...rows.keys()].map((at) => at + (rows[0]?.seq ?? 0)));
  const added = (await reddit.ids()).filter((id) => !there.has(id));
  expect(rows.map(({ platformId }) => platformId).sort()).toEqual(added.sort());
  // Read when the page opened and once more when the run had ended; in between the stream told everything. The list is read
  // once more where the page was there before the run had planned it.
  const ofOperations = reads.filter((path) => path.endsWith("/operations")).length;
  expect(ofOperations, reads.join("\n")).toBeLessThanOrEqual(3);
  expect(reads.length - ofOperations, reads.join("\n")).toBeLessThanOrEqual(2);

  const { id } = await demo.findSet("Summer launch");
  const set = await demo.getSet(id);
  const campaigns = await reddit.list("campaign");
  for (const campaign of set.campaigns) {
    const remote = campaigns.find((candidate) => candidate.id === campaign.sync.platformId);
    expect(remote, campaign.name).toMatchObject({ configured_status: "ACTIVE" });
  }
});

test("planning again right after finds nothing to push", async ({ page }) => {
  await openSet(page, "Summer launch");
  await expect(titleState(page, /^In step$/)).toBeVisible();
  await planSet(page);
  await expect(page.getByRole("heading", { name: "Nothing to push" })).toBeVisible();
});

test("a renamed ad group is one change of one field, and one PATCH with that field alone", async ({
  page,
  demo,
  reddit,
}) => {
  await openSet(page, "Summer launch");
  await page.getByRole("button", { name: "ad group listentothis readers: edit" }).click();
  const box = page.getByRole("textbox", { name: "ad group listentothis readers" });
  await box.fill("Listeners");
  await box.press("Enter");
  await expect(page.getByRole("button", { name: "ad group Listeners: edit" })).toBeVisible();
  await expect(page.getByRole("row", { name: /Listeners/ }).getByText("Differs")).toBeVisible();

  await planSet(page);
  const change = page.getByRole("checkbox", { name: "Push: update ad group Listeners" });
  await expect(records(page).filter({ has: change })).toContainText("listentothis readers");
  const planId = new URL(page.url()).pathname.split("/").at(-1);
  expect(await demo.answer("GET", `plans/${planId}`)).toMatchObject({
    operations: [
      {
        kind: "update",
        recordKind: "ad_group",
        changes: [{ field: "name", from: "listentothis readers", to: "Listeners" }],
      },
    ],
    held: [],
  });

  await reddit.forgetRequests();
  await pushPlan(page, "Push 1 change");
  await untilInStep(page);
  const writes = (await reddit.requests()).filter(({ method }) => method !== "GET");
  expect(writes.map(({ method, status }) => ({ method, status }))).toEqual([{ method: "PATCH", status: 200 }]);
  expect(Object.keys(JSON.parse(writes[0]?.body ?? "{}").data)).toEqual(["name"]);

  await page.getByRole("link", { name: "Open the set" }).click();
  await expect(heading(page, /Summer launch/)).toBeVisible();
  await planSet(page);
  await expect(page.getByRole("heading", { name: "Nothing to push" })).toBeVisible();
});

test("every call to Reddit can be opened, and shows no token", async ({ page, demo }) => {
  await page.goto("/syncs");
  await page.getByRole("link", { name: "Summer launch" }).first().click();
  await page.getByRole("button", { name: "Platform calls" }).click();
  const call = page.getByRole("button", { name: /PATCH .*ad_groups/ });
  await call.click();
  await expect(page.getByRole("figure").filter({ hasText: "Sent" })).toContainText("Listeners");
  await expect(page.getByText("Request id there")).toBeVisible();
  const runId = new URL(page.url()).pathname.split("/").at(-1);
  const calls = JSON.stringify(await demo.answer("GET", `sync-runs/${runId}/calls?limit=100`));
  expect(calls).toContain("PATCH");
  expect(calls).not.toMatch(/Bearer |demo-refresh|lockstep-demo-secret/);
});

test("a set that is paused on its page is paused on Reddit, and back again", async ({ page, demo, reddit }) => {
  const statuses = async () => {
    const { id } = await demo.findSet("Summer launch");
    const ours = new Set((await demo.getSet(id)).campaigns.map(({ sync }) => sync.platformId));
    const remote = (await reddit.list("campaign")).filter((campaign) => ours.has(campaign.id));
    return [...new Set(remote.map((campaign) => campaign.configured_status))];
  };
  await openSet(page, "Summer launch");
  await page.getByRole("button", { name: "Pause set" }).click();
  await expect(page.getByRole("button", { name: "Resume set" })).toBeVisible();
  await expect(titleState(page, /^In step$/)).toBeVisible({ timeout: 20_000 });
  await expect.poll(statuses).toEqual(["PAUSED"]);

  await page.getByRole("button", { name: "Resume set" }).click();
  await expect(page.getByRole("button", { name: "Pause set" })).toBeVisible();
  await expect.poll(statuses, { timeout: 20_000 }).toEqual(["ACTIVE"]);
});
