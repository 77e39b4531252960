import { createHash } from "node:crypto";
import type { Collection } from "../simulators/state-store";
import type { PlatformTools } from "../simulators/types";
import { type DemoAccount, demoAccount, demoNumberOf } from "./fixtures";
import type {
  AccessTokenRow,
  AdAccountRow,
  AdGroupRow,
  AdRow,
  BusinessRow,
  CampaignRow,
  CodeRow,
  FundingRow,
  HistoryRow,
  JobRow,
  MemberRow,
  PixelRow,
  PostRow,
  ProfileRow,
  RefreshTokenRow,
} from "./simulator-records";
import { defaultSwitches, type RedditSwitches } from "./simulator-switches";

/** Campaign, ad group and ad ids are decimal texts beyond 2^53, as on Reddit. */
const FIRST_ID = 1_912_345_678_900_000_000n;

/** Everything the Reddit simulator knows, with the few look-ups every part of it needs. */
export class RedditWorld {
  readonly now: () => number;
  readonly switches: RedditSwitches = defaultSwitches();
  readonly members: Collection<MemberRow>;
  readonly businesses: Collection<BusinessRow>;
  readonly adAccounts: Collection<AdAccountRow>;
  readonly profiles: Collection<ProfileRow>;
  readonly pixels: Collection<PixelRow>;
  readonly funding: Collection<FundingRow>;
  readonly campaigns: Collection<CampaignRow>;
  readonly adGroups: Collection<AdGroupRow>;
  readonly ads: Collection<AdRow>;
  readonly posts: Collection<PostRow>;
  readonly jobs: Collection<JobRow>;
  readonly history: Collection<HistoryRow>;
  readonly refreshTokens: Collection<RefreshTokenRow>;
  readonly accessTokens: Collection<AccessTokenRow>;
  readonly codes: Collection<CodeRow>;
  /** Demo refresh tokens that were in use once: revoked or replaced, they do not come back to life. */
  readonly spentDemoTokens: Collection<boolean>;
  private readonly counters: Collection<string>;
  private readonly seed: number;
  /** Ad group ids by campaign. */
  private readonly adGroupIds = new Map<string, string[]>();

  constructor({ now, store, seed }: PlatformTools) {
    this.now = now;
    this.seed = seed;
    this.members = store.collection("members");
    this.businesses = store.collection("businesses");
    this.adAccounts = store.collection("ad-accounts");
    this.profiles = store.collection("profiles");
    this.pixels = store.collection("pixels");
    this.funding = store.collection("funding");
    this.campaigns = store.collection("campaigns");
    this.adGroups = store.collection("ad-groups");
    this.ads = store.collection("ads");
    this.posts = store.collection("posts");
    this.jobs = store.collection("jobs");
    this.history = store.collection("history");
    this.refreshTokens = store.collection("refresh-tokens");
    this.accessTokens = store.collection("access-tokens");
    this.codes = store.collection("codes");
    this.spentDemoTokens = store.collection("spent-demo-tokens");
    this.counters = store.collection("counters");
  }

  /** The next id of a campaign, ad group or ad: rising, with gaps. */
  nextId(): string {
    const last = BigInt(this.counters.get("id") ?? FIRST_ID.toString());
    const next = last + 1n + BigInt(`0x${this.digest(`gap ${last}`).slice(0, 5)}`);
    this.counters.put("id", next.toString());
    return next.toString();
  }

  /** A short text in base 36 that no other call gets and that sorts by age, such as the tail of a post id. */
  nextSlug(kind: string): string {
    return this.nextCount(kind).toString(36).padStart(6, "0");
  }

  nextCount(kind: string): number {
    const next = Number(this.counters.get(kind) ?? 0) + 1;
    this.counters.put(kind, String(next));
    return next;
  }

  /** A secret that cannot be guessed from the one before, yet follows from the seed. */
  nextSecret(kind: string): string {
    return this.digest(`${kind} ${this.nextCount(`secret ${kind}`)}`);
  }

  /** Reddit's form of an instant; whole seconds. */
  instant(ms: number): string {
    const text = new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
    return this.switches.timestampStyle === "offset" ? text.replace("Z", "+00:00") : text;
  }

  *adGroupsOf(campaignId: string): IterableIterator<AdGroupRow> {
    for (const id of this.adGroupIds.get(campaignId) ?? []) {
      const row = this.adGroups.get(id);
      if (row) yield row;
    }
  }

  linkAdGroup({ id, fields }: AdGroupRow): void {
    const siblings = this.adGroupIds.get(fields.campaign_id);
    if (siblings) siblings.push(id);
    else this.adGroupIds.set(fields.campaign_id, [id]);
  }

  /** Rebuilds what is derived from the records, after they were read from disk or emptied. */
  relink(): void {
    this.adGroupIds.clear();
    for (const row of this.adGroups.values()) this.linkAdGroup(row);
  }

  /** Makes the person, business and accounts behind a demo refresh token when they are not there yet. */
  ensureDemoAccount(number: number): DemoAccount {
    const demo = demoAccount(number);
    const { memberId, businessId } = demo;
    if (this.members.get(memberId)) return demo;
    const createdMs = this.now();
    this.members.put(memberId, { id: memberId, username: demo.username, businessId });
    this.members.put(`${memberId}desk`, { id: `${memberId}desk`, username: `${demo.username}_desk`, businessId });
    this.businesses.put(businessId, { id: businessId, name: demo.businessName, creatorId: memberId, createdMs });
    const accounts = [
      { id: demo.adAccountId, name: demo.adAccountName, pixelId: demo.pixelId },
      { id: demo.secondAdAccountId, name: `${demo.adAccountName} (second)`, pixelId: demo.secondPixelId },
    ];
    for (const { id, name, pixelId } of accounts) {
      this.adAccounts.put(id, { id, name, businessId, currency: demo.currency, memberId, createdMs });
      this.pixels.put(pixelId, {
        id: pixelId,
        name: `${name} pixel`,
        businessId,
        adAccountId: id,
        memberId,
        createdMs,
      });
    }
    this.profiles.put(demo.profileId, { id: demo.profileId, name: demo.username, businessId, createdMs });
    const billing = {
      businessId,
      currency: demo.currency,
      creditLimit: 1_000_000_000_000,
      billableAmount: 596_086_656,
    };
    this.funding.put(demo.fundingId, {
      ...billing,
      id: demo.fundingId,
      name: "Credit line",
      type: "CREDIT_LINE",
      isServable: true,
      reasons: [],
    });
    this.funding.put(demo.unservableFundingId, {
      ...billing,
      id: demo.unservableFundingId,
      name: "Visa ending 0002",
      type: "CREDIT_CARD",
      isServable: false,
      reasons: ["CREDIT_CARD_NOT_APPROVED"],
    });
    return demo;
  }

  /** The member who holds a demo refresh token, made on first use; null for any other token. */
  memberOfDemoToken(refreshToken: string): string | null {
    const number = demoNumberOf(refreshToken);
    return number === null ? null : this.ensureDemoAccount(number).memberId;
  }

  /** Whoever works in the platform's own pages for that business; history names them. */
  deskMemberOf(adAccountId: string): string {
    return `${this.adAccounts.get(adAccountId)?.memberId ?? "t2_unknown"}desk`;
  }

  businessOf(memberId: string): string {
    return this.members.get(memberId)?.businessId ?? "";
  }

  private digest(text: string): string {
    return createHash("sha256").update(`${this.seed} ${text}`).digest("hex");
  }
}
