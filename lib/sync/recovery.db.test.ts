import { describe, expect, test } from "vitest";
import { deleteCampaign } from "../campaigns/delete-campaign";
import { editCampaign } from "../campaigns/edit-campaign";
import { db } from "../db/client";
import type { FaultInput } from "../platforms/simulators/faults";
import { createFakeClock } from "../testing/fake-clock";
import { createDesk } from "../testing/reddit-desk";
import { carryOutRun, createSyncWorld, insertRunRow, pull, push } from "../testing/sync-world";
import { makePlan } from "./make-plan";

const clock = () => createFakeClock({ at: new Date(), auto: true });
const worldOf = async (size = { campaigns: 1, adGroups: 1, ads: 1 }) => {
  const world = await createSyncWorld({ clock: clock(), size });
  return { world, desk: createDesk(world), campaignSetId: world.campaignSetId };
};

const lostCreate = (path: string): FaultInput => ({
  kind: "drop_after",
  match: { method: "POST", path },
  times: 1,
});

describe("a create whose answer was lost, when looking it up goes wrong too", () => {
  const secondFaults: [string, FaultInput[]][] = [
    [
      "is told to slow down",
      [{ kind: "rate_limit", match: { method: "GET", path: "/campaigns?" }, times: 1, delayMs: 2_000 }],
    ],
    [
      "finds the platform down for a while",
      [{ kind: "status", match: { method: "GET", path: "/campaigns?" }, times: 6 }],
    ],
    ["finds the token expired", [{ kind: "expire_token", match: { method: "GET", path: "/campaigns?" }, times: 1 }]],
    [
      "gets a listing that falls short",
      [{ kind: "truncate_list", match: { method: "GET", path: "/campaigns?" }, times: 1 }],
    ],
    [
      "gets an answer it does not know",
      [{ kind: "error_in_200", match: { method: "GET", path: "/campaigns?" }, times: 6 }],
    ],
  ];
  test.each(secondFaults)("is not repeated blindly when the look-up %s", async (_name, faults) => {
    const { world, desk } = await worldOf();
    world.host.setFaults("reddit", [lostCreate("/campaigns"), ...faults]);
    for (let run = 0; run < 3; run++) if ((await push(world))?.status === "completed") break;
    expect(await desk.list("campaign")).toHaveLength(1);
    expect((await desk.list("campaign"))[0]).toMatchObject({ configured_status: "ACTIVE" });
    expect((await makePlan({ actor: world.actor, campaignSetId: world.campaignSetId })).operations).toEqual([]);
  });

  test("is still looked up after the platform was down through all tries of a run", async () => {
    const { world, desk } = await worldOf();
    world.host.setFaults("reddit", [
      lostCreate("/campaigns"),
      { kind: "status", match: { method: "GET", path: "/campaigns?" }, times: 40 },
    ]);
    expect(await push(world)).toMatchObject({ status: "failed", failed: 1 });
    world.host.setFaults("reddit", []);
    expect(await push(world)).toMatchObject({ status: "completed" });
    expect(await desk.list("campaign")).toHaveLength(1);
  });

  describe.each([
    { by: "deleted", markers: true },
    { by: "deleted", markers: false },
    { by: "archived", markers: true },
    { by: "archived", markers: false },
  ])("and it is $by here before anyone knows (marks in names: $markers)", ({ by, markers }) => {
    const putAwayAfter = async (world: Awaited<ReturnType<typeof worldOf>>["world"], fault: FaultInput) => {
      const { settings } = await db.connection.findUniqueOrThrow({ where: { id: world.connectionId } });
      await db.connection.update({
        where: { id: world.connectionId },
        data: { settings: { ...(settings as object), markers } },
      });
      world.host.setFaults("reddit", [
        fault,
        { kind: "status", match: { method: "GET", path: "/campaigns?" }, times: 40 },
      ]);
      expect(await push(world)).toMatchObject({ status: "failed", failed: 1 });
      world.host.setFaults("reddit", []);
      const { actor, campaignSetId } = world;
      const { id, version } = await db.campaign.findFirstOrThrow({ where: { campaignSetId } });
      if (by === "deleted") await deleteCampaign({ actor, id });
      else await editCampaign({ actor, id, patch: { name: "Put away", status: "archived", version } });
      const { operations } = await makePlan({ actor, campaignSetId });
      expect(operations).toMatchObject([
        { kind: by === "deleted" ? "remove" : "archive", reason: expect.stringContaining("Nobody knows") },
      ]);
      expect(await push(world)).toMatchObject({ status: "completed", synced: 1 });
      expect((await makePlan({ actor, campaignSetId })).operations).toEqual([]);
      // Whatever else was edited meanwhile, nothing of it is left to decide or to push.
      expect(await pull(world)).toMatchObject({ findings: { pulled: 0, conflicts: 0 } });
    };

    test("it is found and put away", async () => {
      const { world, desk } = await worldOf();
      await putAwayAfter(world, lostCreate("/campaigns"));
      expect(await desk.list("campaign")).toMatchObject([{ configured_status: "ARCHIVED" }]);
    });

    test("and where it never arrived, nothing is made", async () => {
      const { world, desk } = await worldOf();
      await putAwayAfter(world, { kind: "drop_before", match: { method: "POST", path: "/campaigns" }, times: 1 });
      expect(await desk.list("campaign")).toEqual([]);
    });
  });

  test("leaves a duplicate archived when it finds two, even if archiving it fails at first", async () => {
    const { world, desk } = await worldOf();
    world.host.setFaults("reddit", [
      lostCreate("/campaigns"),
      { kind: "rate_limit", match: { method: "PATCH" }, times: 1 },
    ]);
    const runId = await insertRunRow(world);
    // Another hand made the same thing while we waited for the listing.
    const { control } = world.host.platform("reddit").platform;
    let isCopied = false;
    const open: typeof world.open = async (options) => {
      const connection = await world.open(options);
      const findByIntent: typeof connection.adapter.findByIntent = async (intents, isClaimed) => {
        const [made] = await desk.list("campaign");
        if (made && !isCopied) {
          isCopied = true;
          const copy = control.bulk({
            kind: "campaign",
            count: 1,
            seed: 1,
            options: { adAccountId: made.ad_account_id },
          });
          desk.change("campaign", copy.ids[0] ?? "", { name: made.name });
        }
        return connection.adapter.findByIntent(intents, isClaimed);
      };
      return { ...connection, adapter: { ...connection.adapter, findByIntent } };
    };
    await carryOutRun(world, runId, { open });
    expect((await desk.list("campaign")).map((item) => item.configured_status).sort()).toEqual(["ACTIVE", "ARCHIVED"]);
  });
});

describe("without marks in the names", () => {
  const unmarked = async () => {
    const room = await worldOf();
    const { settings } = await db.connection.findUniqueOrThrow({ where: { id: room.world.connectionId } });
    await db.connection.update({
      where: { id: room.world.connectionId },
      data: { settings: { ...(settings as object), markers: false } },
    });
    return room;
  };

  test("names are pushed as they are", async () => {
    const { world, desk } = await unmarked();
    expect(await push(world)).toMatchObject({ status: "completed" });
    expect((await desk.list("campaign"))[0]?.name).toBe("Campaign 1");
  });

  test.each([
    ["campaign", "/campaigns"],
    ["ad group", "/ad_groups"],
    ["ad", "/ads"],
  ])("a lost %s is found where only one can be meant", async (_kind, path) => {
    const { world, desk } = await unmarked();
    world.host.setFaults("reddit", [lostCreate(path)]);
    expect(await push(world)).toMatchObject({ status: "completed", failed: 0 });
    expect(await desk.list("campaign")).toHaveLength(1);
    expect(await desk.list("ad-group")).toHaveLength(1);
    expect(await desk.list("ad")).toHaveLength(1);
  });

  test("where several can be meant a person decides, and nothing is made until then", async () => {
    const { world, desk } = await unmarked();
    const { organizationId } = world.actor;
    const opened = await world.open({
      organizationId,
      connectionId: world.connectionId,
      syncRunId: null,
      deadline: null,
    });
    // The simulator's account comes into being with the first call.
    await opened.adapter.listFunding();
    world.host.setFaults("reddit", [lostCreate("/campaigns")]);
    const { settings } = await db.connection.findUniqueOrThrow({ where: { id: world.connectionId } });
    const { control } = world.host.platform("reddit").platform;
    const { adAccountId } = settings as { adAccountId: string };
    const [stranger = ""] = control.bulk({ kind: "campaign", count: 1, seed: 1, options: { adAccountId } }).ids;
    desk.change("campaign", stranger, { name: "Campaign 1" });

    const first = await push(world);
    expect(first).toMatchObject({ status: "failed", failed: 1 });
    const failed = await db.operation.findFirst({ where: { syncRunId: first?.id, state: "failed" } });
    expect(failed?.error).toMatchObject({ message: expect.stringContaining("could be this one") });
    expect(await push(world)).toMatchObject({ status: "failed" });
    expect(await desk.list("campaign")).toHaveLength(2);

    desk.change("campaign", stranger, { name: "Somebody else's" });
    expect(await push(world)).toMatchObject({ status: "completed" });
    expect(await desk.list("campaign")).toHaveLength(2);
    expect(await desk.of("campaign", failed?.recordId ?? "")).toMatchObject({ name: "Campaign 1" });
  });
});

describe("an ad's post", () => {
  test("whose picture alone differs from another ad's is not mistaken for it when an answer is lost", async () => {
    const { world, desk } = await worldOf({ campaigns: 1, adGroups: 1, ads: 3 });
    await db.ad.updateMany({
      where: { organizationId: world.actor.organizationId },
      data: { headlines: ["Same"], finalUrl: "https://example.com/same" },
    });
    const ads = await db.ad.findMany({
      where: { organizationId: world.actor.organizationId },
      orderBy: { position: "asc" },
    });
    for (const [index, ad] of ads.entries()) {
      await db.ad.update({ where: { id: ad.id }, data: { imageUrl: `https://cdn.example.com/${index}.jpg` } });
    }
    world.host.setFaults("reddit", [{ ...lostCreate("structured_posts/jobs"), after: 1 }]);
    expect(await push(world)).toMatchObject({ status: "completed" });
    const remote = await desk.list("ad");
    expect(new Set(remote.map((ad) => ad.post_id)).size).toBe(3);
    expect(await desk.list("post")).toHaveLength(3);
  });

  test("with another button is a new post even when that answer is lost", async () => {
    const { world, desk } = await worldOf();
    await push(world);
    const ad = await db.ad.findFirstOrThrow({ where: { organizationId: world.actor.organizationId } });
    await db.ad.update({ where: { id: ad.id }, data: { callToAction: "Sign Up", version: { increment: 1 } } });
    world.host.setFaults("reddit", [lostCreate("structured_posts/jobs")]);
    expect(await push(world)).toMatchObject({ status: "completed" });
    const remote = await desk.of("ad", ad.id);
    const post = (await desk.list("post")).find((item) => item.id === remote.post_id);
    expect(post).toMatchObject({ creative: { destination: { call_to_action: "Sign Up" } } });
    expect(await desk.list("post")).toHaveLength(2);
  });

  test.each(["drop_before", "drop_after"] as const)(
    "with another picture is not mistaken for the one before it when an answer is lost (%s)",
    async (kind) => {
      const { world, desk } = await worldOf();
      await push(world);
      const ad = await db.ad.findFirstOrThrow({ where: { organizationId: world.actor.organizationId } });
      const before = await desk.of("ad", ad.id);
      await db.ad.update({
        where: { id: ad.id },
        data: { imageUrl: "https://cdn.example.com/other.jpg", version: { increment: 1 } },
      });
      world.host.setFaults("reddit", [{ ...lostCreate("structured_posts/jobs"), kind }]);
      expect(await push(world)).toMatchObject({ status: "completed" });
      expect((await desk.of("ad", ad.id)).post_id).not.toBe(before.post_id);
      expect(await desk.list("post")).toHaveLength(2);
    },
  );

  test("that was told to slow down is simply asked for again", async () => {
    const { world, desk } = await worldOf();
    world.host.setFaults("reddit", [
      { kind: "rate_limit", match: { path: "structured_posts/jobs" }, times: 1, delayMs: 1_000 },
    ]);
    const startedAt = world.clock.now().getTime();
    expect(await push(world)).toMatchObject({ status: "completed" });
    expect(world.clock.now().getTime() - startedAt).toBeLessThan(20_000);
    expect(await desk.list("post")).toHaveLength(1);
  });

  test("is looked for when its job is no longer known", async () => {
    const { world, desk } = await worldOf();
    const path = "/structured_posts/jobs/";
    world.host.setFaults("reddit", [{ kind: "status", status: 503, match: { method: "GET", path } }]);
    expect(await push(world)).toMatchObject({ status: "partial", failed: 1 });
    const link = await db.link.findFirstOrThrow({ where: { campaignSetId: world.campaignSetId, recordKind: "ad" } });
    const { pendingId } = (link.parts as { post: { pendingId: string } }).post;
    world.host.setFaults("reddit", [
      { kind: "status", status: 404, match: { method: "GET", path: `${path}${pendingId}` } },
    ]);
    expect(await push(world)).toMatchObject({ status: "completed", failed: 0 });
    expect((await desk.list("ad"))[0]).toMatchObject({ configured_status: "ACTIVE" });
    expect(await desk.list("post")).toHaveLength(1);
  });
});

describe("the sign-in", () => {
  test("is renewed in the middle of a run, and a rotated refresh token is kept", async () => {
    const { world, desk } = await worldOf({ campaigns: 2, adGroups: 2, ads: 1 });
    world.host.setFaults("reddit", [{ kind: "rotate_token", after: 6, times: 1 }]);
    expect(await push(world)).toMatchObject({ status: "completed", failed: 0 });
    expect(await desk.list("campaign")).toHaveLength(2);
    const { credentials } = await db.connection.findUniqueOrThrow({ where: { id: world.connectionId } });
    expect(JSON.parse(credentials ?? "{}").refreshToken).not.toMatch(/^demo-refresh/);
    // The old one is dead now, so only the kept one can carry the next push.
    world.host.setFaults("reddit", [{ kind: "rotate_token", times: 1 }]);
    expect(await push(world)).toMatchObject({ status: "completed" });
  });

  test.each([
    ["the refresh token is refused", { kind: "status", status: 400, match: { path: "access_token" } }],
    ["even a fresh token is refused", { kind: "status", status: 401, match: { path: "/campaigns" } }],
  ] as [string, FaultInput][])(
    "ends the run with a clear sentence and marks the connection when %s",
    async (_name, fault) => {
      const { world, desk } = await worldOf();
      world.host.setFaults("reddit", [fault]);
      expect(await push(world)).toMatchObject({
        status: "failed",
        error: { code: "auth_expired", message: expect.stringContaining("Reconnect Reddit") },
      });
      expect(await db.connection.findUnique({ where: { id: world.connectionId } })).toMatchObject({
        status: "reauthorize",
        statusReason: expect.stringContaining("Reconnect Reddit"),
      });
      expect(await desk.list("campaign")).toHaveLength(0);
    },
  );

  test.each(["cut_body", "status", "drop_after"] as const)(
    "survives a token endpoint that fails once (%s)",
    async (kind) => {
      const { world } = await worldOf();
      world.host.setFaults("reddit", [{ kind, match: { path: "access_token" }, times: 1 }]);
      const startedAt = world.clock.now().getTime();
      expect(await push(world)).toMatchObject({ status: "completed", failed: 0 });
      expect(await db.connection.findUnique({ where: { id: world.connectionId } })).toMatchObject({ status: "active" });
      expect(world.clock.now().getTime() - startedAt).toBeLessThan(60_000);
    },
  );
});
