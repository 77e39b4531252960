import { expect, test } from "./support/fixtures";
import { heading, openSet, planSet, pushPlan, records, titleState, untilInStep } from "./support/pages";
import { lookAt } from "./support/pictures";
import { campaignSet } from "./support/sets";

test("a trial run says what a push would change and leads to its plan", async ({ page, demo }) => {
  const { id } = await demo.createSet(campaignSet({ name: "Rehearsed", campaigns: ["Dress rehearsal"] }));
  const trial = await demo.pushToTheEnd(id, { dryRun: true });
  expect(trial).toMatchObject({ progress: { total: 0 }, planned: { added: 3, changed: 0, removed: 0, held: 0 } });
  await page.goto(`/syncs/${trial.id}`);
  await expect(heading(page, "Trial run of Rehearsed")).toBeVisible();
  await expect(titleState(page, "Differs · 3 to push")).toBeVisible();
  await expect(page.getByText("Would change 3 records")).toBeVisible();
  await expect(page.getByText(/in step|everything was sent/i)).toHaveCount(0);
  await lookAt(page, "run-trial");
  await page.getByRole("link", { name: "Open its plan" }).click();
  await expect(heading(page, "Plan")).toBeVisible();
});

test("a tick stays through a reload, and a plan that was pushed says so", async ({ page, demo }) => {
  const { id } = await demo.createSet(campaignSet({ name: "Ticked", campaigns: ["Opening night"] }));
  const { planId } = await demo.plan(id);
  await page.goto(`/campaigns/${id}/plans/${planId}`);
  const ad = page.getByRole("checkbox", { name: /^Push: create ad / }).last();
  await ad.uncheck();
  await expect(page.getByRole("button", { name: "Push 2 changes" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Push 2 changes" })).toBeVisible();
  await expect(ad).not.toBeChecked();
  await pushPlan(page, "Push 2 changes");
  await expect(page.getByText("wait for the next push")).toBeVisible({ timeout: 30_000 });
  await page.goBack();
  await expect(page.getByText(/^This plan was pushed/)).toBeVisible();
  await expect(titleState(page, "Stale")).toHaveCount(0);
  await lookAt(page, "plan-pushed");
  await page.getByRole("link", { name: "Open its run" }).click();
  await expect(heading(page, "Push of Ticked")).toBeVisible();
});

test("what a guardrail held counts as not sent; let pass, the run says by whom", async ({ page, demo }) => {
  const { id } = await demo.createSet(campaignSet({ name: "Leaping", campaigns: ["Long jump"] }));
  expect(await demo.pushToTheEnd(id)).toMatchObject({ status: "completed" });
  const [campaign] = (await demo.getSet(id)).campaigns;
  await demo.answer("PATCH", `campaign-sets/${id}/campaigns/${campaign?.id}`, {
    budget: { ...campaign?.budget, amountMicros: String(Number(campaign?.budget.amountMicros) * 4) },
    version: campaign?.version,
  });
  const held = await demo.pushToTheEnd(id);
  expect(held).toMatchObject({ status: "partial", progress: { synced: 0, total: 0 }, unsent: 1 });
  await page.goto(`/syncs/${held.id}`);
  await expect(page.getByText("held until somebody decides")).toBeVisible();
  await expect(page.getByText("everything was sent")).toHaveCount(0);
  await lookAt(page, "run-held");

  await openSet(page, "Leaping");
  await planSet(page);
  await page.getByRole("checkbox", { name: "Let it pass this once" }).check();
  await pushPlan(page, "Push 1 change");
  await untilInStep(page);
  await expect(records(page).getByText(/Demo let it pass/)).toBeVisible();
});
