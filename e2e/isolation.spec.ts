import { expect, signIn, test } from "./support/fixtures";
import { heading } from "./support/pages";
import { OTHER_ACCOUNT } from "./support/simulators";

test("the other organisation's key reads and changes nothing of Demo", async ({ demo, other, reddit }) => {
  const { id } = await demo.findSet("Always on");
  const set = await demo.getSet(id);
  const campaign = set.campaigns[0];
  const group = campaign?.adGroups[0];
  const { planId } = await demo.plan(id);
  const runId = (await demo.pushToTheEnd(id)).id;
  const refused = [
    ["GET", `campaign-sets/${id}`],
    ["PATCH", `campaign-sets/${id}`, { name: "Taken over", version: set.version }],
    ["DELETE", `campaign-sets/${id}`],
    ["POST", `campaign-sets/${id}/plan`],
    ["POST", `campaign-sets/${id}/sync`],
    ["POST", `campaign-sets/${id}/pause`],
    ["GET", `campaign-sets/${id}/sync-status`],
    ["GET", `campaign-sets/${id}/sync-stream`],
    ["GET", `campaign-sets/${id}/campaigns/${campaign?.id}`],
    ["PATCH", `campaign-sets/${id}/campaigns/${campaign?.id}/ad-groups/${group?.id}`, { name: "Taken", version: 1 }],
    ["GET", `plans/${planId}`],
    ["GET", `jobs/${runId}`],
    ["POST", `jobs/${runId}/cancel`],
    ["POST", `jobs/${runId}/retry`],
    ["GET", `sync-runs/${runId}`],
    ["GET", `sync-runs/${runId}/operations`],
    ["GET", `sync-runs/${runId}/calls`],
    ["GET", `sync-runs/${runId}/stream`],
    ["GET", `connections/${campaign?.connectionId}`],
  ] as const;
  const before = { here: await demo.getSet(id), there: await reddit.list("campaign") };
  for (const [method, path, body] of refused) {
    const response = await other.call(method, path, body);
    expect(response.status, `${method} ${path}`).toBe(404);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
  }
  expect(await demo.getSet(id), "nothing was changed").toEqual(before.here);
  expect(before.here.name).toBe("Always on");
  expect(await reddit.list("campaign")).toEqual(before.there);
  expect(JSON.stringify(await other.answer("GET", "campaign-sets?limit=500"))).not.toContain("Always on");
  expect(await reddit.list("campaign", OTHER_ACCOUNT)).toEqual([]);
});

test("without a key or with a wrong one nothing is answered", async ({ demo, request }) => {
  const { id } = await demo.findSet("Always on");
  const anonymous = { headers: { cookie: "" } };
  expect((await request.get(`/api/v1/campaign-sets/${id}`, anonymous)).status()).toBe(401);
  const wrong = { headers: { cookie: "", authorization: `Bearer lsk_${"a".repeat(40)}` } };
  expect((await request.get(`/api/v1/campaign-sets/${id}`, wrong)).status()).toBe(401);
});

test.describe("on the screen", () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test("a person of Other sees their own sets, and of Demo's address only that it leads nowhere", async ({
    page,
    demo,
  }) => {
    test.slow();
    const { id } = await demo.findSet("Always on");
    const planId = (await demo.plan(id)).planId;
    const runId = (await demo.pushToTheEnd(id)).id;
    await page.goto("/sign-in");
    await signIn(page, "other@lockstep.local");
    await expect(heading(page, "Overview")).toBeVisible();
    await page.getByRole("navigation").getByRole("link", { name: "Campaigns" }).click();
    await expect(page.getByRole("link", { name: "Spring roast" })).toBeVisible();
    await expect(page.getByText("Always on")).toHaveCount(0);
    await page.getByRole("navigation").getByRole("link", { name: "Runs" }).click();
    // Every quarter of an hour the schedule reads their connection, too.
    const nothingPushed = page.getByRole("heading", { name: "Nothing was pushed yet" });
    const theirs = page.getByRole("row", { name: /started by the schedule/ });
    await expect(nothingPushed.or(theirs).first()).toBeVisible();
    await expect(page.getByRole("row", { name: /^Push|Always on/ })).toHaveCount(0);

    const connectionId = (await demo.getSet(id)).campaigns[0]?.connectionId;
    for (const [address, sentence, way] of [
      [`/campaigns/${id}`, "This campaign set does not exist", "Open the campaigns"],
      [`/campaigns/${id}/plans/${planId}`, "This plan does not exist", "Open the campaigns"],
      [`/syncs/${runId}`, "This run does not exist", "Open the runs"],
      [`/connections/${connectionId}`, "This connection does not exist", "Open the connections"],
      [`/connections/${connectionId}/found`, "This connection does not exist", "Open the connections"],
    ] as const) {
      await page.goto(address);
      await expect(page.getByRole("heading", { name: sentence })).toBeVisible();
      await expect(page.getByRole("link", { name: way })).toBeVisible();
      await expect(page.getByRole("button", { name: /^(Load again|Read now)$/ })).toHaveCount(0);
      await expect(page.getByText("Always on")).toHaveCount(0);
    }
    await page.getByRole("link", { name: "Open the connections" }).click();
    await expect(heading(page, "Connections")).toBeVisible();
  });
});
