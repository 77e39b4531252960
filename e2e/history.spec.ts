import { expect, test } from "./support/fixtures";
import { heading, untilInStep } from "./support/pages";
import { lookAt } from "./support/pictures";
import { campaignSet } from "./support/sets";

test("a push is undone: what still stands goes back, what was changed since is named, and the value says why", async ({
  page,
  demo,
}) => {
  const { id } = await demo.createSet(campaignSet({ name: "Second thoughts", campaigns: ["Paper", "Pencil"] }));
  await demo.pushToTheEnd(id);
  const edit = async (name: string, patch: Record<string, unknown>) => {
    const found = (await demo.getSet(id)).campaigns.find((one) => one.name === name);
    await demo.answer("PATCH", `campaign-sets/${id}/campaigns/${found?.id}`, { ...patch, version: found?.version });
  };
  await edit("Paper", { name: "Paper in blue" });
  await edit("Pencil", { name: "Pencil in red" });
  const second = await demo.pushToTheEnd(id);
  await edit("Pencil in red", { name: "Pencil in green" });

  await test.step("the run's page says what an undo does before it does it", async () => {
    await page.goto(`/syncs/${second.id}`);
    await page.getByRole("button", { name: "Undo this run" }).click();
    const dialog = page.getByRole("dialog", { name: "Undo this run?" });
    await expect(dialog).toContainText("What was changed since stays and is named.");
    await lookAt(page, "undo-asked");
    await dialog.getByRole("button", { name: "Undo this run" }).click();
  });

  await test.step("the undo is a run of its own, and says what it left alone", async () => {
    await expect(heading(page, "Undo in Second thoughts")).toBeVisible();
    await untilInStep(page);
    await expect(page.locator("[data-operation]")).toHaveCount(1);
    await expect(page.getByRole("region", { name: "Taken back", exact: true })).toContainText("Paper");
    await expect(page.getByRole("region", { name: "Left alone", exact: true })).toContainText("Changed here since.");
    expect((await demo.getSet(id)).campaigns.map(({ name }) => name)).toEqual(["Paper", "Pencil in green"]);
    await lookAt(page, "undo-run");
    await page.getByRole("link", { name: "The run it undoes" }).click();
    await expect(page).toHaveURL(new RegExp(`/syncs/${second.id}$`));
  });

  await test.step("what is left cannot be undone again, and the sentence says why", async () => {
    await page.getByRole("button", { name: "Undo this run" }).click();
    const dialog = page.getByRole("dialog", { name: "Undo this run?" });
    await dialog.getByRole("button", { name: "Undo this run" }).click();
    await expect(dialog).toContainText("Nothing of this run can be taken back.");
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  });

  await test.step("why this value: every step, by keyboard, with the way to the call", async () => {
    await page.goto(`/campaigns/${id}`);
    await page.getByRole("button", { name: "name not on Reddit yet: see and take back" }).click();
    await page.getByRole("menuitem", { name: "Why this value?" }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Why this value?" });
    await expect(dialog.getByRole("region", { name: "Now" })).toContainText("Pencil in green");
    const steps = dialog.getByRole("listitem");
    await expect(steps.filter({ hasText: "Edited here" })).toHaveCount(2);
    await expect(steps.filter({ hasText: "Sent to Reddit" }).last()).toContainText("PATCH");
    await lookAt(page, "explain");
    await dialog.getByLabel("Field").selectOption({ label: "Objective" });
    await expect(dialog.getByRole("region", { name: "How it came to be" })).toBeVisible();
    await dialog.getByLabel("Field").selectOption({ label: "Name" });
    await steps.filter({ hasText: "Sent to Reddit" }).last().getByRole("link", { name: "The call" }).click();
    await expect(page.getByText("Request id there")).toBeVisible();
    await page.goBack();
    await expect(dialog).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  });

  await test.step("a field that nobody touched says so", async () => {
    const fresh = await demo.createSet(campaignSet({ name: "Untouched", campaigns: ["Quill"] }));
    await page.goto(`/campaigns/${fresh.id}`);
    await page.getByRole("button", { name: "Actions for Quill", exact: true }).click();
    await page.getByRole("menuitem", { name: "Why these values?" }).click();
    const dialog = page.getByRole("dialog", { name: "Why this value?" });
    await dialog.getByLabel("Field").selectOption({ label: "Budget" });
    await expect(dialog).toContainText("not there yet");
    await lookAt(page, "explain-empty");

    await page.route("**/api/v1/explain?**", (route) => route.abort());
    await dialog.getByLabel("Field").selectOption({ label: "Objective" });
    await expect(dialog.getByRole("heading", { name: "Could not load its history" })).toBeVisible();
    await lookAt(page, "explain-failed");
    await page.unroute("**/api/v1/explain?**");
    await dialog.getByRole("button", { name: "Load again" }).click();
    await expect(dialog.getByRole("region", { name: "Now" })).toContainText("traffic");
  });
});

test("a pull's page says what was found, in place of records", async ({ page, demo, reddit }) => {
  const { id } = await demo.createSet(campaignSet({ name: "Well read", campaigns: ["Ink", "Chalk"] }));
  await demo.pushToTheEnd(id);
  const set = await demo.getSet(id);
  const [ink, chalk] = set.campaigns;
  await reddit.change("campaign", ink?.sync.platformId ?? "", { name: "Ink on Reddit" });
  await reddit.change("campaign", chalk?.sync.platformId ?? "", { name: "Chalk on Reddit" });
  await demo.answer("PATCH", `campaign-sets/${id}/campaigns/${chalk?.id}`, {
    name: "Chalk here",
    version: chalk?.version,
  });
  const run = await demo.pullToTheEnd(ink?.connectionId ?? "");

  await page.goto(`/syncs/${run.id}`);
  await expect(heading(page, /^Pull from /)).toBeVisible();
  await expect(page.getByText(/^fields? (was|were) changed on Reddit alone/)).toBeVisible();
  await expect(page.getByRole("link", { name: "Open the conflicts" })).toBeVisible();
  for (const name of ["Cancel the run", "Undo this run", /^Retry/])
    await expect(page.getByRole("button", { name })).toHaveCount(0);
  await lookAt(page, "pull-run");
  await page.getByRole("button", { name: "Platform calls" }).click();
  await expect(page.getByText("GET").first()).toBeVisible();
  await page.getByRole("button", { name: "Read Reddit again" }).click();
  await expect(page).not.toHaveURL(new RegExp(run.id));
  await expect(heading(page, /^Pull from /)).toBeVisible();
});

test("the history is narrowed by kind, state and person, and goes into a file as it is shown", async ({
  page,
  demo,
}) => {
  const { id } = await demo.createSet(campaignSet({ name: "=SUM, a set", campaigns: ["Cell"] }));
  await demo.pushToTheEnd(id);
  const { campaigns } = await demo.getSet(id);
  const connectionId = campaigns[0]?.connectionId ?? "";
  await demo.pullToTheEnd(connectionId);

  await page.goto("/syncs");
  const rows = page.getByRole("row").filter({ has: page.getByRole("link") });
  await expect(rows.first()).toBeVisible();
  await lookAt(page, "history");
  await page.getByLabel("Kind").selectOption("pull");
  await expect(page).toHaveURL(/kind=pull/);
  await expect(rows.first().getByRole("img", { name: "Pull" })).toBeVisible();
  await expect(rows.getByRole("img", { name: "Push" })).toHaveCount(0);
  await page.getByLabel("Started by").selectOption({ index: 1 });
  await expect(page).toHaveURL(/person=/);
  await page.reload();
  await expect(page.getByLabel("Kind")).toHaveValue("pull");

  await test.step("from its set: only that set's runs, and the file holds the same", async () => {
    await page.goto(`/campaigns/${id}`);
    await page.getByRole("link", { name: "its runs" }).click();
    await expect(rows).toHaveCount(1);
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export as CSV" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^lockstep-runs-\d{4}-\d\d-\d\d\.csv$/);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString().trimEnd().split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(`"'=SUM, a set"`);
  });

  await test.step("nothing like it: the way back to all", async () => {
    await page.getByLabel("Kind").selectOption("undo");
    await expect(page.getByRole("heading", { name: "No run is like this" })).toBeVisible();
    await lookAt(page, "history-empty");
    await page.getByRole("button", { name: "Show all runs", exact: true }).click();
    await expect(rows.first()).toBeVisible();
    await expect(page).toHaveURL(/\/syncs$/);
  });
});
