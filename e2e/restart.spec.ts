import { startStack } from "../scripts/lib/stack.mjs";
import { makeTemporaryHome, removeTemporaryHome } from "../scripts/lib/temporary-home.mjs";
import { createApi } from "./support/api";
import { expect, signIn, test } from "./support/fixtures";
import { heading, planSet, titleState } from "./support/pages";
import { createRedditControl } from "./support/simulators";

// A Lockstep of its own: its stop and second start are what this is about.
test.use({ storageState: { cookies: [], origins: [] } });

test("everything is stopped and started again: the set is still in step, and a plan is empty", async ({ page }) => {
  test.setTimeout(150_000);
  const home = await makeTemporaryHome("restart");
  try {
    const first = await startStack({ home });
    const ports = { app: Number(new URL(first.appUrl).port), simulators: Number(new URL(first.simulatorUrl).port) };
    let pushed: string[];
    try {
      const reddit = createRedditControl(first.simulatorUrl);
      await reddit.hurry();
      const demo = createApi(first.appUrl, first.keys.demo ?? "");
      const { id } = await demo.findSet("Summer launch");
      expect(await demo.pushToTheEnd(id)).toMatchObject({ status: "completed", progress: { synced: 84, failed: 0 } });
      pushed = await reddit.ids();
    } finally {
      await first.stop();
    }

    const second = await startStack({ home, ports });
    try {
      await page.goto(`${second.appUrl}/campaigns`);
      await signIn(page);
      // Signing in leads back to the page that was asked for.
      await expect(heading(page, "Campaigns")).toBeVisible();
      await page.getByRole("link", { name: "Summer launch" }).click();
      await expect(heading(page, /Summer launch/)).toBeVisible();
      await expect(titleState(page, /^In step$/)).toBeVisible();
      await planSet(page);
      await expect(page.getByRole("heading", { name: "Nothing to push" })).toBeVisible();
      // Not from memory alone: a push, which reads Reddit first, finds nothing to do either.
      await page.goto(`${second.appUrl}/syncs`);
      const demo = createApi(second.appUrl, second.keys.demo ?? "");
      const { id } = await demo.findSet("Summer launch");
      expect(await demo.pushToTheEnd(id)).toMatchObject({ status: "completed", progress: { total: 0 } });
      await expect(page.getByRole("row", { name: /Summer launch/ })).toHaveCount(2);
      expect((await createRedditControl(second.simulatorUrl).ids()).sort()).toEqual(pushed.sort());
    } finally {
      await second.stop();
    }
  } finally {
    await removeTemporaryHome(home);
  }
});
