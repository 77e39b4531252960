import { describe, expect, test } from "vitest";
import { systemClock } from "../../clock";
import type { CanonicalRecord } from "../../domain/canonical";
import { PlatformError } from "../../errors";
import { reddit } from "./adapter";
import type { RedditClient } from "./client";
import { readAdContents } from "./content";
import { demoAccount } from "./fixtures";
import { FOREIGN_POST } from "./mapping/post";
import type { RedditPost } from "./schemas";

/** What ads that somebody made over there say: read ten posts a call, and taken on only as far as ours can say it. */

type Creative = NonNullable<RedditPost["creative"]>;

const IMAGE: Creative = {
  type: "IMAGE",
  headline: "Shoes",
  image: { media: { url: "https://i.redd.it/shoes.jpg" } },
  destination: { url: "https://example.com/shoes", call_to_action: "Shop Now" },
};

/** A profile that holds these posts; the others are somebody else's, or gone. */
function createProfile(own: Record<string, Creative>, others: Record<string, Creative> = {}) {
  const calls: string[] = [];
  const client = {
    listPostsById: async (ids: string[]) => {
      calls.push(`list ${ids.length}`);
      return { data: ids.flatMap((id) => (own[id] ? [{ id, creative: own[id] }] : [])) };
    },
    getPost: async (id: string) => {
      calls.push(`get ${id}`);
      const creative = others[id];
      if (!creative) throw new PlatformError("gone", `${id} is gone`, { sentence: "Gone." });
      return { data: { id, creative } };
    },
  } as unknown as RedditClient;
  return { client, calls };
}

const ad = (platformId: string, postId: string, finalUrl?: string) => ({
  kind: "ad" as const,
  platformId,
  parts: { post: { platformId: postId, digest: "" } },
  value: (finalUrl ? { finalUrl } : {}) as CanonicalRecord,
});

describe("what posts say", () => {
  test("comes with ten posts a call, each once; one of another profile is read by itself, one that is gone is left out", async () => {
    const own = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`t3_${at}`, IMAGE]));
    const { client, calls } = createProfile(own, { t3_foreign: IMAGE });
    const ads = [
      ...Object.keys(own).map((id, at) => ad(`ad${at}`, id)),
      ad("again", "t3_0"),
      ad("other", "t3_foreign"),
      ad("lost", "t3_lost"),
    ];
    const contents = await readAdContents(client, ads);
    expect(calls.filter((call) => call.startsWith("list"))).toEqual(["list 10", "list 4"]);
    expect(calls.filter((call) => call.startsWith("get")).sort()).toEqual(["get t3_foreign", "get t3_lost"]);
    expect(contents.size).toBe(14);
    expect(contents.get("again")).toEqual(contents.get("ad0"));
    expect(contents.has("lost")).toBe(false);
  });

  test("is headline, picture, address and button of a picture post; the ad's own address counts", async () => {
    const { client } = createProfile({ t3_a: IMAGE });
    const contents = await readAdContents(client, [ad("1", "t3_a", "https://example.com/own")]);
    expect(contents.get("1")?.value).toEqual({
      headlines: ["Shoes"],
      descriptions: [],
      finalUrl: "https://example.com/own",
      displayUrl: null,
      callToAction: "Shop Now",
      imageUrl: "https://i.redd.it/shoes.jpg",
    });
    expect(contents.get("1")?.unheld).toBeUndefined();
  });

  test("is headline and text of a text post", async () => {
    const { client } = createProfile({ t3_a: { type: "TEXT", headline: "Read this", body: "Long text" } });
    const contents = await readAdContents(client, [ad("1", "t3_a", "https://example.com")]);
    expect(contents.get("1")?.value).toMatchObject({
      headlines: ["Read this"],
      descriptions: ["Long text"],
      imageUrl: null,
    });
  });

  test.each([
    ["a film", { type: "VIDEO", headline: "Look", destination: { url: "https://example.com" } }, "video post"],
    ["formatted text", { type: "TEXT", headline: "Look", body: "{}", text_format: "RICH_TEXT_JSON" }, "formatted text"],
  ])("of %s is named as nothing of ours, and marked so that nothing takes its place", async (_name, creative, word) => {
    const { client } = createProfile({ t3_a: creative });
    const content = (await readAdContents(client, [ad("1", "t3_a", "https://example.com")])).get("1");
    expect(content?.unheld?.[0]).toContain(word);
    expect(content?.parts.post).toEqual({ platformId: "t3_a", digest: FOREIGN_POST });
  });
});

test("an edit of what a post of another form says is refused before anything is called", async () => {
  const { adAccountId, profileId, pixelId, fundingId, currency } = demoAccount(1);
  const calls: string[] = [];
  const adapter = reddit.createAdapter({
    clock: systemClock,
    settings: { adAccountId, profileId, pixelId, fundingInstrumentId: fundingId, currency },
    request: async ({ path }) => {
      calls.push(path);
      throw new Error("no call was expected");
    },
  });
  const nothing = async () => undefined;
  const writing = adapter.apply(
    {
      id: "1",
      kind: "update",
      recordKind: "ad",
      recordId: "2",
      platformId: "3",
      parentPlatformId: "4",
      desired: { headlines: ["Another"], finalUrl: "https://example.com", status: "active" },
      changed: ["headlines"],
      marker: "",
      parts: { post: { platformId: "t3_film", digest: FOREIGN_POST } },
    },
    { beforeCreate: nothing, beforeUpdate: nothing, saveParts: nothing, partsOfOthers: async () => [] },
  );
  await expect(writing).rejects.toMatchObject({ code: "rejected", fields: [{ path: "headlines" }] });
  expect(calls).toEqual([]);
});
