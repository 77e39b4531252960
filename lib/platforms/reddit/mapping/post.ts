import { createHash } from "node:crypto";
import { type CanonicalRecord, stableJson } from "../../../domain/canonical";
import type { Operation } from "../../types";
import type { RedditPost } from "../schemas";
import { text } from "./words";

/** The fields that live in the post. A post never changes: another text means another post. */
export const POST_FIELDS = ["headlines", "descriptions", "finalUrl", "displayUrl", "callToAction", "imageUrl"];

const IN_TEXT_POST = new Set(["headlines", "descriptions", "imageUrl"]);
const IN_IMAGE_POST = new Set(["headlines", "finalUrl", "displayUrl", "callToAction", "imageUrl"]);

/** Whether what changed is told by the ad's post, so that the ad needs another one. */
export function changesPost({ desired, changed }: Operation): boolean {
  const told = typeof desired.imageUrl === "string" ? IN_IMAGE_POST : IN_TEXT_POST;
  return changed.some((field) => told.has(field));
}

type RedditCreative = NonNullable<RedditPost["creative"]>;

export function toRedditCreative(desired: CanonicalRecord): RedditCreative {
  const headline = Array.isArray(desired.headlines) ? String(desired.headlines[0] ?? "") : "";
  if (typeof desired.imageUrl !== "string") {
    const body = Array.isArray(desired.descriptions) ? desired.descriptions.join("\n\n") : "";
    return { type: "TEXT", headline, body, text_format: "PLAIN_TEXT" };
  }
  return {
    type: "IMAGE",
    headline,
    image: { media: { type: "URL", url: desired.imageUrl } },
    destination: {
      type: "URL",
      url: text(desired.finalUrl),
      ...(typeof desired.displayUrl === "string" ? { display_url: desired.displayUrl } : {}),
      ...(typeof desired.callToAction === "string" ? { call_to_action: desired.callToAction } : {}),
    },
  };
}

/** Names what a post says. It begins with `looksOf`, so that posts which differ in their picture alone can be told. */
export function creativeDigest(desired: CanonicalRecord): string {
  const creative = toRedditCreative(desired);
  return `${looksOf(creative)}.${shortHash(creative)}`;
}

/** What a listing shows of a post and can be compared: all but the picture, of which Reddit shows a copy of its own. */
function looksOf(creative: RedditCreative): string {
  const { url, display_url, call_to_action } = creative.destination ?? {};
  return shortHash([
    creative.type,
    creative.headline ?? "",
    creative.body ?? "",
    url ?? "",
    display_url ?? "",
    call_to_action ?? "",
  ]);
}

const shortHash = (value: unknown) => createHash("sha256").update(stableJson(value)).digest("base64url").slice(0, 22);

/** Could this post be the one with this digest? Posts carry no reference of ours, only what the person sees. */
export const looksLike = (post: RedditPost, digest: string): boolean =>
  post.creative != null && digest.startsWith(`${looksOf(post.creative)}.`);

/** Whether two posts can be told apart only by their pictures. */
export const differInPictureOnly = (left: string, right: string): boolean =>
  left !== right && left.split(".")[0] === right.split(".")[0];

/** Instead of a digest: the post has a form that our ads do not have, so nothing of ours may take its place. */
export const FOREIGN_POST = "foreign";

const POST_FORMS: Record<string, string> = {
  VIDEO: "video post",
  CAROUSEL: "carousel post",
  PRODUCT: "product post",
  PROMOTED_POST: "promoted post",
};

/** What a post says, in our fields, and the form it has where ours is another. */
export function fromRedditPost({ creative }: RedditPost): { value: CanonicalRecord; foreign: string | null } | null {
  if (!creative) return null;
  const { destination } = creative;
  const isText = creative.type === "TEXT" && creative.text_format !== "RICH_TEXT_JSON";
  const imageUrl = creative.type === "IMAGE" ? (creative.image?.media?.url ?? null) : null;
  const value: CanonicalRecord = {
    headlines: creative.headline ? [creative.headline] : [],
    descriptions: isText && creative.body ? [creative.body] : [],
    finalUrl: destination?.url ?? null,
    displayUrl: imageUrl ? (destination?.display_url ?? null) : null,
    callToAction: imageUrl ? (destination?.call_to_action ?? null) : null,
    imageUrl,
  };
  if (isText || imageUrl !== null) return { value, foreign: null };
  return { value, foreign: creative.type === "TEXT" ? "formatted text" : (POST_FORMS[creative.type] ?? creative.type) };
}
