import path from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import { type Api, createApi } from "./api";
import { createRedditControl, type RedditControl } from "./simulators";
import { appUrl, demoKeys, simulatorUrl } from "./stack";

export const PASSWORD = "lockstep-demo";

export async function signIn(page: Page, email = "demo@lockstep.local", password = PASSWORD) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

type OncePerWorker = {
  /** A file with the sign-in of the demo organisation's owner. */
  session: string;
  keys: Awaited<ReturnType<typeof demoKeys>>;
  demo: Api;
  other: Api;
  reddit: RedditControl;
};
type OncePerTest = {
  /** Every journey fails on an error that a page throws, or that its security policy reports. */
  soundness: undefined;
};

/** A page that is signed in as the owner of "Demo", with the hub's API and the simulated Reddit at hand. */
export const test = base.extend<OncePerTest, OncePerWorker>({
  session: [
    async ({ browser }, provide, worker) => {
      const file = path.join(worker.project.outputDir, `session-${worker.workerIndex}.json`);
      const page = await browser.newPage({ baseURL: appUrl() });
      await page.goto("/sign-in");
      await signIn(page);
      await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
      await page.context().storageState({ path: file });
      await page.context().close();
      await provide(file);
    },
    { scope: "worker" },
  ],
  storageState: async ({ session }, provide) => provide(session),

  keys: [async ({ browserName: _any }, provide) => provide(await demoKeys()), { scope: "worker" }],
  demo: [({ keys }, provide) => provide(createApi(appUrl(), keys.demo)), { scope: "worker" }],
  other: [({ keys }, provide) => provide(createApi(appUrl(), keys.other)), { scope: "worker" }],
  reddit: [
    async ({ browserName: _any }, provide) => {
      const reddit = createRedditControl(simulatorUrl());
      await reddit.behave();
      await reddit.hurry();
      await provide(reddit);
    },
    { scope: "worker" },
  ],

  soundness: [
    async ({ page, reddit }, provide) => {
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (/Content.Security.Policy|hydrat/i.test(message.text())) complaints.push(message.text());
      });
      await provide(undefined);
      await reddit.behave();
      expect(complaints, "errors the page reported").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
