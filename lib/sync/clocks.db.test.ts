import { expect, test } from "vitest";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk } from "../testing/reddit-desk";
import { createSyncWorld, pull, push } from "../testing/sync-world";

test.each([10, -10])(
  "a platform whose clock is %i minutes off is pushed to and read like any other",
  async (minutes) => {
    const clock = createFakeClock({ at: new Date(), auto: true });
    const world = await createSyncWorld({ clock, size: { campaigns: 3, adGroups: 1, ads: 1 } });
    world.host.setOffset(minutes * 60_000);
    expect(await push(world)).toMatchObject({ status: "completed", synced: 9, failed: 0 });
    const desk = createDesk(world);
    expect((await desk.list("campaign")).map((campaign) => campaign.configured_status)).toEqual(
      Array(3).fill("ACTIVE"),
    );
    await clock.sleep(60_000);
    expect(await pull(world)).toMatchObject({ findings: { pulled: 0, conflicts: 0 } });
  },
);
