import type { SchemaProblem } from "../simulators/json-schema";
import type { QuotaVerdict } from "../simulators/quotas";
import type {
  Admission,
  CallClass,
  PlatformFactory,
  PlatformTools,
  SimulatedAnswer,
  SimulatedPlatform,
  SimulatedRequest,
} from "../simulators/types";
import { problem, Refusal } from "./simulator-answers";
import { createRedditControl } from "./simulator-control";
import { distortAnswer } from "./simulator-distortions";
import { OAUTH_PATHS, RedditOauth } from "./simulator-oauth";
import { dataOf, RedditOperations } from "./simulator-operations";
import { loadDescription, RedditSpec, type SpecOperation } from "./simulator-spec";
import { RedditWorld } from "./simulator-world";

const API_PREFIX = "/api/v3";
const NO_LIMIT = 10_000_000;
/** Agents that name a library instead of an app. */
const GENERIC_AGENT = /^(|node|undici|axios.*|got.*|python-.*|Python\/.*|Java.*|curl.*|Go-http-client.*|okhttp.*)$/i;

/** Reddit: OAuth under `/reddit/oauth/api/v1/…`, the Ads API under `/reddit/api/v3/…`. Facts: Reddit Ads API v3 (OpenAPI) and its additions. */
export function redditSimulator(): PlatformFactory {
  const spec = sharedSpec();
  return { name: "reddit", quotas: spec.quotas, create: (tools) => createReddit(tools, spec) };
}

let loaded: RedditSpec | undefined;

/** Read once: it holds no state, and tests make many simulators. */
function sharedSpec(): RedditSpec {
  loaded ??= new RedditSpec(loadDescription());
  return loaded;
}

/** Who called and what the call is, kept from the gate to the answer. */
type Entry = { operation: SpecOperation; ids: string[]; memberId: string };

function createReddit(tools: PlatformTools, spec: RedditSpec): SimulatedPlatform {
  const world = new RedditWorld(tools);
  const oauth = new RedditOauth(world);
  const operations = new RedditOperations(world, spec);
  const entries = new WeakMap<Admission, Entry>();
  const found = new WeakMap<SimulatedRequest, ReturnType<RedditSpec["find"]>>();

  function find(request: SimulatedRequest) {
    let match = found.get(request);
    if (match === undefined) {
      match = request.path.startsWith(`${API_PREFIX}/`)
        ? spec.find(request.method, request.path.slice(API_PREFIX.length))
        : null;
      found.set(request, match);
    }
    return match;
  }

  return {
    name: "reddit",
    control: createRedditControl(world, spec, operations),

    classify(request): CallClass {
      if (Object.values<string>(OAUTH_PATHS).includes(request.path)) return "token";
      const match = find(request);
      if (!match) return "other";
      const { key, method, template } = match.operation;
      if (/\/(history|query)$/.test(template)) return "list";
      if (method === "POST")
        return template.startsWith("/targeting") || /reports$|forecasting/.test(template) ? "other" : "create";
      if (method === "PATCH") return "update";
      return isListing(key) ? "list" : "read";
    },

    admit(request): Admission {
      if (world.switches.strictUserAgent && GENERIC_AGENT.test(request.headers.get("user-agent") ?? "")) {
        return { group: null, headers: {}, refusal: throttledAgent(request) };
      }
      if (!request.path.startsWith(`${API_PREFIX}/`)) return { group: null, headers: {} };
      if (/^\/api\/v2/.test(request.path)) return { group: null, headers: {}, refusal: problem(410, "Gone") };
      const bearer = oauth.bearer(request.headers);
      if (!bearer) return { group: null, headers: {}, refusal: problem(401, "Bad bearer token provided.") };
      const match = find(request);
      if (!match) return { group: null, headers: {}, refusal: problem(404, "Not found") };
      const { operation } = match;
      const verdict = tools.quotas.take(operation.policy, bearer.memberId);
      const admission: Admission = { group: operation.policy, headers: quotaHeaders(operation.policy, verdict) };
      if (verdict && !verdict.allowed) return { ...admission, refusal: problem(429, "Too Many Requests") };
      if (!bearer.scopes.includes(operation.scope))
        return { ...admission, refusal: problem(403, `Scope ${operation.scope} is required.`) };
      entries.set(admission, { operation, ids: match.ids, memberId: bearer.memberId });
      return admission;
    },

    answer(request, admission, options): SimulatedAnswer {
      const entry = entries.get(admission);
      if (!entry) return oauth.answer(request) ?? { status: 404, text: "not found" };
      try {
        return operations.run({ request, ...entry, data: readBody(request, entry.operation), options });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return problem(error.status, error.message, error.fields.map(withPrefix));
      }
    },

    failure(kind, { status, retryAfterMs, admission }) {
      if (kind === "error_in_200")
        return { status: 200, json: { error: { code: 500, message: "Internal Server Error" } } };
      if (kind === "status") return problem(status, STATUS_MESSAGES[status] ?? "Internal Server Error");
      // Reddit sends no Retry-After; how long to wait stands in its RateLimit header, when it is there.
      const group = admission?.group ?? "ads-campaign-management-write";
      const headers: Record<string, string> =
        retryAfterMs === undefined
          ? {}
          : { ratelimit: `"${policyName(group)}";r=0;t=${Math.ceil(retryAfterMs / 1000)}` };
      return { ...problem(429, "Too Many Requests"), headers };
    },

    distort: (json, kind, field) => distortAnswer(json, kind, field),
    expireToken: (request, options) => oauth.expire(request, options),

    prepare({ seeded }): void {
      world.relink();
      if (seeded) for (const number of [1, 2]) world.ensureDemoAccount(number);
    },
  };

  function readBody(request: SimulatedRequest, operation: SpecOperation): Record<string, unknown> {
    const queryProblems = spec.checkQuery(operation, request.query);
    if (queryProblems.length > 0 && operation.declares400) throw new Refusal(400, "Bad Request", queryProblems);
    if (!operation.body) return {};
    let body: unknown;
    try {
      body = JSON.parse(request.body || "{}");
    } catch {
      throw new Refusal(400, "Request body is not valid JSON.");
    }
    const problems = spec.checkBody(operation, body);
    if (problems.length > 0) throw new Refusal(400, "Bad Request", problems);
    return dataOf(body);
  }

  function withPrefix({ path, message }: SchemaProblem): SchemaProblem {
    return { path: `${world.switches.fieldPathPrefix}${path.replace(/^data\./, "")}`, message };
  }

  function quotaHeaders(policy: string, verdict: QuotaVerdict | null): Record<string, string> {
    // A quota that was switched off is announced as one nobody can use up, so that clients which pace themselves notice.
    if (!verdict)
      return {
        "ratelimit-policy": `"${policyName(policy)}";q=${NO_LIMIT};w=60`,
        ratelimit: `"${policyName(policy)}";r=${NO_LIMIT};t=60`,
      };
    const { limit, windowSeconds, remaining, resetMs } = verdict;
    const seconds = Math.max(1, Math.ceil(resetMs / 1000));
    const name = policyName(policy);
    return {
      "ratelimit-policy": `"${name}";q=${limit};w=${windowSeconds}`,
      ratelimit: `"${name}";r=${remaining};t=${seconds}`,
      ...(world.switches.dataApiHeaders && {
        "x-ratelimit-used": String(limit - remaining),
        "x-ratelimit-remaining": `${remaining}.0`,
        "x-ratelimit-reset": String(seconds),
      }),
    };
  }

  function throttledAgent(request: SimulatedRequest): SimulatedAnswer {
    return request.path.startsWith(API_PREFIX)
      ? problem(429, "Too Many Requests")
      : { status: 429, text: "<h1>whoa there, pardner!</h1>" };
  }
}

const STATUS_MESSAGES: Record<number, string> = {
  400: "Bad Request",
  401: "Bad bearer token provided.",
  403: "Access not granted.",
  404: "Not found",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** Policies are named without their prefix in the headers. */
function policyName(policy: string): string {
  return policy.replace(/^ads-/, "");
}

/** Reads whose answer is a page. */
function isListing(key: string): boolean {
  return !/\}$/.test(key) && !["GET /me", "GET /targeting/interests", "GET /targeting/geolocations"].includes(key);
}
