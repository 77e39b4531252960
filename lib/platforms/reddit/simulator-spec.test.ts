import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ContractCheck } from "../contract-check";
import { demoAccount } from "./fixtures";
import { redditContract } from "./simulator-contract";
import { createRedditHost, driveReddit } from "./simulator-driver";
import { loadDescription, RedditSpec } from "./simulator-spec";

const spec = new RedditSpec(loadDescription());
const check = new ContractCheck(redditContract());
const account = demoAccount(1);

const ODD_VALUES = [
  null,
  "",
  "x",
  "PAUSED",
  0,
  -1,
  1.5,
  10,
  true,
  [],
  ["x"],
  {},
  "2026-01-01T00:00:00Z",
  "x".repeat(600),
];

type Path = (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function withChange(value: unknown, [key, ...rest]: Path, change: unknown): unknown {
  if (key === undefined) return change;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...(value as object) };
  const inner = Reflect.get(copy, key);
  if (rest.length === 0 && change === undefined) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, withChange(inner, rest, change));
  return Array.isArray(copy) ? copy.filter((item) => item !== undefined) : copy;
}

describe("the simulator's own schema check", () => {
  it("agrees with the validator of the contract check on bodies with one thing changed", async () => {
    const driver = await driveReddit(createRedditHost());
    const samples: [string, string, unknown][] = [
      [
        "POST",
        `/ad_accounts/${account.adAccountId}/campaigns`,
        driver.campaign({ schedule: [{ start_day: 1, end_day: 2 }] }),
      ],
      ["PATCH", "/campaigns/1", { name: "Renamed", goal_value: 5 }],
      [
        "POST",
        `/ad_accounts/${account.adAccountId}/ad_groups`,
        driver.adGroup("1", {
          targeting: { devices: [{ type: "MOBILE", os: "IOS" }], locations: ["FEED"], gender: null },
        }),
      ],
      [
        "POST",
        `/ad_accounts/${account.adAccountId}/ads`,
        driver.ad("1", "t3_x", { click_url_query_parameters: [{ name: "a", value: "b" }] }),
      ],
      ["POST", `/profiles/${account.profileId}/structured_posts/jobs`, driver.imagePost()],
      [
        "POST",
        `/profiles/${account.profileId}/posts`,
        { type: "IMAGE", headline: "Hi", content: [{ media_url: "https://example.com/a.png" }] },
      ],
      [
        "POST",
        `/ad_accounts/${account.adAccountId}/history`,
        { change_types: ["BID"], start_time: "2026-01-01T00:00:00Z" },
      ],
    ];
    const change = fc.record({
      sample: fc.constantFrom(...samples),
      place: fc.nat(),
      value: fc.constantFrom(...ODD_VALUES, undefined),
      extra: fc.boolean(),
    });
    fc.assert(
      fc.property(change, ({ sample: [method, path, data], place, value, extra }) => {
        const places = pathsOf({ data });
        const at = places[place % places.length] ?? [];
        const body = withChange({ data }, extra ? [...at.slice(0, -1), "something_else"] : at, value);
        fc.pre(body !== undefined);
        const operation = spec.find(method, path)?.operation;
        if (!operation) throw new Error(`No operation ${method} ${path}`);
        const ours = spec.checkBody(operation, body);
        const theirs = check
          .check({
            platform: "reddit",
            at: "",
            method,
            path: `/api/v3${path}`,
            query: "",
            requestBody: JSON.stringify(body),
            status: 201,
            contentType: "",
            responseBody: "",
          })
          .violations.filter((violation) => violation.startsWith("request"));
        expect([ours.length > 0, ours, theirs]).toEqual([theirs.length > 0, ours, theirs]);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the description", () => {
  it("finds a call by its fixed parts before its parameters, and nothing for a path of another length", () => {
    expect(spec.find("GET", "/structured_posts/jobs/7")?.operation.key).toBe(
      "GET /structured_posts/jobs/{post_creation_job_id}",
    );
    expect(spec.find("GET", "/structured_posts/t3_x")?.ids).toEqual(["t3_x"]);
    expect(spec.find("GET", "/campaigns/")).toBeNull();
    expect(spec.find("GET", "/campaigns/1/ads")).toBeNull();
  });

  it("carries the quotas Reddit publishes", () => {
    expect(spec.quotas).toMatchObject({
      "ads-campaign-management-read": { limit: 400, windowSeconds: 60 },
      "ads-campaign-management-write": { limit: 200, windowSeconds: 60 },
      "ads-creative-management": { limit: 200, windowSeconds: 60 },
      "ads-business-manager": { limit: 100, windowSeconds: 60 },
      "ads-funding-instruments": { limit: 30, windowSeconds: 60 },
      "ads-conversion-signals": { limit: 30, windowSeconds: 60 },
      "ads-targeting-taxonomy": { limit: 100, windowSeconds: 60 },
      "ads-forecasting": { limit: 30, windowSeconds: 60 },
      "ads-reporting": { limit: 60, windowSeconds: 60 },
    });
  });
});
