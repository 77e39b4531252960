import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { heading, openSet, planSet, pushPlan, records, TALL, titleState, untilInStep } from "./support/pages";
import { campaignSet } from "./support/sets";
import { REMOTE_KINDS } from "./support/simulators";

const CAMPAIGNS = [
  "Autumn boots",
  "Wool socks",
  "Rain coats",
  "Storm lamps",
  "Tea and cake",
  "Long reads",
  "Night rides",
  "Camp kitchen",
  "Field notes",
  "Map cases",
];
/** Whose ad groups aim at a place that Reddit does not know. */
const REFUSED = ["Rain coats", "Night rides"];

test("of 10 campaigns 2 are refused: the page says which field and why, and a retry after the fix finishes them", async ({
  page,
  demo,
  reddit,
}) => {
  const there = new Set(await reddit.ids());
  const set = await demo.createSet(
    campaignSet({
      name: "Autumn walk",
      campaigns: CAMPAIGNS,
      community: (at) => (REFUSED.includes(CAMPAIGNS[at] ?? "") ? "nowhere_at_all" : "travel"),
    }),
  );
  await page.setViewportSize(TALL);
  await openSet(page, "Autumn walk");
  await planSet(page);
  await pushPlan(page, "Push 30 changes");

  await expect(titleState(page, "Failed 2 of 30")).toBeVisible({ timeout: 30_000 });
  const [runId = ""] = new URL(page.url()).pathname.split("/").slice(-1);
  expect(await demo.getRun(runId)).toMatchObject({ status: "partial", progress: { synced: 26, failed: 2, total: 30 } });
  const rowOf = (name: string) =>
    records(page).filter({ has: page.getByRole("button", { name: `Details of ${name}, nowhere_at_all readers` }) });
  for (const name of REFUSED) {
    const row = rowOf(name);
    await expect(row).toContainText("communities");
    await expect(row).toContainText("Invalid communities: nowhere_at_all");
  }
  // Eight are whole and may spend; the two that are not stay paused.
  const active = (await reddit.list("campaign")).filter(
    ({ id, configured_status }) => !there.has(id) && configured_status === "ACTIVE",
  );
  expect(active).toHaveLength(8);

  await test.step("the first is fixed by the link on the run page", async () => {
    await rowOf("Rain coats").getByRole("link", { name: "Fix the ad group" }).click();
    await fixCommunity(page);
  });
  await test.step("the second by the one on the set page", async () => {
    await page
      .getByRole("row", { name: /Night rides, nowhere/ })
      .getByRole("button", { name: "Fix it" })
      .click();
    await fixCommunity(page);
  });

  await page.goto(`/syncs/${runId}`);
  await page.getByRole("button", { name: "Retry 2 failed records" }).click();
  await expect(page).not.toHaveURL(new RegExp(runId));
  await expect(heading(page, "Push of Autumn walk")).toBeVisible();
  await untilInStep(page);

  const added = (
    await Promise.all(
      REMOTE_KINDS.map(async (kind) =>
        (await reddit.list(kind)).filter(({ id }) => !there.has(id)).map((remote) => ({ kind, ...remote })),
      ),
    )
  ).flat();
  const whole = await demo.getSet(set.id);
  const ours = whole.campaigns.flatMap((campaign) => [
    campaign.sync.platformId,
    ...campaign.adGroups.flatMap((group) => [group.sync.platformId, ...group.ads.map((ad) => ad.sync.platformId)]),
  ]);
  expect(ours).toHaveLength(30);
  expect(added.map(({ id }) => id).sort(), "one remote object per record").toEqual([...ours].sort());
  expect(added.filter(({ kind }) => kind === "campaign").map(({ configured_status }) => configured_status)).toEqual(
    CAMPAIGNS.map(() => "ACTIVE"),
  );
});

/** In the open sheet of an ad group: another community, then save. */
async function fixCommunity(page: Page) {
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByText("Reddit refused communities")).toBeVisible();
  await sheet.getByRole("button", { name: "Remove nowhere_at_all" }).click();
  await sheet.getByLabel("Communities").fill("sports");
  await sheet.getByLabel("Communities").press("Enter");
  await sheet.getByRole("button", { name: "Save the ad group" }).click();
  await expect(sheet).toBeHidden();
}
