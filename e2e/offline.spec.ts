import { expect, test } from "./support/fixtures";
import { heading } from "./support/pages";
import { lookAt } from "./support/pictures";

test("offline, no link and no key leads away; the page says why and goes on once the connection is back", async ({
  page,
}) => {
  const refusal = page.getByText("That page can be opened once the connection is back.");
  const rooms = page.getByRole("navigation", { name: "Rooms" });
  await page.goto("/campaigns?q=summer");
  await expect(page.getByRole("link", { name: "Summer launch", exact: true })).toBeVisible();
  await page.context().setOffline(true);
  await expect(page.getByText("Offline.")).toBeVisible();
  await expect(refusal).toHaveCount(0);

  await test.step("a link", async () => {
    await page.getByRole("link", { name: "Summer launch", exact: true }).click();
    await expect(refusal).toBeVisible();
    await expect(heading(page, "Campaigns")).toBeVisible();
    await lookAt(page, "campaigns-offline");
    await expect(page).toHaveURL(/\/campaigns\?q=summer$/);
  });

  await test.step("told anew the next time the connection goes", async () => {
    await page.context().setOffline(false);
    await expect(page.getByText("Offline.")).toHaveCount(0);
    await page.context().setOffline(true);
    await expect(page.getByText("Offline.")).toBeVisible();
    await expect(refusal).toHaveCount(0);
  });

  await test.step("a key", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await expect(refusal).toBeVisible();
    await expect(heading(page, "Campaigns")).toBeVisible();
  });

  await page.context().setOffline(false);
  await expect(page.getByText("Offline.")).toHaveCount(0);
  await rooms.getByRole("link", { name: "Runs" }).click();
  await expect(heading(page, "Runs")).toBeVisible();
});

test("a dialog whose code is not there yet says so, leaves the page as it is, and opens once it can be fetched", async ({
  page,
}) => {
  let refusing = false;
  page.once("load", () => {
    refusing = true;
  });
  await page.route("**/*.js", (route) => (refusing ? route.abort("internetdisconnected") : route.continue()));
  await page.goto("/campaigns?q=summer");
  await page.context().setOffline(true);
  await expect(page.getByText("Offline.")).toBeVisible();

  await page.keyboard.press("?");
  await expect(page.getByText("This opens once the connection is back.")).toBeVisible();
  await lookAt(page, "still-loading");
  await page.context().setOffline(false);
  await expect(page.getByText("This cannot be loaded just now.")).toBeVisible();
  await expect(heading(page, "Campaigns")).toBeVisible();

  refusing = false;
  // It is asked for again by itself, after 15 s at the latest.
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "Summer launch", exact: true })).toBeVisible({ timeout: 20_000 });
});
