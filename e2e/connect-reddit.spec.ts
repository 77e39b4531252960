import type { Page, Route } from "@playwright/test";
import { demoAccount } from "../lib/platforms/reddit/fixtures";
import { expect, test } from "./support/fixtures";
import { heading, titleState } from "./support/pages";
import { lookAt } from "./support/pictures";
import { refuse } from "./support/refusals";

/** Connecting an account through Reddit's own pages, from the first click to the end of the access. */
test.describe.configure({ mode: "serial" });

const DEMO = demoAccount(1);
/** The demo's own connection works in the first one. */
const ACCOUNT = `${DEMO.adAccountName} (second)`;
const NAME = `Reddit · ${ACCOUNT}`;

/** On the consent page of the simulated Reddit. */
async function decide(page: Page, decision: "Allow" | "Decline", member = DEMO.username) {
  await expect(page.getByRole("heading", { name: /would like to connect/ })).toBeVisible();
  await page.getByLabel("Continue as").selectOption({ label: `u/${member}` });
  await page.getByRole("button", { name: decision }).click();
}

async function startConnecting(page: Page) {
  await page.goto("/connections");
  await page.getByRole("button", { name: "Connect a platform" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Go to Simulated Reddit" }).click();
}

const openConnection = async (page: Page) => {
  await page.goto("/connections");
  await page.getByRole("link", { name: NAME, exact: true }).click();
  await expect(heading(page, NAME)).toBeVisible();
};

const notice = (page: Page, title: string | RegExp) => page.getByRole("main").getByText(title);

test("the room lists what is connected, and says what can be", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Connections" }).click();
  await expect(heading(page, "Connections")).toBeVisible();
  await expect(page.getByRole("table", { name: "Connections" }).getByRole("link", { name: "Reddit" })).toBeVisible();
  await lookAt(page, "connections");
  await page.getByRole("button", { name: "Connect a platform" }).click();
  // The real one needs an application of its own, and the dialog says how to name it.
  await expect(page.getByRole("dialog").getByText("REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET")).toBeVisible();
  await lookAt(page, "connections-connect");
});

test("saying no at Reddit connects nothing", async ({ page }) => {
  await startConnecting(page);
  await decide(page, "Decline");
  await expect(heading(page, "Connections")).toBeVisible();
  await expect(notice(page, "Access was not allowed")).toBeVisible();
  await expect(page.getByRole("table", { name: "Connections" }).getByRole("link")).toHaveCount(1);
  await expect(page).toHaveURL(/\/connections$/);
  await page.getByRole("button", { name: "Dismiss this note" }).click();
  await expect(notice(page, "Access was not allowed")).toHaveCount(0);
});

test("what came of a sign-in is said once, and not again when the page is loaded again", async ({ page }) => {
  await page.goto("/connections?problem=declined");
  await expect(notice(page, "Access was not allowed")).toBeVisible();
  await expect(page).toHaveURL(/\/connections$/);
  await page.reload();
  await expect(page.getByRole("table", { name: "Connections" })).toBeVisible();
  await expect(notice(page, "Access was not allowed")).toHaveCount(0);
});

test("saying yes leads back to the connection, which asks for its ad account and then works", async ({ page }) => {
  await startConnecting(page);
  await decide(page, "Allow");
  await expect(page).toHaveURL(/\/connections\/[0-9a-f-]{36}$/);
  await expect(notice(page, "Choose an ad account to begin")).toBeVisible();
  await expect(titleState(page, /^Waiting/)).toBeVisible();
  await lookAt(page, "connection-choose");

  await page.getByRole("button", { name: "Choose now" }).click();
  const dialog = page.getByRole("dialog", { name: "Ad account" });
  await dialog.getByLabel("Ad account").selectOption({ label: `${ACCOUNT} (${DEMO.businessName})` });
  await expect(dialog.getByLabel("Funding instrument")).toHaveValue(DEMO.fundingId);
  await lookAt(page, "connection-account");
  await dialog.getByRole("button", { name: `Work in ${ACCOUNT}` }).click();
  await expect(dialog).toHaveCount(0);

  await expect(heading(page, NAME)).toBeVisible();
  await expect(notice(page, "Choose an ad account to begin")).toHaveCount(0);
  await expect(page.getByText(DEMO.secondAdAccountId).first()).toBeVisible();
  await expect(page.getByText("adsread", { exact: true })).toBeVisible();
  await lookAt(page, "connection");
});

test("an account that is connected already is refused where it is chosen", async ({ page }) => {
  await openConnection(page);
  await page.getByRole("button", { name: "Change the account or its parts" }).click();
  const dialog = page.getByRole("dialog", { name: "Ad account" });
  await dialog.getByLabel("Ad account").selectOption({ label: `${DEMO.adAccountName} (${DEMO.businessName})` });
  await dialog.getByRole("button", { name: `Work in ${DEMO.adAccountName}`, exact: true }).click();
  await expect(dialog.getByText(/“Reddit” works in the ad account/)).toBeVisible();
});

test("guardrails are kept, and a limit that is none is refused in its field", async ({ page }) => {
  await openConnection(page);
  const grow = page.getByLabel(/^A budget or bid may grow by at most/);
  await expect(grow).toHaveValue("50");
  await grow.fill("lots");
  await page.getByRole("button", { name: "Save the guardrails" }).click();
  await expect(page.getByText("Give a number.")).toBeVisible();
  await grow.fill("27.5");
  await page.getByRole("button", { name: "Save the guardrails" }).click();
  await expect(page.getByText("The guardrails are saved.")).toBeVisible();
  await page.reload();
  await expect(grow).toHaveValue("27.5");
});

test("it pauses, resumes and takes another name", async ({ page }) => {
  await openConnection(page);
  const more = page.getByRole("button", { name: "More of this connection" });
  await more.click();
  await page.getByRole("menuitem", { name: "Pause reading and pushing" }).click();
  await expect(notice(page, "Paused: nothing is pushed or read")).toBeVisible();
  await more.click();
  await page.getByRole("menuitem", { name: "Resume reading and pushing" }).click();
  await expect(notice(page, "Paused: nothing is pushed or read")).toHaveCount(0);
  for (const name of ["Second account", NAME]) {
    await more.click();
    await page.getByRole("menuitem", { name: "Rename" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Rename it" }).click();
    await expect(heading(page, name)).toBeVisible();
  }
});

test("loading and failing look like what they are", async ({ page }) => {
  for (const [name, read, what] of [
    ["connections", "**/api/v1/connections?*", "the connections"],
    ["connection", /\/api\/v1\/connections\/[^/?]+$/, "this connection"],
  ] as const) {
    await openConnection(page);
    const address = name === "connection" ? page.url() : "/connections";
    const held: Route[] = [];
    await page.route(read, (route) => {
      held.push(route);
    });
    await page.goto(address);
    const loading = page.getByRole("status").filter({ hasText: /^Loading/ });
    await expect(loading.first()).toBeVisible();
    await lookAt(page, `${name}-loading`);
    await Promise.all(held.map((route) => route.continue()));
    await expect(loading).toHaveCount(0);
    await page.unroute(read);
    await page.route(read, refuse);
    await page.goto(address);
    await expect(page.getByRole("heading", { name: `Could not load ${what}` })).toBeVisible();
    await lookAt(page, `${name}-failed`);
    await page.unroute(read);
    await page.getByRole("button", { name: "Load again" }).click();
    await expect(page.getByRole("heading", { name: /^Could not load/ })).toHaveCount(0);
  }
  await page.route("**/api/v1/connections?*", (route) => route.fulfill({ json: { items: [], nextCursor: null } }));
  await page.goto("/connections");
  await expect(page.getByRole("heading", { name: "No platform is connected yet" })).toBeVisible();
  await lookAt(page, "connections-empty");
});

test("a person who cannot work in the account does not take the connection over", async ({ page }) => {
  await openConnection(page);
  await page.getByRole("button", { name: "Reconnect Reddit" }).click();
  await decide(page, "Allow", demoAccount(2).username);
  await expect(notice(page, "This person cannot work in the ad account of this connection")).toBeVisible();
});

test("disconnecting says what it does, and reconnecting goes on with the same account", async ({ page, demo }) => {
  await openConnection(page);
  const id = new URL(page.url()).pathname.split("/").at(-1);
  const disconnect = async () => {
    await page.getByRole("button", { name: "More of this connection" }).click();
    await page.getByRole("menuitem", { name: "Disconnect" }).click();
    await expect(page.getByRole("dialog").getByText("What is active there goes on spending.")).toBeVisible();
  };
  await disconnect();
  await lookAt(page, "connection-disconnect");
  await page.getByRole("dialog").getByRole("button", { name: "Disconnect Reddit" }).click();
  await expect(notice(page, "Disconnected").first()).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("main").getByText("no trouble lately")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Read now" })).toHaveCount(0);
  await lookAt(page, "connection-disconnected");

  await page.getByRole("button", { name: "Sign in at Reddit again" }).click();
  await decide(page, "Allow");
  await expect(page).toHaveURL(new RegExp(`/connections/${id}$`));
  await expect(notice(page, "Sign in at Reddit again")).toHaveCount(0);
  expect(await demo.answer("GET", `connections/${id}`)).toMatchObject({
    status: "active",
    account: { adAccountId: DEMO.secondAdAccountId },
  });

  await disconnect();
  await page.getByRole("dialog").getByRole("button", { name: "Disconnect Reddit" }).click();
  await expect(page.getByRole("button", { name: "Sign in at Reddit again" })).toBeVisible();
  expect(await demo.answer("GET", `connections/${id}`)).toMatchObject({ status: "disconnected", tokenExpiresAt: null });
});
