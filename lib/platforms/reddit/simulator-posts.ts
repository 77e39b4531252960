import { isRecord, type SchemaProblem } from "../simulators/json-schema";
import type { ValueFault } from "../simulators/types";
import { invalid, notFound } from "./simulator-answers";
import { alterWrite } from "./simulator-distortions";
import type { JobRow, PostRow, PostType } from "./simulator-records";
import { isWebAddress } from "./simulator-rules";
import type { RedditWorld } from "./simulator-world";

/** Reddit's limit for titles. */
const HEADLINE_MAX = 300;
/** A job is picked up after this part of its time. */
const QUEUED_SHARE = 0.3;

type Data = Record<string, unknown>;

/** Posts, in the structured and the legacy form of the API, and the jobs that make them. */
export class RedditPosts {
  constructor(private readonly world: RedditWorld) {}

  /** Starts a job. What the schema cannot refuse at once ends in `CLIENT_ERROR`, as on Reddit. */
  startJob(profileId: string, sent: Data, alter?: ValueFault): JobRow {
    const data = alterWrite("post", sent, alter);
    const creative = isRecord(data.creative) ? data.creative : {};
    const createdMs = this.world.now();
    const doneMs = createdMs + this.world.switches.postJobMs;
    const complaint = this.complaintAbout(creative);
    const post = complaint
      ? null
      : this.addPost(profileId, { creative, allowComments: data.allow_comments === true, createdMs: doneMs });
    const job: JobRow = {
      id: String(7_000_000 + this.world.nextCount("job")),
      profileId,
      createdMs,
      processingMs: createdMs + this.world.switches.postJobMs * QUEUED_SHARE,
      doneMs,
      outcome: { status: post ? "SUCCESS" : "CLIENT_ERROR", postId: post?.id ?? null, errorMessage: complaint },
    };
    this.world.jobs.put(job.id, job);
    return job;
  }

  /** `at` is the instant it is looked at; a job that is younger than that look is queued. */
  viewJob(job: JobRow, at?: number): Data {
    const now = at ?? this.world.now();
    const status = now >= job.doneMs ? job.outcome.status : now >= job.processingMs ? "PROCESSING" : "QUEUED";
    const isDone = now >= job.doneMs;
    const modifiedMs = isDone ? job.doneMs : now >= job.processingMs ? job.processingMs : job.createdMs;
    return {
      id: job.id,
      status,
      created_at: this.world.instant(job.createdMs),
      modified_at: this.world.instant(modifiedMs),
      post_id: isDone ? job.outcome.postId : null,
      error_message: isDone ? job.outcome.errorMessage : null,
    };
  }

  /** The legacy way: the post exists when the call returns. */
  createLegacy(profileId: string, sent: Data, alter?: ValueFault): PostRow {
    const data = alterWrite("post", sent, alter);
    const problems: SchemaProblem[] = [];
    for (const name of ["type", "headline"]) {
      if (typeof data[name] !== "string") problems.push({ path: name, message: `'${name}' is a required property` });
    }
    if (problems.length > 0) throw invalid(problems);
    const creative = fromLegacy(data);
    const complaint = this.complaintAbout(creative);
    if (complaint) throw invalid([{ path: legacyField(complaint), message: complaint }]);
    return this.addPost(profileId, {
      creative,
      allowComments: data.allow_comments === true,
      createdMs: this.world.now(),
    });
  }

  /** A post that can be seen by now. */
  find(postId: string, asOf?: number): PostRow {
    const row = asOf === undefined ? this.world.posts.get(postId) : this.world.posts.getAsOf(postId, asOf);
    if (!row || row.createdMs > (asOf ?? this.world.now())) throw notFound("Post");
    return row;
  }

  listOf(profileId: string, { type, ids, asOf }: { type?: string | null; ids?: string[]; asOf?: number }): PostRow[] {
    const visibleFrom = asOf ?? this.world.now();
    return [...this.world.posts.values(asOf)].filter(
      (row) =>
        row.profileId === profileId &&
        row.createdMs <= visibleFrom &&
        (!type || row.creative.type === type) &&
        (!ids || ids.length === 0 || ids.includes(row.id)),
    );
  }

  setComments(row: PostRow, allowComments: boolean): PostRow {
    const next = { ...row, allowComments };
    this.world.posts.put(row.id, next);
    return next;
  }

  viewStructured(row: PostRow): Data {
    return {
      id: row.id,
      profile_id: row.profileId,
      url: this.urlOf(row),
      created_at: this.world.instant(row.createdMs),
      allow_comments: row.allowComments,
      creative: row.creative,
    };
  }

  viewLegacy(row: PostRow): Data {
    const { creative } = row;
    return {
      id: row.id,
      profile_id: row.profileId,
      post_url: this.urlOf(row),
      created_at: this.world.instant(row.createdMs),
      allow_comments: row.allowComments,
      type: creative.type === "PROMOTED_POST" ? "TEXT" : creative.type,
      headline: creative.headline,
      ...(typeof creative.body === "string" && {
        body: creative.body,
        is_richtext: creative.text_format === "RICH_TEXT_JSON",
      }),
      content: toLegacyContent(creative),
      thumbnail_url: mediaUrl(creative.thumbnail) ?? null,
    };
  }

  urlOf(row: PostRow): string {
    const name = this.world.profiles.get(row.profileId)?.name ?? row.profileId;
    return `https://www.reddit.com/user/${name}/comments/${row.id.slice(3)}/`;
  }

  private addPost(
    profileId: string,
    { creative, allowComments, createdMs }: { creative: Data; allowComments: boolean; createdMs: number },
  ): PostRow {
    const id = `t3_${this.world.nextSlug("post")}`;
    const row: PostRow = {
      id,
      profileId,
      createdMs,
      allowComments,
      creative: {
        ...(this.world.switches.hostMedia ? this.withHostedMedia(creative) : creative),
        type: toPostType(creative.type),
        headline: String(creative.headline ?? ""),
      },
    };
    this.world.posts.put(id, row);
    return row;
  }

  /** Reddit downloads the media and answers with the address of its own copy. */
  private withHostedMedia(creative: Data): Data {
    const hosted: Data = { ...creative };
    for (const name of ["image", "video", "thumbnail"]) {
      if (name in hosted) hosted[name] = this.hostedAsset(hosted[name]);
    }
    if (Array.isArray(hosted.carousel)) {
      hosted.carousel = hosted.carousel.map((card: unknown) =>
        isRecord(card) ? { ...card, image: this.hostedAsset(card.image) } : card,
      );
    }
    return hosted;
  }

  private hostedAsset(asset: unknown): unknown {
    const url = mediaUrl(asset);
    if (!isRecord(asset) || !url) return asset;
    const extension = /\.(png|jpe?g|gif|webp|mp4)(?:$|[?#])/i.exec(url)?.[1] ?? "jpg";
    const host = extension === "mp4" ? "v.redd.it" : "i.redd.it";
    return {
      ...asset,
      media: { type: "URL", url: `https://${host}/${this.world.nextSlug("media")}.${extension.toLowerCase()}` },
    };
  }

  private complaintAbout(creative: Data): string | null {
    const headline = typeof creative.headline === "string" ? creative.headline : "";
    if (headline.trim() === "") return "headline must not be empty";
    if ([...headline].length > HEADLINE_MAX) return `headline must not be longer than ${HEADLINE_MAX} characters`;
    for (const destination of destinationsOf(creative)) {
      const complaint = complaintAboutDestination(destination);
      if (complaint) return complaint;
    }
    for (const url of mediaOf(creative)) {
      if (!isPublic(url)) return `media could not be downloaded from ${url}`;
    }
    if (creative.type === "PROMOTED_POST" && isRecord(creative.post)) {
      const promoted = this.world.posts.get(String(creative.post.post_id));
      if (!promoted) return "the post to promote was not found";
    }
    return null;
  }
}

function complaintAboutDestination({ url, display_url: displayUrl }: Data): string | null {
  if (typeof url !== "string" || !isWebAddress(url)) return `destination url is not valid: ${String(url ?? "")}`;
  if (typeof displayUrl !== "string" || displayUrl === "") return null;
  const shown = /^https?:\/\//i.test(displayUrl) ? displayUrl : `https://${displayUrl}`;
  if (!URL.canParse(shown)) return "display_url is not valid";
  const matches = domainOf(shown) === domainOf(url);
  return matches ? null : "display_url must match the destination URL domain";
}

/** The registered part: `www.example.com` and `shop.example.com` are one domain. */
function domainOf(url: string): string {
  return new URL(url).hostname.toLowerCase().split(".").slice(-2).join(".");
}

/** Reddit's servers fetch the media: only addresses they can reach. Paths that contain `/missing` stand for files that are not there. */
function isPublic(url: string): boolean {
  if (!isWebAddress(url)) return false;
  const { hostname, pathname } = new URL(url);
  const isPrivate =
    /^(127\.|10\.|192\.168\.|169\.254\.|0\.)/.test(hostname) ||
    hostname.endsWith(".local") ||
    hostname.endsWith(".invalid");
  return !isPrivate && !pathname.includes("/missing");
}

function destinationsOf(creative: Data): Data[] {
  const cards = Array.isArray(creative.carousel) ? creative.carousel : [];
  return [creative, ...cards].flatMap((holder) =>
    isRecord(holder) && isRecord(holder.destination) ? [holder.destination] : [],
  );
}

function mediaOf(creative: Data): string[] {
  const cards = Array.isArray(creative.carousel) ? creative.carousel : [];
  const assets = [
    creative.image,
    creative.video,
    creative.thumbnail,
    ...cards.map((card: unknown) => isRecord(card) && card.image),
  ];
  return assets.flatMap((asset) => mediaUrl(asset) ?? []);
}

function mediaUrl(asset: unknown): string | undefined {
  const media = isRecord(asset) ? asset.media : undefined;
  return isRecord(media) && typeof media.url === "string" ? media.url : undefined;
}

function fromLegacy(data: Data): Data {
  const content = Array.isArray(data.content) ? data.content.filter(isRecord) : [];
  const [first = {}] = content;
  const media = (url: unknown) => ({ media: { type: "URL", url: typeof url === "string" ? url : "" } });
  const destination = (item: Data) => ({
    type: "URL",
    url: typeof item.destination_url === "string" ? item.destination_url : "",
    display_url: item.display_url ?? null,
    call_to_action: item.call_to_action ?? null,
  });
  const shared = { type: data.type, headline: data.headline };
  const thumbnail = typeof data.thumbnail_url === "string" ? { thumbnail: media(data.thumbnail_url) } : {};
  switch (data.type) {
    case "IMAGE":
      return { ...shared, ...thumbnail, image: media(first.media_url), destination: destination(first) };
    case "VIDEO":
      return {
        ...shared,
        thumbnail: media(data.thumbnail_url),
        video: media(first.media_url),
        destination: destination(first),
      };
    case "CAROUSEL":
      return {
        ...shared,
        ...thumbnail,
        carousel: content.map((item) => ({
          ...(typeof item.caption === "string" && { caption: item.caption }),
          image: media(item.media_url),
          destination: destination(item),
        })),
      };
    default:
      return {
        ...shared,
        ...thumbnail,
        body: data.body ?? "",
        text_format: data.is_richtext === true ? "RICH_TEXT_JSON" : "PLAIN_TEXT",
      };
  }
}

function toLegacyContent(creative: PostRow["creative"]): Data[] {
  const holders = Array.isArray(creative.carousel) ? creative.carousel : [creative];
  return holders.filter(isRecord).flatMap((holder) => {
    if (!isRecord(holder.destination) && holder.image === undefined) return [];
    const destination = isRecord(holder.destination) ? holder.destination : {};
    return [
      {
        media_url: mediaUrl(holder.image) ?? mediaUrl(holder.video) ?? null,
        destination_url: destination.url ?? null,
        display_url: destination.display_url ?? null,
        call_to_action: destination.call_to_action ?? null,
        ...(typeof holder.caption === "string" && { caption: holder.caption }),
      },
    ];
  });
}

function legacyField(complaint: string): string {
  if (complaint.startsWith("headline")) return "headline";
  if (complaint.startsWith("display_url")) return "content[0].display_url";
  return complaint.startsWith("media") ? "content[0].media_url" : "content[0].destination_url";
}

function toPostType(type: unknown): PostType {
  const types: readonly PostType[] = ["IMAGE", "TEXT", "VIDEO", "CAROUSEL", "PROMOTED_POST"];
  return types.find((known) => known === type) ?? "TEXT";
}
