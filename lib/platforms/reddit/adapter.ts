import type { Clock } from "../../clock";
import type { CanonicalRecord, RecordKind } from "../../domain/canonical";
import { AppError, PlatformError } from "../../errors";
import { pagesOf, readAll } from "../pages";
import type {
  AdapterDependencies,
  Intent,
  IntentAnswer,
  IsClaimed,
  ObservedPage,
  ObservedRecord,
  Operation,
  Part,
  Parts,
  PlatformAdapter,
  PlatformDefinition,
  WriteHooks,
} from "../types";
import { discoverAccounts, redditList, toObservedFunding } from "./accounts";
import { redditCapabilities } from "./capabilities";
import { createRedditClient, type RedditClient, redditDialect } from "./client";
import { readAdContents } from "./content";
import { fromRedditAd, toRedditAd } from "./mapping/ad";
import { fromRedditAdGroup, toRedditAdGroup } from "./mapping/ad-group";
import { fromRedditCampaign, toRedditCampaign } from "./mapping/campaign";
import {
  changesPost,
  creativeDigest,
  differInPictureOnly,
  FOREIGN_POST,
  looksLike,
  POST_FIELDS,
  toRedditCreative,
} from "./mapping/post";
import { findProblems } from "./mapping/problems";
import { projectTree, unprojectTree } from "./mapping/project";
import { soonAfter } from "./mapping/sending";
import { redditAuthorization, refreshTokens } from "./oauth";
import { type RedditPost, RedditSettings } from "./schemas";
import { whoChanged } from "./who-changed";

// A job takes about a second; later looks come further apart, because each costs a call of the creative quota.
const FIRST_LOOK_MS = 1_200;
const LOOK_GROWTH = 1.6;
const MAX_LOOK_GAP_MS = 10_000;
const JOB_PATIENCE_MS = 120_000;
/** Platform clocks and ours differ; a post made for us may carry a slightly earlier time. */
const CLOCK_SKEW_MS = 120_000;

export const reddit: PlatformDefinition = {
  capabilities: redditCapabilities,
  project: projectTree,
  unproject: unprojectTree,
  findProblems,
  createAdapter,
  dialect: redditDialect,
  refreshTokens,
  authorization: redditAuthorization,
  accountParts: ["profile", "pixel", "fundingInstrument"],
  discoverAccounts,
};

function readSettings(rawSettings: unknown): RedditSettings {
  const settings = RedditSettings.safeParse(rawSettings);
  if (settings.success) return settings.data;
  throw new AppError("precondition", "No ad account is chosen for this connection yet. Choose one first.");
}

function createAdapter({
  request,
  clock,
  serverNow = clock.now,
  settings: rawSettings,
}: AdapterDependencies): PlatformAdapter {
  const settings = readSettings(rawSettings);
  const client = createRedditClient({ request, adAccountId: settings.adAccountId, profileId: settings.profileId });
  const posts = createPosts(client, clock);

  async function fetch(kind: RecordKind, platformId: string): Promise<ObservedRecord | "gone"> {
    try {
      if (kind === "campaign") return fromRedditCampaign((await client.getCampaign(platformId)).data);
      if (kind === "ad_group") return fromRedditAdGroup((await client.getAdGroup(platformId)).data);
      return fromRedditAd((await client.getAd(platformId)).data);
    } catch (error) {
      if (error instanceof PlatformError && error.code === "gone") return "gone";
      throw error;
    }
  }

  async function apply(operation: Operation, hooks: WriteHooks): Promise<ObservedRecord> {
    const now = serverNow();
    try {
      return await write(operation, hooks, now);
    } catch (error) {
      // The refusal told Reddit's time, which is further on than ours: what we called soon lay in its past.
      const isPast =
        error instanceof PlatformError && error.code === "rejected" && serverNow().getTime() > soonAfter(now);
      if (!isPast) throw error;
      return write(operation, hooks, serverNow());
    }
  }

  async function write(operation: Operation, hooks: WriteHooks, now: Date): Promise<ObservedRecord> {
    const { kind, recordKind, platformId } = operation;
    if (recordKind === "campaign") {
      const body = toRedditCampaign(operation, settings, now);
      const answer =
        kind === "create"
          ? await client.createCampaign(body, hooks.beforeCreate)
          : await client.updateCampaign(existing(platformId), body, hooks.beforeUpdate);
      return fromRedditCampaign(answer.data);
    }
    if (recordKind === "ad_group") return fromRedditAdGroup((await writeAdGroup(operation, hooks, now)).data);
    return writeAd(operation, hooks);
  }

  async function writeAdGroup(operation: Operation, hooks: WriteHooks, now: Date) {
    if (operation.kind === "create") {
      return client.createAdGroup(toRedditAdGroup(operation, settings, now), hooks.beforeCreate);
    }
    const id = existing(operation.platformId);
    // Targeting is replaced as a whole: what people set there beside our fields has to go along.
    const touchesTargeting = operation.changed.some((field) => field.startsWith("targeting."));
    const targeting = touchesTargeting ? (await client.getAdGroup(id)).data.targeting : undefined;
    return client.updateAdGroup(id, toRedditAdGroup(operation, settings, now, targeting), hooks.beforeUpdate);
  }

  async function writeAd(operation: Operation, hooks: WriteHooks): Promise<ObservedRecord> {
    const needsPost = operation.kind === "create" || changesPost(operation);
    const parts = needsPost ? await posts.ensure(operation, hooks) : operation.parts;
    const postId = parts.post?.platformId ?? "";
    const body = toRedditAd(operation, settings, postId);
    const answer =
      operation.kind === "create"
        ? await client.createAd(body, hooks.beforeCreate)
        : await client.updateAd(existing(operation.platformId), body, hooks.beforeUpdate);
    const observed = fromRedditAd(answer.data);
    const value = needsPost ? { ...contentOf(operation.desired), ...observed.value } : observed.value;
    return { ...observed, parts, value };
  }

  async function findByIntent(intents: Intent[], isClaimed: IsClaimed): Promise<IntentAnswer[]> {
    const answers = new Map<string, IntentAnswer>();
    const parents = new Map<string, Intent[]>();
    for (const intent of intents) {
      const { recordKind, parentPlatformId } = intent.operation;
      const key = `${recordKind}/${parentPlatformId ?? ""}`;
      parents.set(key, [...(parents.get(key) ?? []), intent]);
    }
    for (const group of parents.values()) {
      const children = await listChildren(group[0]?.operation);
      for (const intent of group) {
        const { operation } = intent;
        answers.set(operation.id, recognise(intent, children, isClaimed));
      }
    }
    return intents.map(({ operation }) => answers.get(operation.id) ?? { outcome: "none" });
  }

  async function listChildren(operation: Operation | undefined): Promise<ObservedRecord[]> {
    if (!operation) return [];
    const parent = operation.parentPlatformId ?? undefined;
    return readAll({
      platformName: redditCapabilities.displayName,
      of: operation.recordKind,
      read: async (cursor) => {
        const page = await listPage(client, operation.recordKind, cursor, parent);
        return { items: page.records, next: page.nextCursor };
      },
    });
  }

  return {
    capabilities: redditCapabilities,
    usesMarkers: settings.markers,
    observe: (kind, cursor) => listPage(client, kind, cursor),
    fetch,
    whoChanged: (records) => whoChanged(client, records),
    readContent: (records) => readAdContents(client, records),
    apply,
    findByIntent,
    prepare: (operation, hooks) =>
      operation.recordKind === "ad" && operation.kind === "create"
        ? posts.ensure(operation, hooks)
        : Promise.resolve(operation.parts),
    async retire(kind, platformId) {
      const body = { configured_status: "ARCHIVED" };
      if (kind === "campaign") await client.updateCampaign(platformId, body);
      else if (kind === "ad_group") await client.updateAdGroup(platformId, body);
      else await client.updateAd(platformId, body);
    },
    listFunding: async () =>
      (await readAll(redditList("funding instruments", client.listFunding))).map(toObservedFunding),
  };
}

function existing(platformId: string | null): string {
  if (!platformId) throw new Error("an update needs the platform's id");
  return platformId;
}

const contentOf = (desired: CanonicalRecord): CanonicalRecord =>
  Object.fromEntries(POST_FIELDS.map((field) => [field, desired[field] ?? null]));

async function listPage(
  client: RedditClient,
  kind: RecordKind,
  cursor: string | null,
  parentPlatformId?: string,
): Promise<ObservedPage> {
  if (kind === "campaign") {
    const page = await client.listCampaigns(cursor);
    return { records: page.data.map(fromRedditCampaign), nextCursor: page.pagination?.next_url ?? null };
  }
  if (kind === "ad_group") {
    const page = await client.listAdGroups(cursor, { campaign_id: parentPlatformId });
    return { records: page.data.map(fromRedditAdGroup), nextCursor: page.pagination?.next_url ?? null };
  }
  const page = await client.listAds(cursor, { ad_group_id: parentPlatformId });
  return { records: page.data.map(fromRedditAd), nextCursor: page.pagination?.next_url ?? null };
}

/** Which of the parent's children did this create make? By marker; without one by name and time, and then only when it is plain. */
function recognise({ operation, at }: Intent, children: ObservedRecord[], isClaimed: IsClaimed): IntentAnswer {
  const free = dedupe(children).filter((child) => !child.removed && !isClaimed(child.platformId));
  const siblings = free.filter((child) => (child.parentPlatformId ?? null) === operation.parentPlatformId);
  const marked = siblings.filter((child) => operation.marker !== "" && child.marker === operation.marker);
  if (operation.marker !== "") {
    const [first, ...others] = marked.sort((a, b) => (a.createdAt ?? "").localeCompare(b.createdAt ?? ""));
    return first
      ? { outcome: "found", record: first, duplicates: others.map((child) => child.platformId) }
      : { outcome: "none" };
  }
  const since = at.getTime() - CLOCK_SKEW_MS;
  // An ad's own name follows its headline, but no two ads of ours share a post.
  const looksOurs = (child: ObservedRecord) =>
    operation.recordKind === "ad"
      ? child.parts.post?.platformId === operation.parts.post?.platformId
      : child.value.name === operation.desired.name;
  const alike = siblings.filter(
    (child) => looksOurs(child) && child.createdAt !== null && Date.parse(child.createdAt) >= since,
  );
  const [only, ...others] = alike;
  if (!only) return { outcome: "none" };
  if (others.length > 0) return { outcome: "unsure", candidates: alike.map((child) => child.platformId) };
  return { outcome: "found", record: only, duplicates: [] };
}

function dedupe(records: ObservedRecord[]): ObservedRecord[] {
  return [...new Map(records.map((record) => [record.platformId, record])).values()];
}

/** A post of ours would throw away what makes this one: its film, its pictures, its layout. */
const foreignPost = (postId: string | undefined) =>
  new PlatformError("rejected", `post ${postId} has a form that ours do not have`, {
    sentence:
      "This ad shows a post of a kind that cannot be rewritten from here. Change it on Reddit, or make a new ad.",
    fields: [{ path: "headlines", message: "The post cannot be rewritten from here." }],
  });

/** Posts: made by a job, never changed, known only by what they say. */
function createPosts(client: RedditClient, clock: Clock) {
  async function ensure(operation: Operation, hooks: WriteHooks): Promise<Parts> {
    const digest = creativeDigest(operation.desired);
    let parts = operation.parts;
    if (parts.post?.digest === FOREIGN_POST) throw foreignPost(parts.post.platformId);
    const current = parts.post?.digest === digest ? parts.post : undefined;
    if (current?.platformId) return parts;

    const replaces = parts.post?.platformId ?? parts.post?.replaces;
    const save = async (post: Omit<Part, "digest">) => {
      const before = !post.platformId && replaces ? { replaces } : {};
      parts = { ...parts, post: { digest, ...post, ...before } };
      await hooks.saveParts(parts);
    };
    let jobId = current?.pendingId;
    let intentAt = current?.intentAt ?? clock.now().toISOString();
    const startedBefore = jobId !== undefined;
    if (!jobId && current?.intentAt) {
      // The answer to an earlier try was lost; the post may be there.
      // Looked for twice: one listing that fell short must not make a second post.
      const others = await hooks.partsOfOthers();
      const wanted = { digest, since: new Date(current.intentAt), others: [...others, parts] };
      const found = (await find(wanted)) ?? (await find(wanted));
      if (found) {
        await save({ platformId: found.id });
        return parts;
      }
    }
    if (!jobId) {
      const beforeSend = () => {
        intentAt = clock.now().toISOString();
        return save({ intentAt });
      };
      try {
        jobId = (await client.startPost(toRedditCreative(operation.desired), beforeSend)).data.id;
      } catch (error) {
        // Refused, so there is nothing to look for.
        if (error instanceof PlatformError && error.code !== "outcome_unknown") await save({});
        throw error;
      }
      await save({ pendingId: jobId, intentAt });
    }
    const postId = await outcomeOf(jobId, {
      prepaid: !startedBefore,
      failed: () => save({}),
      gone: () => save({ intentAt }),
    });
    await save({ platformId: postId });
    return parts;
  }

  type Job = { prepaid: boolean; failed: () => Promise<void>; gone: () => Promise<void> };

  async function outcomeOf(jobId: string, { prepaid, failed, gone }: Job): Promise<string> {
    const giveUpAt = clock.now().getTime() + JOB_PATIENCE_MS;
    let gapMs = FIRST_LOOK_MS;
    for (let look = 1; ; look++) {
      await clock.sleep(gapMs);
      const job = await readJob(jobId, { prepaid: prepaid && look === 1, gone });
      if (job.status === "SUCCESS" && job.post_id) return job.post_id;
      if (job.status === "CLIENT_ERROR" || job.status === "SERVER_ERROR") {
        await failed();
        throw new PlatformError(
          job.status === "CLIENT_ERROR" ? "rejected" : "unavailable",
          `post job ${jobId} failed`,
          {
            sentence: `Reddit could not make the post: ${job.error_message ?? "no reason given"}`,
            fields: [{ path: "imageUrl", message: job.error_message ?? "The post was refused." }],
          },
        );
      }
      if (clock.now().getTime() > giveUpAt) {
        throw new PlatformError("unavailable", `post job ${jobId} is still ${job.status}`, {
          sentence: "Reddit is still making the post.",
        });
      }
      gapMs = Math.min(gapMs * LOOK_GROWTH, MAX_LOOK_GAP_MS);
    }
  }

  /** A job that is no longer known may have made its post: that is looked for with the next try. */
  async function readJob(jobId: string, { prepaid, gone }: Pick<Job, "prepaid" | "gone">) {
    try {
      return (await client.getPostJob(jobId, { prepaid })).data;
    } catch (cause) {
      if (!(cause instanceof PlatformError) || cause.code !== "gone") throw cause;
      await gone();
      throw new PlatformError("unavailable", `post job ${jobId} is no longer known`, {
        sentence: "Reddit no longer knows the job that makes the post.",
        cause,
      });
    }
  }

  type Wanted = { digest: string; since: Date; others: Parts[] };

  /** The post of a lost call: one that says what ours says, made since, and that no other ad has or may have made. */
  async function find({ digest, since, others }: Wanted): Promise<RedditPost | undefined> {
    const posts = others.flatMap((parts) => parts.post ?? []);
    const taken = new Set(posts.flatMap((post) => [post.platformId, post.replaces]));
    const unsettled = posts.some(
      ({ platformId, pendingId, intentAt, digest: other }) =>
        !platformId && (pendingId || intentAt) && differInPictureOnly(other, digest),
    );
    // One post too many shows nobody anything; another ad's picture would.
    if (unsettled) return undefined;
    const earliest = since.getTime() - CLOCK_SKEW_MS;
    for await (const page of pagesOf(redditList("posts", client.listPosts))) {
      const found = page.find(
        (post) =>
          looksLike(post, digest) &&
          !taken.has(post.id) &&
          post.created_at != null &&
          Date.parse(post.created_at) >= earliest,
      );
      if (found) return found;
    }
    return undefined;
  }

  return { ensure };
}
