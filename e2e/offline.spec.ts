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
