import { db } from "../db/client";
import type { FaultKind } from "../platforms/simulators/faults";
import { ControlError } from "../platforms/simulators/types";
import type { Field } from "./drill-book";
import { canonical } from "./drill-line";
import { pull } from "./drill-workers";
import { type Drill, listLive } from "./drill-world";
import type { RemoteKind } from "./reddit-desk";

const LISTING_FAULTS: FaultKind[] = ["stale_list", "repeat_page", "skip_page", "truncate_list", "empty_page"];
const CALL_FAULTS: FaultKind[] = [
  "status",
  "rate_limit",
  "drop_before",
  "drop_after",
  "cut_body",
  "error_in_200",
  "expire_token",
  "rotate_token",
  "stale_read",
];
const SIGN_IN_FAULTS: FaultKind[] = ["expire_token", "rotate_token"];

/** What people do over there, and what the platform does by itself. */
export const PLATFORM_SIDE: Record<string, (drill: Drill) => Promise<void>> = {
  async "rename a campaign there"(drill) {
    const id = drill.pick((await listLive(drill)).campaigns)?.id;
    await change(drill, "campaign", id, "name", `There ${drill.label()}`);
  },
  async "rename an ad group there"(drill) {
    const id = drill.pick((await listLive(drill)).adGroups)?.id;
    await change(drill, "ad-group", id, "name", `Group there ${drill.label()}`);
  },
  async "pause or wake a campaign there"(drill) {
    const id = drill.pick((await listLive(drill)).campaigns)?.id;
    await change(drill, "campaign", id, "configured_status", drill.chance(0.5) ? "PAUSED" : "ACTIVE");
  },
  async "pause or wake an ad there"(drill) {
    const id = drill.pick((await listLive(drill)).ads)?.id;
    await change(drill, "ad", id, "configured_status", drill.chance(0.5) ? "PAUSED" : "ACTIVE");
  },
  async "change a budget there"(drill) {
    const id = drill.pick((await listLive(drill)).campaigns)?.id;
    await change(drill, "campaign", id, "goal_value", (40 + drill.below(80)) * 1_000_000);
  },
  async "archive there"(drill) {
    const { campaigns, adGroups } = await listLive(drill);
    const isCampaign = drill.chance(0.5);
    const id = drill.pick((isCampaign ? campaigns : adGroups).map((row) => row.id));
    await change(drill, isCampaign ? "campaign" : "ad-group", id, "configured_status", "ARCHIVED");
  },
  async "delete an ad there"(drill) {
    await change(drill, "ad", drill.pick((await listLive(drill)).ads)?.id, "configured_status", "DELETED");
  },
  /** Gone without a trace, with all below it: the one thing that a listing and a direct read prove together. */
  async "vanish there"(drill) {
    const { campaigns } = await listLive(drill);
    const row = campaigns.length > 1 ? drill.pick(campaigns) : undefined;
    if (!row) return;
    const links = await db.link.findMany({ where: { campaignId: row.id, platformId: { not: null } } });
    for (const { platformId, recordId } of links) {
      if (platformId) drill.line.vanished.add(platformId);
      drill.line.bereft.add(recordId);
    }
    if (links.length > 0) drill.book.write({ recordId: row.id, field: "status", value: "archived", side: "there" });
    drill.book.tell(`there: ${links.length} records of ${row.name} vanish`);
  },
  async "a fault"(drill) {
    misbehave(drill);
  },
  async "a lying list"(drill) {
    const kind = drill.pick(LISTING_FAULTS) ?? "skip_page";
    const match = { method: "GET", path: "/campaigns?" };
    drill.host.setFaults("reddit", [{ kind, times: 4 + drill.below(8), match }]);
    drill.book.tell(`fault: every list of campaigns has ${kind}, for two pulls`);
    await pull(drill);
    await pull(drill);
    drill.host.setFaults("reddit", []);
  },
};

/** One or two calls to come go wrong. */
export function misbehave({ host, book, line, tokens, chance, pick, below }: Drill): void {
  const isListing = chance(0.2);
  const kind = (isListing ? pick(LISTING_FAULTS) : pick(CALL_FAULTS)) ?? "status";
  const times = 1 + below(2);
  const after = below(6);
  host.setFaults("reddit", [{ kind, times, after }]);
  if (isListing) line.mayLie = true;
  if (times > 1 && SIGN_IN_FAULTS.includes(kind)) tokens.risk();
  book.tell(`fault: ${times} x ${kind} after ${after}`);
}

const FIELDS: Record<string, Field> = { name: "name", configured_status: "status", goal_value: "budgetAmountMicros" };

/** A person's change in Reddit's own pages, where the record is there and the pages allow it. */
async function change(
  { desk, line, book }: Drill,
  kind: RemoteKind,
  recordId: string | undefined,
  wire: string,
  value: unknown,
): Promise<void> {
  const link = recordId ? await db.link.findFirst({ where: { recordId, platformId: { not: null } } }) : null;
  const field = FIELDS[wire];
  if (!link?.platformId || !recordId || !field || line.vanished.has(link.platformId)) return;
  try {
    desk.change(kind, link.platformId, { [wire]: value });
  } catch (error) {
    if (error instanceof ControlError) return;
    throw error;
  }
  book.edit({ recordId, field, value: canonical(field, value), side: "there" });
}
