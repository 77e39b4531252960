import { z } from "zod";
import { type Outcome, plainAnswer } from "./exchange";
import { Fault } from "./faults";
import type { HostedPlatform, SimulatorHost } from "./host";
import { ControlError } from "./types";

type ControlRequest = { method: string; url: URL; body: string };

const ResetBody = z.strictObject({
  platform: z.string().optional(),
  /** `false` or `"empty"`: nothing but what any platform has; otherwise the demo world. */
  seed: z.union([z.boolean(), z.number(), z.string()]).default(true),
});
const ClockBody = z.union([
  z.strictObject({ offsetMs: z.number() }),
  z.strictObject({ at: z.union([z.iso.datetime({ offset: true }), z.number()]) }),
]);
const QuotaBody = z.strictObject({ limit: z.int().nonnegative(), windowSeconds: z.int().positive() });
const LimitsBody = z.union([z.enum(["off", "default"]), z.record(z.string(), z.union([QuotaBody, z.literal("off")]))]);
const BulkBody = z.looseObject({ kind: z.string(), count: z.int().min(0).max(200_000), seed: z.int().default(1) });
const RecordBody = z.record(z.string(), z.unknown());
const SwitchesBody = z.record(z.string(), z.union([z.boolean(), z.number(), z.string()]));

/** The routes under `/_control`: never part of a platform, never counted, never struck by a fault. */
export async function answerControl(host: SimulatorHost, request: ControlRequest): Promise<Outcome> {
  try {
    return plainAnswer(200, await route(host, request));
  } catch (error) {
    if (error instanceof ControlError) return plainAnswer(error.status, { error: error.message });
    if (error instanceof z.ZodError) return plainAnswer(400, { error: z.prettifyError(error) });
    throw error;
  }
}

async function route(host: SimulatorHost, { method, url, body }: ControlRequest): Promise<unknown> {
  const [first = "", second, ...rest] = url.pathname.slice("/_control/".length).split("/").map(decodeURIComponent);
  if (second === undefined) return hostRoute(host, `${method} ${first}`, body);
  const hosted = host.platforms.get(first);
  if (!hosted) throw new ControlError(404, `No simulator named ${first}.`);
  const [id] = rest;
  if (id !== undefined) {
    if (method !== "PATCH") throw new ControlError(404, "Use PATCH to change a record.");
    return hosted.platform.control.patch(second, id, parse(RecordBody, body));
  }
  return platformRoute(hosted, `${method} ${second}`, url.searchParams, body);
}

function hostRoute(host: SimulatorHost, call: string, body: string): unknown {
  switch (call) {
    case "GET health":
      return { status: "ok", platforms: [...host.platforms.keys()], now: new Date(host.now()).toISOString() };
    case "POST reset": {
      const { platform, seed } = parse(ResetBody, body || "{}");
      if (platform && !host.platforms.has(platform)) throw new ControlError(404, `No simulator named ${platform}.`);
      host.reset({ platform, seeded: seed !== false && seed !== "empty" });
      return { ok: true };
    }
    case "GET clock":
      return { now: new Date(host.now()).toISOString(), offsetMs: host.offset() };
    case "PUT clock": {
      const wanted = parse(ClockBody, body);
      host.setOffset("at" in wanted ? new Date(wanted.at).getTime() - host.clock.now().getTime() : wanted.offsetMs);
      return { now: new Date(host.now()).toISOString(), offsetMs: host.offset() };
    }
    default:
      throw new ControlError(404, `No control route ${call}.`);
  }
}

async function platformRoute(
  hosted: HostedPlatform,
  call: string,
  query: URLSearchParams,
  body: string,
): Promise<unknown> {
  const { platform, faults, quotas, requests } = hosted;
  const { control } = platform;
  switch (call) {
    case "GET state":
      return state(hosted, query);
    case "POST bulk": {
      const { kind, count, seed, ...options } = parse(BulkBody, body);
      return control.bulk({ kind, count, seed, options });
    }
    case "GET requests":
      return {
        items: requests.items(),
        counts: { ...requests.counts(), overQuotaWindows: quotas.overrunCount },
        overruns: quotas.overruns,
      };
    case "DELETE requests":
      requests.clear();
      quotas.overruns.length = 0;
      quotas.overrunCount = 0;
      return { ok: true };
    case "GET faults":
      return { items: faults.list() };
    case "PUT faults":
      faults.set(parse(z.array(Fault), body));
      return { items: faults.list() };
    case "DELETE faults":
      faults.clear();
      return { items: [] };
    case "GET limits":
      return { limits: quotas.limits() };
    case "PUT limits":
      quotas.setLimits(parse(LimitsBody, body));
      return { limits: quotas.limits() };
    case "GET switches":
      return control.switches;
    case "PUT switches":
      return setSwitches(control.switches, parse(SwitchesBody, body));
    case "POST webhook":
      if (!control.webhook) throw new ControlError(404, `${platform.name} sends no webhooks.`);
      return control.webhook(parse(RecordBody, body));
    default:
      throw new ControlError(404, `No control route ${call}.`);
  }
}

/** The records of one kind, or how many there are of each when no kind is asked for. */
function state({ platform }: HostedPlatform, query: URLSearchParams): unknown {
  const { control } = platform;
  const kind = query.get("kind");
  if (kind) return { items: control.list(kind, query) };
  return { counts: Object.fromEntries(control.kinds.map((name) => [name, control.list(name, query).length])) };
}

function setSwitches(switches: Record<string, unknown>, wanted: Record<string, unknown>): unknown {
  for (const [name, value] of Object.entries(wanted)) {
    if (!(name in switches))
      throw new ControlError(400, `No switch ${name}; there are ${Object.keys(switches).join(", ")}.`);
    if (typeof switches[name] !== typeof value)
      throw new ControlError(400, `${name} takes a ${typeof switches[name]}.`);
  }
  return Object.assign(switches, wanted);
}

function parse<T>(schema: z.ZodType<T>, body: string): T {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    throw new ControlError(400, `The body is not JSON: ${error instanceof Error ? error.message : "unreadable"}`);
  }
  return schema.parse(json);
}
