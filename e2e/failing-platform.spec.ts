import { expect, test } from "./support/fixtures";
import { titleState } from "./support/pages";
import { lookAt } from "./support/pictures";
import { campaignSet } from "./support/sets";

test("run: stale while its stream is down, live again once it is back", async ({ page, demo, reddit }) => {
  const set = await demo.createSet(
    campaignSet({ name: "Slow boat", campaigns: ["Anchors", "Sails"], adGroups: 2, ads: 2 }),
  );
  await reddit.misbehave({ match: { method: "POST" }, kind: "latency", delayMs: 8_000 });
  const runId = await demo.push(set.id);
  await page.goto(`/syncs/${runId}`);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await lookAt(page, "run-live");
  await page.context().setOffline(true);
  await expect(page.getByText("Stale · reconnecting").first()).toBeVisible();
  await expect(page.getByText("Offline.")).toBeVisible();
  await lookAt(page, "run-stale");
  await page.context().setOffline(false);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await expect(page.getByText("Offline.")).toHaveCount(0);

  await page.getByRole("button", { name: "Cancel the run" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel the run" }).click();
  await reddit.behave();
  await expect(page.getByRole("button", { name: "Stopping…" })).toBeVisible();
  // What is on its way still arrives; the next journey counts what is written over there.
  await expect(titleState(page, /cancelled/)).toBeVisible({ timeout: 30_000 });
});

test("run: failed as a whole when Reddit's answers cannot be read", async ({ page, demo, reddit }) => {
  const set = await demo.createSet(campaignSet({ name: "Locked door", campaigns: ["Keys"] }));
  await demo.pushToTheEnd(set.id);
  await reddit.misbehave({ match: { method: "GET" }, kind: "error_in_200" });
  const { id } = await demo.pushToTheEnd(set.id);
  await page.goto(`/syncs/${id}`);
  await expect(titleState(page, /^Failed/)).toBeVisible();
  await expect(page.getByRole("alert").filter({ hasText: "answered in a form we do not know" })).toBeVisible();
  await lookAt(page, "run-failed-as-a-whole");
});
