import { expect, signIn, test } from "./support/fixtures";
import { heading } from "./support/pages";

test.use({ storageState: { cookies: [], origins: [] } });

test("a wrong password is said to be wrong, and the right one leads to the overview", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, "demo@lockstep.local", "not-the-password");
  await expect(page.getByRole("alert").filter({ hasText: "do not fit together" })).toBeVisible();
  // What was typed is not lost; the password is.
  await expect(page.getByLabel("Email")).toHaveValue("demo@lockstep.local");
  await expect(page.getByLabel("Password")).toHaveValue("");

  await signIn(page);
  await expect(heading(page, "Overview")).toBeVisible();
  await expect(page).toHaveURL(/:\d+\/$/);
});

test("an unknown person reads the same sentence as one with a wrong password", async ({ page }) => {
  await page.goto("/sign-in");
  await signIn(page, "nobody@lockstep.local");
  await expect(page.getByRole("alert").filter({ hasText: "do not fit together" })).toBeVisible();
});

test("signing in leads back to the page that was asked for, and to no other site", async ({ page }) => {
  // A page of the hub that notices the end of its session goes to the sign-in page by itself, and would get in the way.
  const endSession = async () => {
    await page.goto("about:blank");
    await page.context().clearCookies();
  };
  for (const elsewhere of ["//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil.example"]) {
    await endSession();
    await page.goto(`/sign-in?from=${encodeURIComponent(elsewhere)}`);
    await signIn(page);
    await expect(heading(page, "Overview")).toBeVisible();
    expect(new URL(page.url()).hostname).toBe("localhost");
  }
  await endSession();
  await page.goto("/campaigns?q=summer");
  await signIn(page);
  await expect(heading(page, "Campaigns")).toBeVisible();
  await expect(page.getByRole("searchbox", { name: "Search campaign sets" })).toHaveValue("summer");
});

test("signing out ends the session", async ({ page }) => {
  await page.goto("/sign-in");
  await signIn(page);
  await page.getByRole("button", { name: "Open your menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(heading(page, "Sign in")).toBeVisible();

  await page.goto("/campaigns");
  await expect(heading(page, "Sign in")).toBeVisible();
  expect((await page.request.get("/api/v1/campaign-sets")).status()).toBe(401);
});
