import type { AdAccount, Named } from "../../domain/connection";
import type { RequestJson } from "../../http/request-json";
import { type PagedList, readAll } from "../pages";
import type { AccountDirectory, ObservedFunding } from "../types";
import { redditCapabilities } from "./capabilities";
import { createRedditDirectoryClient } from "./client";
import type { RedditAdAccount, RedditFundingInstrument } from "./schemas";

/** Where the person who signed in may work. Source: Reddit Ads API v3, businesses, ad accounts, profiles, pixels. */
export function discoverAccounts(request: RequestJson): AccountDirectory {
  const client = createRedditDirectoryClient(request);

  return {
    async listAdAccounts() {
      const businesses = await readAll(redditList("businesses", client.listBusinesses));
      // An account shared between two businesses of one person is listed by both.
      const accounts = new Map<string, AdAccount>();
      for (const business of businesses) {
        const found = await readAll(redditList("ad accounts", (next) => client.queryAdAccounts(business.id, next)));
        for (const account of found) accounts.set(account.id, toAdAccount(account, business.name ?? null));
      }
      return [...accounts.values()];
    },

    async readOptions(adAccountId) {
      const [profiles, pixels, funding] = await Promise.all([
        readAll(redditList("profiles", (next) => client.listProfiles(adAccountId, next))),
        readAll(redditList("pixels", (next) => client.listPixels(adAccountId, next))),
        readAll(redditList("funding instruments", (next) => client.listFunding(adAccountId, next))),
      ]);
      return {
        profiles: profiles.map(toNamed),
        pixels: pixels.map(toNamed),
        fundingInstruments: funding.map(toObservedFunding),
      };
    },
  };
}

type WirePage<Item> = { data: Item[]; pagination?: { next_url?: string | null } | null };

/** One of Reddit's lists, each page of which names the address of the next. */
export const redditList = <Item>(
  of: string,
  read: (nextUrl: string | null) => Promise<WirePage<Item>>,
): PagedList<Item> => ({
  platformName: redditCapabilities.displayName,
  of,
  read: async (nextUrl) => {
    const page = await read(nextUrl);
    return { items: page.data, next: page.pagination?.next_url ?? null };
  },
});

const toNamed = ({ id, name }: { id: string; name?: string | null }): Named => ({ platformId: id, name: name || id });

/** Approvals with which nothing is delivered. The others are stages on the way, or fine. */
const CLOSED = new Set(["BANNED", "SUSPENDED"]);

function toAdAccount(account: RedditAdAccount, businessName: string | null): AdAccount {
  const approval = account.admin_approval ?? "";
  const why = account.suspension_reason ? `: ${account.suspension_reason}` : "";
  return {
    ...toNamed(account),
    currency: account.currency,
    timeZone: account.time_zone_id ?? null,
    businessName,
    problem: CLOSED.has(approval) ? `${approval.toLowerCase()}${why}` : null,
  };
}

export const toObservedFunding = (item: RedditFundingInstrument): ObservedFunding => ({
  ...toNamed(item),
  currency: item.currency,
  isServable: item.is_servable,
  reasons: item.reasons_not_servable ?? [],
});
