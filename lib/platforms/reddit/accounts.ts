import type { AdAccount, Named } from "../../domain/connection";
import type { RequestJson } from "../../http/request-json";
import type { AccountDirectory, ObservedFunding } from "../types";
import { createRedditDirectoryClient } from "./client";
import type { RedditAdAccount, RedditFundingInstrument } from "./schemas";

type Page<Item> = { data: Item[]; pagination?: { next_url?: string | null } | null };

/** Where the person who signed in may work. Source: Reddit Ads API v3, businesses, ad accounts, profiles, pixels. */
export function discoverAccounts(request: RequestJson): AccountDirectory {
  const client = createRedditDirectoryClient(request);

  return {
    async listAdAccounts() {
      const businesses = await readAll((next) => client.listBusinesses(next));
      // An account shared between two businesses of one person is listed by both.
      const accounts = new Map<string, AdAccount>();
      for (const business of businesses) {
        const found = await readAll((next) => client.queryAdAccounts(business.id, next));
        for (const account of found) accounts.set(account.id, toAdAccount(account, business.name ?? null));
      }
      return [...accounts.values()];
    },

    async readOptions(adAccountId) {
      const [profiles, pixels, funding] = await Promise.all([
        readAll((next) => client.listProfiles(adAccountId, next)),
        readAll((next) => client.listPixels(adAccountId, next)),
        readAll((next) => client.listFunding(adAccountId, next)),
      ]);
      return {
        profiles: profiles.map(toNamed),
        pixels: pixels.map(toNamed),
        fundingInstruments: funding.map(toObservedFunding),
      };
    },
  };
}

async function readAll<Item>(readPage: (nextUrl: string | null) => Promise<Page<Item>>): Promise<Item[]> {
  const found: Item[] = [];
  let next: string | null = null;
  do {
    const page: Page<Item> = await readPage(next);
    found.push(...page.data);
    next = page.pagination?.next_url ?? null;
  } while (next);
  return found;
}

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
