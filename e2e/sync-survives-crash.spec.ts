import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { heading, readRunRows, records, TALL, titleState } from "./support/pages";
import { campaignSet, recordCount } from "./support/sets";
import { killPart, type Part, pidOf } from "./support/stack";

const SHAPE = { campaigns: ["Dunes", "Cliffs", "Harbours", "Lagoons", "Estuaries", "Reefs"], adGroups: 2, ads: 3 };
const RECORDS = recordCount(SHAPE);

declare global {
  interface Window {
    /** Every message of every event stream the page has opened, in the order received. */
    streamed: { path: string; id: string; type: string }[];
  }
}

/** Writes down what the page's own event streams receive. Call before the page is opened. */
async function writeDownStreams(page: Page) {
  await page.addInitScript(() => {
    window.streamed = [];
    window.EventSource = class extends EventSource {
      constructor(url: string | URL, options?: EventSourceInit) {
        super(url, options);
        for (const type of ["operation", "run"])
          this.addEventListener(type, ({ lastEventId }: MessageEvent) => {
            window.streamed.push({ path: new URL(this.url).pathname, id: lastEventId, type });
          });
      }
    };
  });
}

for (const part of ["app", "worker", "executor"] satisfies Part[]) {
  test(`the ${part} dies in mid-run: the run ends well, and the page misses nothing`, async ({
    page,
    demo,
    reddit,
  }) => {
    test.setTimeout(120_000);
    const there = new Set(await reddit.ids());
    const set = await demo.createSet(campaignSet({ name: `Coast, ${part}`, ...SHAPE }));
    // After the first records Reddit takes its time, so that the run is surely under way when its worker dies.
    await reddit.misbehave({ match: { method: "POST" }, kind: "latency", after: 25, delayMs: 2_000 });
    await writeDownStreams(page);
    await page.setViewportSize(TALL);
    const runId = await demo.push(set.id);
    await page.goto(`/syncs/${runId}`);
    await expect(heading(page, /^Push of Coast/)).toBeVisible();
    await expect(records(page)).toHaveCount(RECORDS);
    await expect.poll(() => landed(page)).toBeGreaterThanOrEqual(10);
    await expect
      .poll(async () => (await heardOf(page, runId)).length, { message: "it follows the run" })
      .toBeGreaterThan(0);

    const died = await killPart(part);
    expect(await landed(page), "it died in mid-run").toBeLessThan(RECORDS);
    if (part === "app") await expect(page.getByText("Stale · reconnecting").first()).toBeVisible();
    await reddit.behave();
    await expect.poll(() => pidOf(part).catch(() => died), { message: "started again" }).not.toBe(died);

    await expect(titleState(page, /^In step$/)).toBeVisible({ timeout: 90_000 });
    await expect(page.getByText("Stale · reconnecting")).toHaveCount(0);
    // The run and its records are told by different messages.
    await expect.poll(() => landed(page), { message: "every record told as landed" }).toBe(RECORDS);
    const rows = await readRunRows(page);
    expect(
      rows.map(({ seq }) => seq),
      "all of them, in order",
    ).toEqual([...rows.keys()].map((at) => at + (rows[0]?.seq ?? 0)));
    expect(rows).toHaveLength(RECORDS);
    const added = (await reddit.ids()).filter((id) => !there.has(id));
    expect(rows.map(({ platformId }) => platformId).sort(), "one remote object per record").toEqual(added.sort());

    const told = await demo.eventsOf(runId);
    await expect.poll(async () => (await heardOf(page, runId)).at(-1)).toBe(told.at(-1)?.id);
    const heard = await heardOf(page, runId);
    const from = told.findIndex(({ id }) => id === heard[0]);
    expect(from).toBeGreaterThanOrEqual(0);
    expect(heard, "every event once, in order, across the break").toEqual(told.slice(from).map(({ id }) => id));
    const applied = told.flatMap(({ type, data }) =>
      type === "operation" && data.operation.state === "applied" ? [data.operation.seq] : [],
    );
    expect(new Set(applied).size, "every record told as landed").toBe(RECORDS);
  });
}

/** The ids of the events the run's page has received so far. */
const heardOf = (page: Page, runId: string) =>
  page.evaluate(
    (path) => window.streamed.filter((event) => event.path === path).map(({ id }) => id),
    `/api/v1/sync-runs/${runId}/stream`,
  );

const landed = async (page: Page) => (await readRunRows(page)).filter(({ state }) => state === "In step").length;
