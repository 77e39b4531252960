import { isRecord } from "../simulators/json-schema";
import type { AnswerOptions, SimulatedAnswer, SimulatedRequest } from "../simulators/types";
import { notFound, ok, Refusal } from "./simulator-answers";
import {
  COMMUNITIES,
  findGeolocations,
  INTERESTS,
  isBrandSafe,
  LANGUAGES,
  suggestBids,
  TIME_ZONES,
} from "./simulator-catalog";
import { type Author, RedditEntities } from "./simulator-entities";
import { listHistory } from "./simulator-history";
import { page } from "./simulator-paging";
import { RedditPosts } from "./simulator-posts";
import type { AdAccountRow, PostRow } from "./simulator-records";
import { answerReport } from "./simulator-reports";
import type { RedditSpec, SpecOperation } from "./simulator-spec";
import { RedditViews } from "./simulator-views";
import type { RedditWorld } from "./simulator-world";

/** One call that passed authentication, quota and schema. */
export type Call = {
  request: SimulatedRequest;
  operation: SpecOperation;
  ids: string[];
  memberId: string;
  /** The `data` of the body. */
  data: Record<string, unknown>;
  options: AnswerOptions;
};

type Handler = (call: Call) => SimulatedAnswer;

type Owned = { id: string; adAccountId: string; fields: { configured_status: string } };

/** What each operation of the description does. Throws `Refusal`. */
export class RedditOperations {
  readonly entities: RedditEntities;
  readonly posts: RedditPosts;
  readonly views: RedditViews;
  private readonly handlers: Readonly<Record<string, Handler>>;

  constructor(
    private readonly world: RedditWorld,
    private readonly spec: RedditSpec,
  ) {
    this.entities = new RedditEntities(world);
    this.posts = new RedditPosts(world);
    this.views = new RedditViews(world);
    this.handlers = { ...this.discovery(), ...this.campaignManagement(), ...this.creatives(), ...this.targeting() };
  }

  run(call: Call): SimulatedAnswer {
    const handler = this.handlers[call.operation.key];
    if (!handler) throw notFound("Resource");
    return handler(call);
  }

  private discovery(): Record<string, Handler> {
    const { world, views } = this;
    return {
      "GET /me": ({ memberId }) => {
        const member = world.members.get(memberId);
        const name = member?.username ?? "";
        return ok({
          type: "MEMBER",
          id: memberId.slice(3),
          reddit_user_id: memberId,
          reddit_username: name,
          email: `${name}@example.com`,
          firstname: null,
          lastname: null,
          phone: null,
        });
      },
      "GET /me/businesses": (call) => {
        const account = call.request.query.get("ad_account_id");
        const id = world.businessOf(call.memberId);
        const fits = !account || world.adAccounts.get(account)?.businessId === id;
        return this.list(call, fits ? [id] : [], (businessId) => views.business(businessId));
      },
      "GET /businesses/{business_id}": (call) => ok(views.business(this.business(call))),
      "GET /businesses/{business_id}/ad_accounts": (call) => {
        const wanted = listed(call.request.query.get("ids"));
        const ids = this.accountsOf(this.business(call)).map(({ id }) => id);
        const shown = ids.filter((id) => wanted.length === 0 || wanted.includes(id));
        return this.list(call, shown, (id) => views.adAccount(id));
      },
      "POST /businesses/{business_id}/ad_accounts/query": (call) => {
        const accounts = this.accountsOf(this.business(call)).filter((row) => passes(row, call.data.filter));
        return this.list(
          call,
          accounts.map(({ id }) => id),
          (id) => views.adAccount(id),
        );
      },
      "POST /businesses/{business_id}/funding_instruments/query": (call) => {
        const wanted = Array.isArray(call.data.funding_instrument_ids)
          ? call.data.funding_instrument_ids.map(String)
          : [];
        return this.listFunding(call, this.business(call), wanted, call.data.mode === "ALL" ? "ALL" : "ACTIVE");
      },
      "GET /businesses/{business_id}/pixels": (call) => {
        const business = this.business(call);
        const ids = [...world.pixels.values()].filter((row) => row.businessId === business).map(({ id }) => id);
        return this.list(call, ids, (id) => views.pixel(id));
      },
      "GET /businesses/{business_id}/profiles": (call) => this.listProfiles(call, this.business(call)),
      "GET /ad_accounts/{ad_account_id}": (call) => ok(views.adAccount(this.account(call).id)),
      "GET /ad_accounts/{ad_account_id}/funding_instruments": (call) => {
        const { query } = call.request;
        const wanted = listed(query.get("funding_instrument_ids"));
        return this.listFunding(call, this.account(call).businessId, wanted, query.get("mode") ?? "SELECTABLE");
      },
      "GET /ad_accounts/{ad_account_id}/pixels": (call) => {
        const account = this.account(call).id;
        const ids = [...world.pixels.values()].filter((row) => row.adAccountId === account).map(({ id }) => id);
        return this.list(call, ids, (id) => views.pixel(id));
      },
      "GET /ad_accounts/{ad_account_id}/profiles": (call) => this.listProfiles(call, this.account(call).businessId),
      "GET /profiles/{profile_id}": (call) => ok(views.profile(this.profile(call))),
      "POST /ad_accounts/{ad_account_id}/history": (call) =>
        listHistory(world, call.request, {
          adAccountId: this.account(call).id,
          query: call.data,
          size: this.sizeOf(call),
        }),
      "POST /ad_accounts/{ad_account_id}/reports": (call) => answerReport(world, this.account(call).id, call),
      "GET /time_zones": (call) =>
        this.list(
          call,
          TIME_ZONES,
          (zone) => zone,
          ({ id }) => id,
        ),
    };
  }

  private campaignManagement(): Record<string, Handler> {
    const { world, views, entities } = this;
    return {
      "GET /ad_accounts/{ad_account_id}/campaigns": (call) => {
        const ids = listed(call.request.query.get("id"));
        const rows = this.ownRows(world.campaigns.values(this.listAsOf(call)), call).filter((row) =>
          isAmong(row.id, ids),
        );
        return this.list(
          call,
          rows,
          (row) => views.campaign(row),
          ({ id }) => id,
        );
      },
      "POST /ad_accounts/{ad_account_id}/campaigns": (call) =>
        ok(views.campaign(entities.createCampaign(this.account(call).id, call.data, author(call))), 201),
      "GET /campaigns/{campaign_id}": (call) => ok(views.campaign(this.readable(world.campaigns, call, "Campaign"))),
      "PATCH /campaigns/{campaign_id}": (call) => {
        const { id } = this.readable(world.campaigns, writing(call), "Campaign");
        return ok(views.campaign(entities.updateCampaign(id, call.data, author(call))));
      },
      "GET /ad_accounts/{ad_account_id}/ad_groups": (call) => {
        const { query } = call.request;
        const [ids, campaignId] = [listed(query.get("id")), query.get("campaign_id")];
        const rows = this.ownRows(world.adGroups.values(this.listAsOf(call)), call).filter(
          (row) => isAmong(row.id, ids) && (!campaignId || row.fields.campaign_id === campaignId),
        );
        return this.list(
          call,
          rows,
          (row) => views.adGroup(row),
          ({ id }) => id,
        );
      },
      "POST /ad_accounts/{ad_account_id}/ad_groups": (call) =>
        ok(views.adGroup(entities.createAdGroup(this.account(call).id, call.data, author(call))), 201),
      "GET /ad_groups/{ad_group_id}": (call) => ok(views.adGroup(this.readable(world.adGroups, call, "Ad group"))),
      "PATCH /ad_groups/{ad_group_id}": (call) => {
        const { id } = this.readable(world.adGroups, writing(call), "Ad group");
        return ok(views.adGroup(entities.updateAdGroup(id, call.data, author(call))));
      },
      "GET /ad_accounts/{ad_account_id}/ads": (call) => this.listAds(call),
      "POST /ad_accounts/{ad_account_id}/ads": (call) =>
        ok(views.ad(entities.createAd(this.account(call).id, call.data, author(call))), 201),
      "GET /ads/{ad_id}": (call) => ok(views.ad(this.readable(world.ads, call, "Ad"))),
      "PATCH /ads/{ad_id}": (call) => {
        const { id } = this.readable(world.ads, writing(call), "Ad");
        return ok(views.ad(entities.updateAd(id, call.data, author(call))));
      },
    };
  }

  private creatives(): Record<string, Handler> {
    const { world, posts } = this;
    const structured = (row: PostRow) => posts.viewStructured(row);
    const legacy = (row: PostRow) => posts.viewLegacy(row);
    const list = (call: Call, view: (row: PostRow) => unknown) => {
      const { query } = call.request;
      const filter = { type: query.get("type"), ids: listed(query.get("id")), asOf: this.listAsOf(call) };
      // Everything posted through the API is for promotion.
      const rows = query.get("source") === "ORGANIC" ? [] : posts.listOf(this.profile(call), filter);
      return this.list(call, rows, view, ({ id }) => id);
    };
    const patch = (call: Call) => posts.setComments(this.post(call), call.data.allow_comments === true);
    return {
      "GET /profiles/{profile_id}/posts": (call) => list(call, legacy),
      "POST /profiles/{profile_id}/posts": (call) =>
        ok(legacy(posts.createLegacy(this.profile(call), call.data, call.options.alter)), 201),
      "GET /profiles/{profile_id}/structured_posts": (call) => list(call, structured),
      "POST /profiles/{profile_id}/structured_posts/jobs": (call) => {
        const {
          post_id: _postId,
          error_message: _message,
          ...job
        } = posts.viewJob(posts.startJob(this.profile(call), call.data, call.options.alter));
        return ok(job, 201);
      },
      "GET /structured_posts/jobs/{post_creation_job_id}": (call) => {
        const job = world.jobs.get(call.ids[0] ?? "");
        if (!job || world.profiles.get(job.profileId)?.businessId !== world.businessOf(call.memberId))
          throw notFound("Job");
        return ok(posts.viewJob(job, call.options.asOf));
      },
      "GET /structured_posts/{post_id}": (call) => ok(structured(this.post(call))),
      "PATCH /structured_posts/{post_id}": (call) => ok(structured(patch(call))),
      "GET /posts/{post_id}": (call) => ok(legacy(this.post(call))),
      "PATCH /posts/{post_id}": (call) => ok(legacy(patch(call))),
    };
  }

  private targeting(): Record<string, Handler> {
    const communities = (call: Call, fits: (name: string) => boolean) =>
      this.list(
        call,
        COMMUNITIES.filter(({ name }) => fits(name.toLowerCase())),
        (row) => row,
        ({ name }) => name,
      );
    return {
      "GET /targeting/communities": (call) => {
        const names = listed(call.request.query.get("names")?.toLowerCase() ?? null);
        return communities(call, (name) => names.length === 0 || names.includes(name));
      },
      "GET /targeting/communities/search": (call) => {
        const text = call.request.query.get("query")?.toLowerCase() ?? "";
        return communities(call, (name) => name.includes(text));
      },
      "GET /targeting/communities/suggestions": (call) => {
        const topics = listed(call.request.query.get("names")?.toLowerCase() ?? null);
        return communities(call, (name) => topics.some((topic) => name.includes(topic)));
      },
      "GET /targeting/geolocations": ({ request }) => ok(findGeolocations(request.query)),
      "GET /targeting/interests": () => ok(INTERESTS),
      "GET /targeting/languages": (call) =>
        this.list(
          call,
          LANGUAGES,
          (language) => language,
          ({ code }) => code,
        ),
      "POST /targeting/keyword_validations": ({ data }) => {
        const keywords = Array.isArray(data.keywords) ? data.keywords.map(String) : [];
        return ok(keywords.map((keyword) => ({ keyword, is_brand_safe: isBrandSafe(keyword) })));
      },
      "POST /forecasting/bid_suggestions": ({ data }) => ok(suggestBids(String(data.bid_type ?? "CPC"))),
    };
  }

  private listAds(call: Call): SimulatedAnswer {
    const { query } = call.request;
    const filters = ["id", "ad_group_id", "campaign_id", "configured_status", "effective_status"].map(
      (name) => [name, listed(query.get(name))] as const,
    );
    const rows = this.ownRows(this.world.ads.values(this.listAsOf(call)), call)
      .map((row) => this.views.ad(row))
      .filter((view) => filters.every(([name, wanted]) => isAmong(String(view[name]), wanted)));
    return this.list(
      call,
      rows,
      (view) => view,
      (view) => String(view.id),
    );
  }

  private listFunding(call: Call, business: string, wanted: readonly string[], mode: string): SimulatedAnswer {
    const search = call.request.query.get("search")?.toLowerCase() ?? "";
    const types = listed(call.request.query.get("types"));
    const rows = [...this.world.funding.values()].filter(
      (row) =>
        row.businessId === business &&
        isAmong(row.id, wanted) &&
        isAmong(row.type, types) &&
        // None of them has dates or was switched off, so only these two modes leave any out.
        !["INACTIVE", "UPCOMING"].includes(mode) &&
        `${row.id} ${row.name} ${row.type}`.toLowerCase().includes(search),
    );
    return this.list(
      call,
      rows,
      (row) => this.views.funding(row),
      ({ id }) => id,
    );
  }

  private listProfiles(call: Call, business: string): SimulatedAnswer {
    const ids = [...this.world.profiles.values()].filter((row) => row.businessId === business).map(({ id }) => id);
    return this.list(call, ids, (id) => this.views.profile(id));
  }

  private list<T>(
    call: Call,
    rows: readonly T[],
    view: (row: T) => unknown,
    keyOf: (row: T) => string = String,
  ): SimulatedAnswer {
    return page({ request: call.request, rows, keyOf, size: this.sizeOf(call), view });
  }

  private sizeOf({ operation, request }: Call): number {
    return this.spec.pageSize(operation, request.query);
  }

  private listAsOf({ options }: Call): number | undefined {
    if (options.asOf !== undefined) return options.asOf;
    const { listLagMs } = this.world.switches;
    return listLagMs > 0 ? this.world.now() - listLagMs : undefined;
  }

  /** Archived records are listed too, and deleted ones as long as they can be read. */
  private ownRows<Row extends Owned>(rows: Iterable<Row>, call: Call): Row[] {
    const { id } = this.account(call);
    const { deletedIsReadable } = this.world.switches;
    const found: Row[] = [];
    for (const row of rows) {
      if (row.adAccountId === id && (deletedIsReadable || row.fields.configured_status !== "DELETED")) found.push(row);
    }
    return found;
  }

  /** Somebody else's business is not there at all. */
  private business({ ids, memberId }: Call): string {
    const id = ids[0] ?? "";
    if (this.world.businessOf(memberId) !== id) throw notFound("Business");
    return id;
  }

  private account({ ids, memberId }: Call): AdAccountRow {
    const row = this.world.adAccounts.get(ids[0] ?? "");
    if (!row) throw notFound("Ad account");
    if (row.businessId !== this.world.businessOf(memberId))
      throw new Refusal(403, "Access not granted for this ad account.");
    return row;
  }

  private accountsOf(business: string): AdAccountRow[] {
    return [...this.world.adAccounts.values()].filter((row) => row.businessId === business);
  }

  private profile({ ids, memberId }: Call): string {
    const row = this.world.profiles.get(ids[0] ?? "");
    if (row?.businessId !== this.world.businessOf(memberId)) throw notFound("Profile");
    return row.id;
  }

  private post({ ids, memberId, options }: Call): PostRow {
    const row = this.posts.find(ids[0] ?? "", options.asOf);
    if (this.world.profiles.get(row.profileId)?.businessId !== this.world.businessOf(memberId)) throw notFound("Post");
    return row;
  }

  /** The record of this path as far as the caller may see it. */
  private readable<Row extends Owned>(
    rows: { get(id: string): Row | undefined; getAsOf(id: string, at: number): Row | undefined },
    { ids, memberId, options }: Pick<Call, "ids" | "memberId" | "options">,
    what: string,
  ): Row {
    const id = ids[0] ?? "";
    const row = options.asOf === undefined ? rows.get(id) : rows.getAsOf(id, options.asOf);
    const business = row && this.world.adAccounts.get(row.adAccountId)?.businessId;
    if (!row || business !== this.world.businessOf(memberId)) throw notFound(what);
    if (row.fields.configured_status === "DELETED" && !this.world.switches.deletedIsReadable) throw notFound(what);
    return row;
  }
}

function author({ memberId, options }: Call): Author {
  return { memberId, alter: options.alter };
}

/** Writes always meet the present. */
function writing(call: Call): Call {
  return { ...call, options: {} };
}

function listed(text: string | null): string[] {
  return text ? text.split(",").filter(Boolean) : [];
}

function isAmong(value: string, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.includes(value);
}

/** `id==a2_x` is exact, `name=@foo` contains; terms are joined by commas and all must hold. */
function passes(row: AdAccountRow, filter: unknown): boolean {
  if (typeof filter !== "string" || filter === "") return true;
  const fields: Record<string, string> = { id: row.id, name: row.name };
  return filter.split(",").every((term) => {
    const match = /^(\w+)(==|=@)(.*)$/.exec(term.trim());
    if (!match) return false;
    const [, name = "", operator, wanted = ""] = match;
    const value = fields[name] ?? "";
    return operator === "==" ? value === wanted : value.toLowerCase().includes(wanted.toLowerCase());
  });
}

export function dataOf(body: unknown): Record<string, unknown> {
  return isRecord(body) && isRecord(body.data) ? body.data : {};
}
