import { createRandom } from "../simulators/random";
import { type BulkOrder, ControlError, type ControlRecord, type PlatformControl } from "../simulators/types";
import { DEMO_COMMUNITIES } from "./fixtures";
import { invalid, Refusal } from "./simulator-answers";
import type { RedditOperations } from "./simulator-operations";
import type { RedditSpec } from "./simulator-spec";
import type { RedditWorld } from "./simulator-world";

const KINDS = ["campaign", "ad-group", "ad", "post", "job"];
const DAY_MS = 24 * 60 * 60 * 1000;

/** What a person in Ads Manager, or a harness, may do to the simulated Reddit. Records are in Reddit's own words. */
export function createRedditControl(
  world: RedditWorld,
  spec: RedditSpec,
  { entities, posts, views }: RedditOperations,
): PlatformControl {
  return {
    kinds: KINDS,
    switches: world.switches,

    list(kind, filter) {
      const account = filter.get("ad_account_id");
      const inAccount = <Row extends { adAccountId: string }>(rows: Iterable<Row>) =>
        [...rows].filter((row) => !account || row.adAccountId === account);
      switch (kind) {
        case "campaign":
          return inAccount(world.campaigns.values()).map((row) => views.campaign(row));
        case "ad-group":
          return inAccount(world.adGroups.values()).map((row) => views.adGroup(row));
        case "ad":
          return inAccount(world.ads.values()).map((row) => views.ad(row));
        case "post":
          return [...world.posts.values()]
            .filter((row) => row.createdMs <= world.now())
            .map((row) => posts.viewStructured(row));
        case "job":
          return [...world.jobs.values()].map((row) => posts.viewJob(row));
        default:
          throw unknownKind(kind);
      }
    },

    patch: (kind, id, changes) => reasonsToControl(() => patch(kind, id, changes)),
    bulk: (order) => reasonsToControl(() => bulk(order)),
  };

  /** Acts as the business's other member, in the platform's own pages: account history names that person. */
  function patch(kind: string, id: string, changes: ControlRecord): ControlRecord {
    switch (kind) {
      case "campaign": {
        const row = world.campaigns.get(id) ?? absent(kind, id);
        checkShape(`/campaigns/${id}`, changes);
        return views.campaign(entities.updateCampaign(id, changes, desk(row.adAccountId)));
      }
      case "ad-group": {
        const row = world.adGroups.get(id) ?? absent(kind, id);
        checkShape(`/ad_groups/${id}`, changes);
        return views.adGroup(entities.updateAdGroup(id, changes, desk(row.adAccountId)));
      }
      case "ad": {
        const row = world.ads.get(id) ?? absent(kind, id);
        checkShape(`/ads/${id}`, changes);
        const { rejection_reason: reason, ...fields } = changes;
        const rejected = reason === undefined ? undefined : reason === null ? null : String(reason);
        return views.ad(entities.updateAd(id, fields, desk(row.adAccountId), rejected));
      }
      case "post": {
        const row = world.posts.get(id) ?? absent(kind, id);
        return posts.viewStructured(posts.setComments(row, changes.allow_comments === true));
      }
      case "job": {
        const job = world.jobs.get(id) ?? absent(kind, id);
        if (changes.status !== "SERVER_ERROR")
          throw new ControlError(400, "A job can only be made to fail: status SERVER_ERROR.");
        if (job.outcome.postId) world.posts.delete(job.outcome.postId);
        const outcome = { status: "SERVER_ERROR" as const, postId: null, errorMessage: "Internal error" };
        world.jobs.put(id, { ...job, outcome });
        return posts.viewJob({ ...job, outcome });
      }
      default:
        throw unknownKind(kind);
    }
  }

  function checkShape(path: string, changes: ControlRecord): void {
    const match = spec.find("PATCH", path);
    const problems = match ? spec.checkBody(match.operation, { data: changes }) : [];
    if (problems.length > 0) throw invalid(problems);
  }

  /** Paused records, spread over the parents already there; a parent is made when there is none. */
  function bulk({ kind, count, seed, options }: BulkOrder): { created: number; ids: string[] } {
    const account =
      typeof options.adAccountId === "string" ? options.adAccountId : world.ensureDemoAccount(1).adAccountId;
    const owner = world.adAccounts.get(account);
    if (!owner) throw new ControlError(404, `No ad account ${account}.`);
    const random = createRandom(seed);
    const author = { memberId: owner.memberId };
    const profile = [...world.profiles.values()].find((row) => row.businessId === owner.businessId);
    const funding = [...world.funding.values()].find((row) => row.businessId === owner.businessId && row.isServable);
    const pixel = [...world.pixels.values()].find((row) => row.adAccountId === account);

    const addCampaign = (index: number) =>
      entities.createCampaign(
        account,
        {
          name: `Bulk campaign ${seed}-${index}`,
          objective: "CLICKS",
          configured_status: "PAUSED",
          funding_instrument_id: funding?.id ?? null,
          is_campaign_budget_optimization: true,
          goal_type: "DAILY_SPEND",
          goal_value: 5_000_000 + Math.floor(random() * 95) * 1_000_000,
          bid_strategy: "MAXIMIZE_VOLUME",
          bid_type: "CPC",
          start_time: new Date(world.now() + DAY_MS).toISOString(),
          conversion_pixel_id: pixel?.id,
        },
        author,
      ).id;
    const addAdGroup = (index: number, campaignId: string) =>
      entities.createAdGroup(
        account,
        {
          campaign_id: campaignId,
          name: `Bulk ad group ${seed}-${index}`,
          configured_status: "PAUSED",
          bid_strategy: null,
          bid_type: null,
          conversion_pixel_id: pixel?.id,
          targeting: { communities: [DEMO_COMMUNITIES[Math.floor(random() * DEMO_COMMUNITIES.length)] ?? "aww"] },
        },
        author,
      ).id;
    const addPost = (index: number) =>
      posts.createLegacy(profile?.id ?? "", { type: "TEXT", headline: `Bulk post ${seed}-${index}`, body: "Text" }).id;

    const parents = <Row extends { id: string; adAccountId: string }>(rows: Iterable<Row>) =>
      [...rows].filter((row) => row.adAccountId === account).map(({ id }) => id);
    const pick = (ids: string[], index: number) => ids[index % ids.length] ?? "";
    let add: (index: number) => string;
    switch (kind) {
      case "campaign":
        add = addCampaign;
        break;
      case "ad-group": {
        const campaigns = parents(world.campaigns.values());
        if (campaigns.length === 0) campaigns.push(addCampaign(0));
        add = (index) => addAdGroup(index, pick(campaigns, index));
        break;
      }
      case "ad": {
        const adGroups = parents(world.adGroups.values());
        if (adGroups.length === 0) adGroups.push(addAdGroup(0, parents(world.campaigns.values())[0] ?? addCampaign(0)));
        const post = addPost(0);
        add = (index) =>
          entities.createAd(
            account,
            {
              ad_group_id: pick(adGroups, index),
              name: `Bulk ad ${seed}-${index}`,
              configured_status: "PAUSED",
              post_id: post,
              click_url: "https://example.com/",
            },
            author,
          ).id;
        break;
      }
      case "post":
        add = addPost;
        break;
      default:
        throw unknownKind(kind);
    }
    const ids = Array.from({ length: count }, (_, index) => add(index));
    return { created: ids.length, ids };
  }

  function desk(adAccountId: string) {
    return { memberId: world.deskMemberOf(adAccountId) };
  }
}

/** Ads Manager refuses by the same rules as the API. */
function reasonsToControl<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const reasons = error.fields.map(({ path, message }) => `${path}: ${message}`).join("; ");
    throw new ControlError(error.status, reasons || error.message);
  }
}

function unknownKind(kind: string): ControlError {
  return new ControlError(404, `Reddit has no ${kind}; there are ${KINDS.join(", ")}.`);
}

function absent(kind: string, id: string): never {
  throw new ControlError(404, `No ${kind} ${id}.`);
}
