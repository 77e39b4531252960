import { ConnectionDetailView, ConnectionPage } from "../lib/domain/views/connections";
import { expect, test } from "./support/fixtures";
import { heading, openSet, planSet, pushPlan, untilInStep } from "./support/pages";
import { lookAt } from "./support/pictures";
import { campaignSet } from "./support/sets";

const NAME = "Bounded";

test("a budget that jumps is held with its numbers, let pass by name, and written down", async ({
  page,
  demo,
  reddit,
}) => {
  const { id } = await demo.createSet(campaignSet({ name: NAME, campaigns: ["Careful"] }));
  expect(await demo.pushToTheEnd(id)).toMatchObject({ status: "completed" });
  const [campaign] = (await demo.getSet(id)).campaigns;
  const from = Number(campaign?.budget.amountMicros);
  await demo.answer("PATCH", `campaign-sets/${id}/campaigns/${campaign?.id}`, {
    budget: { type: "daily", amountMicros: String(from * 4), currency: campaign?.budget.currency },
    version: campaign?.version,
  });
  const there = async () => (await reddit.list("campaign")).find((one) => one.id === campaign?.sync.platformId);

  await openSet(page, NAME);
  await planSet(page);
  await expect(page.getByText("+300 % is above the +50 % guardrail of this connection.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Nothing ticked" })).toBeDisabled();
  await lookAt(page, "guardrails-held");

  await openSet(page, NAME);
  const careful = page.getByRole("row").filter({ hasText: "Careful" }).first();
  await expect(careful).toContainText("Held: +300 % is above the +50 % guardrail of this connection.");
  await lookAt(page, "set-held");
  await careful.getByRole("link", { name: "Open its plan" }).click();
  await page.getByRole("checkbox", { name: "Let it pass this once" }).check();
  await pushPlan(page, "Push 1 change");
  await untilInStep(page);
  expect(await there()).toMatchObject({ goal_value: from * 4 });

  await page.goto("/settings/audit");
  await expect(heading(page, "Audit")).toBeVisible();
  await expect(page.getByRole("main").getByText("Held change let pass").locator("visible=true").first()).toBeVisible();
});

test("guardrails and who wins a conflict are chosen on the connection's page", async ({ page, demo }) => {
  const { items } = ConnectionPage.parse(await demo.answer("GET", "connections"));
  const connection = items[0];
  await page.goto(`/connections/${connection?.id}`);
  const limit = page.getByRole("textbox", { name: /All campaigns together may spend a day/ });
  await limit.fill("many");
  await page.getByRole("button", { name: "Save the guardrails" }).click();
  await expect(page.getByText("Write the amount like 1200.50.")).toBeVisible();
  await limit.fill("25,000.50");
  await page.getByRole("combobox", { name: /goes beyond/ }).selectOption("clamp");
  await page.getByRole("button", { name: "Save the guardrails" }).click();
  await expect(page.getByText("The guardrails are saved.")).toBeVisible();
  await page.getByText("always asked about").first().click();
  await page.getByRole("combobox", { name: "Name of campaigns" }).selectOption("theirs");
  await expect(page.getByText(/1 of \d+ decided/)).toBeVisible();
  await lookAt(page, "guardrails-chosen");
  const saved = ConnectionDetailView.parse(await demo.answer("GET", `connections/${connection?.id}`));
  expect(saved.guardrails).toMatchObject({ beyond: "clamp", maxExposureMicros: "25000500000" });
  expect(saved.policies.filter(({ choice }) => choice !== "ask")).toMatchObject([{ field: "name", choice: "theirs" }]);
  // The demo is as others expect it.
  await demo.answer("PATCH", `connections/${connection?.id}`, {
    guardrails: { beyond: "hold", maxExposureMicros: null },
    policies: { campaign: { name: "ask" } },
  });
});
