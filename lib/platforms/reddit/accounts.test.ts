import { expect, it } from "vitest";
import { systemClock } from "../../clock";
import { createRequestJson, type PlatformRequest, type RequestJson } from "../../http/request-json";
import { discoverAccounts } from "./accounts";
import { redditDialect } from "./client";
import { demoAccount } from "./fixtures";
import { createRedditHost, driveReddit } from "./simulator-driver";

type Asked = Pick<PlatformRequest<unknown>, "method" | "path" | "body">;

/** Answers by path, and notes what was asked. */
function scripted(answers: Record<string, unknown>) {
  const asked: Asked[] = [];
  const request: RequestJson = ({ method = "GET", path, body, schema }) => {
    asked.push({ method, path, body });
    return Promise.resolve(schema.parse(answers[path]));
  };
  return { asked, directory: discoverAccounts(request) };
}

const account = (id: string, change = {}) => ({ id, name: `Account ${id}`, currency: "EUR", ...change });
const pageOf = (data: unknown[], nextUrl: string | null = null) => ({ data, pagination: { next_url: nextUrl } });

it("follows every page, with the question on each, and names an account once", async () => {
  const next = "https://ads-api.reddit.com/api/v3/businesses/b1/ad_accounts/query?page.token=2";
  const { asked, directory } = scripted({
    "/me/businesses": pageOf([{ id: "b1", name: "One" }, { id: "b2" }]),
    "/businesses/b1/ad_accounts/query": pageOf([account("a2_1")], next),
    [next]: pageOf([account("a2_2", { admin_approval: "SUSPENDED", suspension_reason: "billing" })]),
    "/businesses/b2/ad_accounts/query": pageOf([account("a2_1"), account("a2_3", { name: null, time_zone_id: "UTC" })]),
  });
  const found = await directory.listAdAccounts();
  expect(found.map(({ platformId, name, problem }) => [platformId, name, problem])).toEqual([
    ["a2_1", "Account a2_1", null],
    ["a2_2", "Account a2_2", "suspended: billing"],
    ["a2_3", "a2_3", null],
  ]);
  expect(found[2]).toMatchObject({ currency: "EUR", timeZone: "UTC", businessName: null });
  const queries = asked.filter(({ path }) => path.includes("ad_accounts/query"));
  expect(queries.map(({ method, body }) => [method, body])).toEqual(Array(3).fill(["POST", { data: {} }]));
});

it("gives up a list that leads back to itself", async () => {
  const again = "https://ads-api.reddit.com/api/v3/me/businesses?page.token=1";
  const { asked, directory } = scripted({
    "/me/businesses": pageOf([{ id: "b1", name: "One" }], again),
    [again]: pageOf([{ id: "b1", name: "One" }], again),
  });
  await expect(directory.listAdAccounts()).rejects.toMatchObject({ code: "contract_violation" });
  expect(asked.length).toBeLessThan(10);
});

it("does not take an answer without its data for an empty one", async () => {
  const { directory } = scripted({ "/me/businesses": { pagination: {} } });
  await expect(directory.listAdAccounts()).rejects.toThrow();
});

it("finds a person's accounts and what belongs to each at the simulated Reddit", async () => {
  const host = createRedditHost();
  const driver = await driveReddit(host);
  const demo = demoAccount(1);
  const directory = discoverAccounts(
    createRequestJson({
      baseUrl: "http://reddit.test/reddit/api/v3",
      userAgent: "node:lockstep:0.1.0 (by /u/lockstep)",
      fetch: host.fetch as typeof fetch,
      tokens: {
        current: () => Promise.resolve(driver.token()),
        refresh: () => Promise.reject(new Error("the token is fresh")),
        giveUp: () => Promise.resolve(),
      },
      pacer: {
        acquire: () => Promise.resolve(),
        learn: () => undefined,
        block: () => undefined,
        flush: () => Promise.resolve(),
      },
      breaker: null,
      clock: systemClock,
      dialect: redditDialect,
      recordCall: () => undefined,
    }),
  );
  expect((await directory.listAdAccounts()).map(({ platformId }) => platformId)).toEqual([
    demo.adAccountId,
    demo.secondAdAccountId,
  ]);
  expect(await directory.readOptions(demo.secondAdAccountId)).toEqual({
    profiles: [{ platformId: demo.profileId, name: demo.username }],
    pixels: [{ platformId: demo.secondPixelId, name: `${demo.adAccountName} (second) pixel` }],
    fundingInstruments: [
      { platformId: demo.fundingId, name: "Credit line", currency: "USD", isServable: true, reasons: [] },
      {
        platformId: demo.unservableFundingId,
        name: "Visa ending 0002",
        currency: "USD",
        isServable: false,
        reasons: ["CREDIT_CARD_NOT_APPROVED"],
      },
    ],
  });
});
