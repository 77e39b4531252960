import type { Page, Route } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { heading, planSet, titleState } from "./support/pages";
import { lookAt } from "./support/pictures";
import { refuse } from "./support/refusals";
import { campaignSet } from "./support/sets";

/**
 * Every state of every screen, each reached by what would bring it about, and photographed. What our own server cannot be
 * made to do on request (be slow, fail one read) is done to its answers on their way.
 */
test.describe.configure({ mode: "serial" });

/** A set of which one campaign was refused, one in step, and one never pushed; ids of runs that ended each way. */
let partly = { setId: "", runId: "" };
let whole = { setId: "", runId: "", emptyRunId: "" };
let emptySetId = "";

test.beforeAll("sets in different conditions", async ({ demo }) => {
  const refused = await demo.createSet(
    campaignSet({
      name: "Winter warm-up",
      campaigns: ["Thermal layers", "Ski socks", "Hot bottles"],
      adGroups: 2,
      ads: 2,
      community: (at, group) => (at === 1 && group === 1 ? "no_such_slope" : "travel"),
    }),
  );
  partly = { setId: refused.id, runId: (await demo.pushToTheEnd(refused.id)).id };
  const complete = await demo.createSet(campaignSet({ name: "Spring clean", campaigns: ["Brooms", "Buckets"] }));
  const runId = (await demo.pushToTheEnd(complete.id)).id;
  whole = { setId: complete.id, runId, emptyRunId: (await demo.pushToTheEnd(complete.id)).id };
  emptySetId = (await demo.createSet({ name: "Blank page", campaigns: [] })).id;
});

/** The address of each screen, the read it rests on, and its title once there is something to show. */
const SCREENS = {
  overview: { address: () => "/", read: "**/api/v1/overview" },
  list: { address: () => "/campaigns", read: "**/api/v1/campaign-sets?*" },
  set: { address: () => `/campaigns/${whole.setId}`, read: "**/api/v1/campaign-sets/*" },
  plan: { address: () => "", read: "**/api/v1/plans/*" },
  run: { address: () => `/syncs/${whole.runId}`, read: /\/api\/v1\/sync-runs\/[^/?]+$/ },
} as const;
type Screen = keyof typeof SCREENS;
const NAMES = ["overview", "list", "set", "plan", "run"] as const satisfies readonly Screen[];

/** "What" as the screens say it when a read fails. */
const WHAT: Record<Screen, string> = {
  overview: "the overview",
  list: "your campaign sets",
  set: "this campaign set",
  plan: "this plan",
  run: "this run",
};

const loading = (page: Page) => page.getByRole("status").filter({ hasText: /^Loading/ });

for (const name of NAMES) {
  test(`${name}: loading`, async ({ page, demo }) => {
    const held: Route[] = [];
    await page.route(SCREENS[name].read, (route) => {
      held.push(route);
    });
    await page.goto(await addressOf(name, demo));
    await expect(loading(page).first()).toBeVisible();
    await lookAt(page, `${name}-loading`);
    await Promise.all(held.map((route) => route.continue()));
    await expect(loading(page)).toHaveCount(0);
  });

  test(`${name}: failed, and loaded again`, async ({ page, demo }) => {
    await page.route(SCREENS[name].read, refuse);
    await page.goto(await addressOf(name, demo));
    await expect(page.getByRole("heading", { name: `Could not load ${WHAT[name]}` })).toBeVisible();
    await expect(page.getByText("The database is being moved.")).toBeVisible();
    await lookAt(page, `${name}-failed`);
    await page.unroute(SCREENS[name].read);
    await page.getByRole("button", { name: "Load again" }).click();
    await expect(page.getByRole("heading", { name: /^Could not load/ })).toHaveCount(0);
  });
}

type DemoApi = { plan: (setId: string) => Promise<{ planId: string }> };

async function addressOf(name: Screen, demo: DemoApi): Promise<string> {
  if (name !== "plan") return SCREENS[name].address();
  return `/campaigns/${partly.setId}/plans/${(await demo.plan(partly.setId)).planId}`;
}

test("overview, list and set: stale when a refresh fails after a run has ended", async ({ context, demo }) => {
  const addresses = { overview: "/", list: "/campaigns", set: `/campaigns/${whole.setId}` } as const;
  const pages = new Map<Screen, Page>();
  for (const name of ["overview", "list", "set"] as const) {
    const page = await context.newPage();
    await page.goto(addresses[name]);
    await expect(page.getByText("Spring clean").first()).toBeVisible();
    await page.route(SCREENS[name].read, refuse);
    pages.set(name, page);
  }
  await demo.pushToTheEnd(whole.setId);
  for (const [name, page] of pages) {
    await expect(page.getByText(`Stale: could not refresh ${WHAT[name]}`)).toBeVisible();
    await expect(page.getByText("Spring clean").first(), "what was read stays").toBeVisible();
    await lookAt(page, `${name}-stale`);
    await page.getByRole("button", { name: "Dismiss this note" }).click();
    await expect(page.getByText(/^Stale: could not/)).toHaveCount(0);
    await page.close();
  }
});

test("plan: stale when a record was edited since", async ({ page, demo }) => {
  await page.goto(`/campaigns/${partly.setId}`);
  await planSet(page);
  const campaign = (await demo.getSet(partly.setId)).campaigns[0];
  await demo.answer("PATCH", `campaign-sets/${partly.setId}/campaigns/${campaign?.id}`, {
    name: "Thermal layers, light",
    version: campaign?.version,
  });
  // The page does not know yet; the push is refused and says why.
  await page.getByRole("button", { name: /^Push \d+ changes?$/ }).click();
  await expect(page.getByText("The world moved since this plan was made")).toBeVisible();
  await expect(titleState(page, "Stale")).toBeVisible();
  await lookAt(page, "plan-stale");
  await page.getByRole("button", { name: "Plan again" }).first().click();
  await expect(page.getByText("The world moved since this plan was made")).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Push \d+ changes?$/ })).toBeEnabled();
});

test("overview: empty", async ({ page }) => {
  const hours = Array.from({ length: 24 }, (_, hour) => ({
    at: new Date(Date.now() - (23 - hour) * 3_600_000).toISOString(),
    completed: 0,
    partial: 0,
    failed: 0,
  }));
  await page.route(SCREENS.overview.read, (route) =>
    route.fulfill({ json: { connections: [], running: [], recent: [], needsYou: [], needsYouCount: 0, hours } }),
  );
  await page.goto("/");
  await expect(page.getByText("No platform is connected yet.")).toBeVisible();
  await lookAt(page, "overview-empty");
});

test("list: empty, and made by hand from there", async ({ page }) => {
  await page.route(SCREENS.list.read, (route) => route.fulfill({ json: { items: [], nextCursor: null } }));
  await page.goto("/campaigns");
  await expect(page.getByRole("heading", { name: "No campaign set yet" })).toBeVisible();
  await lookAt(page, "list-empty");
  await page.unroute(SCREENS.list.read);
  await page.getByRole("button", { name: "New campaign set" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("ab");
  await dialog.getByRole("button", { name: "Make the set and open it" }).click();
  await expect(dialog.getByText("The name must have 3 to 500 characters.")).toBeVisible();
  await lookAt(page, "list-new-set");
  await dialog.getByLabel("Name").fill("Made by hand");
  await dialog.getByRole("button", { name: "Make the set and open it" }).click();
  await expect(heading(page, /Made by hand/)).toBeVisible();
  await expect(page.getByRole("heading", { name: "This set is empty" })).toBeVisible();
});

test("set: empty", async ({ page }) => {
  await page.goto(`/campaigns/${emptySetId}`);
  await expect(page.getByRole("heading", { name: "This set is empty" })).toBeVisible();
  await lookAt(page, "set-empty");
});

test("plan: empty", async ({ page }) => {
  await page.goto(`/campaigns/${whole.setId}`);
  await planSet(page);
  await expect(page.getByRole("heading", { name: "Nothing to push" })).toBeVisible();
  await lookAt(page, "plan-empty");
});

test("plan: nothing but a conflict", async ({ page }) => {
  await page.route(`**/api/v1/campaign-sets/${whole.setId}`, async (route) => {
    const set = await (await route.fetch()).json();
    await route.fulfill({ json: { ...set, sync: { ...set.sync, conflict: 1 } } });
  });
  await page.goto(`/campaigns/${whole.setId}`);
  await planSet(page);
  await expect(page.getByRole("heading", { name: "Nothing to push until you decide" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Decide", exact: true })).toHaveAttribute(
    "href",
    `/conflicts?set=${whole.setId}`,
  );
  await lookAt(page, "plan-only-conflict");
});

test("run: empty", async ({ page }) => {
  await page.goto(`/syncs/${whole.emptyRunId}`);
  await expect(page.getByRole("heading", { name: "Nothing was sent" })).toBeVisible();
  await lookAt(page, "run-empty");
});

test("overview and list: partly failed", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("link", { name: /Winter warm-up/ }).first()).toBeVisible();
  await lookAt(page, "overview-partly-failed");

  await page.goto("/campaigns");
  await expect(page.getByRole("row", { name: /Winter warm-up/ }).getByText("Failed")).toBeVisible();
  await lookAt(page, "list-partly-failed");
});

test("set: partly failed", async ({ page }) => {
  await page.goto(`/campaigns/${partly.setId}`);
  await expect(page.getByRole("button", { name: "Fix it" })).toBeVisible();
  await lookAt(page, "set-partly-failed");
  await page.getByRole("button", { name: "Fix it" }).click();
  await expect(page.getByRole("dialog").getByText("Reddit refused communities")).toBeVisible();
  await lookAt(page, "set-record-refused");
});

test("run: partly failed", async ({ page }) => {
  await page.goto(`/syncs/${partly.runId}`);
  await expect(page.getByText("Invalid communities: no_such_slope")).toBeVisible();
  await lookAt(page, "run-partly-failed");
  await page.getByRole("button", { name: /^Details of Ski socks, no_such_slope/ }).click();
  await expect(page.getByRole("button", { name: /POST .*ad_groups/ })).toBeVisible();
  await lookAt(page, "run-calls-of-a-record");
});

test("plan: partly held", async ({ page, demo }) => {
  // Of this plan one part may go, another is held: its budget grows by more than the guardrail allows.
  const campaign = (await demo.getSet(partly.setId)).campaigns[2];
  await demo.answer("PATCH", `campaign-sets/${partly.setId}/campaigns/${campaign?.id}`, {
    budget: { type: "daily", amountMicros: "90000000", currency: "USD" },
    version: campaign?.version,
  });
  await page.goto(`/campaigns/${partly.setId}`);
  await planSet(page);
  await expect(page.getByRole("heading", { name: "Not pushed until you decide" })).toBeVisible();
  await lookAt(page, "plan-partly-held");
});

test("set and run: in step", async ({ page, demo }) => {
  const { id } = await demo.findSet("Summer launch");
  await page.goto(`/campaigns/${id}`);
  await expect(page.getByRole("treegrid")).toBeVisible();
  await lookAt(page, "set");
  await page.goto(`/syncs/${whole.runId}`);
  await expect(titleState(page, /^In step$/)).toBeVisible();
  await lookAt(page, "run");
  await page.getByRole("button", { name: "Platform calls" }).click();
  await page
    .getByRole("button", { name: /POST .*campaigns/ })
    .first()
    .click();
  await expect(page.getByText("Request id there")).toBeVisible();
  await lookAt(page, "run-calls");
});

test("runs, the palette, the keys, and an address that leads nowhere", async ({ page }) => {
  await page.goto("/syncs");
  await expect(page.getByRole("table", { name: "Runs" })).toBeVisible();
  await lookAt(page, "runs");
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await lookAt(page, "palette");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await lookAt(page, "keys");
  await page.goto("/nowhere");
  await expect(page.getByRole("link").first()).toBeVisible();
  await lookAt(page, "not-found");
});

test("signing in, and being refused", async ({ page }) => {
  await page.context().clearCookies();
  await page.goto("/sign-in");
  await expect(heading(page, "Sign in")).toBeVisible();
  await lookAt(page, "sign-in");
  await page.getByLabel("Email").fill("nobody@lockstep.local");
  await page.getByLabel("Password").fill("not this one");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "do not fit together" })).toBeVisible();
  await lookAt(page, "sign-in-refused");
});
