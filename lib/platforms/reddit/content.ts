import type { CanonicalRecord } from "../../domain/canonical";
import { PlatformError } from "../../errors";
import type { ObservedRecord, RecordContent } from "../types";
import type { RedditClient } from "./client";
import { creativeDigest, FOREIGN_POST, fromRedditPost } from "./mapping/post";
import { projectAd } from "./mapping/project";
import type { RedditPost } from "./schemas";

/** The most ids Reddit takes in one listing of posts. */
const IDS_AT_ONCE = 10;
/** Calls under way at once: the pacer keeps to the quota, this keeps one import from taking all of a minute at once. */
const CALLS_AT_ONCE = 6;

type Listed = Pick<ObservedRecord, "kind" | "platformId" | "parts" | "value">;

/** What the posts of these ads say. Ten posts a call; one that another profile published is read by itself. */
export async function readAdContents(client: RedditClient, records: Listed[]): Promise<Map<string, RecordContent>> {
  const ads = records.filter(({ kind, parts }) => kind === "ad" && parts.post?.platformId);
  const postIds = [...new Set(ads.flatMap(({ parts }) => parts.post?.platformId ?? []))];
  const posts = new Map<string, RedditPost>();
  await inParallel(chunksOf(postIds, IDS_AT_ONCE), async (ids) => {
    for (const post of (await client.listPostsById(ids)).data) posts.set(post.id, post);
  });
  await inParallel(
    postIds.filter((id) => !posts.has(id)),
    async (id) => {
      const post = await readPost(client, id);
      if (post) posts.set(id, post);
    },
  );
  return new Map(
    ads.flatMap((ad) => {
      const post = posts.get(ad.parts.post?.platformId ?? "");
      const content = post && contentOf(ad, post);
      return content ? [[ad.platformId, content] as const] : [];
    }),
  );
}

async function readPost(client: RedditClient, id: string): Promise<RedditPost | null> {
  try {
    return (await client.getPost(id)).data;
  } catch (error) {
    if (error instanceof PlatformError && (error.code === "gone" || error.code === "rejected")) return null;
    throw error;
  }
}

function contentOf(ad: Listed, post: RedditPost): RecordContent | null {
  const read = fromRedditPost(post);
  if (!read) return null;
  // The address that counts is the ad's own; a post's is the one it was made with.
  const value: CanonicalRecord = { ...read.value, finalUrl: ad.value.finalUrl ?? read.value.finalUrl ?? null };
  const digest = read.foreign ? FOREIGN_POST : creativeDigest(projectAd(value));
  return {
    value,
    parts: { post: { platformId: post.id, digest } },
    ...(read.foreign ? { unheld: [`${read.foreign}: its text cannot be changed from here`] } : {}),
  };
}

function chunksOf<Item>(items: Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

async function inParallel<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(CALLS_AT_ONCE, items.length) }, worker));
}
