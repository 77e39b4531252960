import { withMarker } from "../../marker";
import type { ObservedRecord, Operation } from "../../types";
import type { RedditAd, RedditSettings } from "../schemas";
import { changesPost } from "./post";
import { known, moments, named } from "./reading";
import { NAME_LIMIT, STATUS_BACK, STATUSES, translated } from "./words";

export function toRedditAd(operation: Operation, settings: RedditSettings, postId: string): Record<string, unknown> {
  const { desired, marker, kind, changed } = operation;
  const headline = Array.isArray(desired.headlines) ? String(desired.headlines[0] ?? "") : "";
  const name = withMarker(headline, marker, NAME_LIMIT);
  if (kind === "update") {
    return {
      ...(changed.includes("status") ? { configured_status: STATUSES[String(desired.status)] } : {}),
      ...(changed.includes("finalUrl") ? { click_url: desired.finalUrl } : {}),
      ...(changed.includes("headlines") ? { name } : {}),
      // Named whenever its text changes: the post may be there already although the ad does not show it yet.
      ...(changesPost(operation) ? { post_id: postId } : {}),
    };
  }
  return {
    ad_group_id: operation.parentPlatformId,
    name,
    configured_status: STATUSES[operation.initialStatus ?? String(desired.status)],
    post_id: postId,
    profile_id: settings.profileId,
    click_url: desired.finalUrl,
  };
}

/**
 * An ad as its own resource shows it. What its post says is not in it; a post never changes, so the engine keeps what
 * it knows of the content for as long as the post is the same.
 */
export function fromRedditAd(wire: RedditAd): ObservedRecord {
  return {
    kind: "ad",
    platformId: wire.id,
    parentPlatformId: wire.ad_group_id,
    marker: named(wire.name).marker,
    label: named(wire.name).name,
    parts: wire.post_id ? { post: { platformId: wire.post_id, digest: "" } } : {},
    ...moments(wire),
    value: known({
      status: translated(STATUS_BACK, wire.configured_status),
      finalUrl: wire.click_url,
      effectiveStatus: wire.effective_status,
      rejectionReason: wire.rejection_reason,
    }),
  };
}
