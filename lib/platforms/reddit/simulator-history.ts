import type { SimulatedAnswer, SimulatedRequest } from "../simulators/types";
import { page } from "./simulator-paging";
import type { HistoryRow } from "./simulator-records";
import type { RedditWorld } from "./simulator-world";

/** Kept for each simulator, not for each account: enough to look back, not enough to fill a disk. */
const HISTORY_KEPT = 50_000;

type Subject = Pick<HistoryRow, "adAccountId" | "entityType" | "entityId" | "entityName" | "parentIds">;

/** Writes one line for each field that differs. */
export function recordChanges(
  world: RedditWorld,
  subject: Subject,
  memberId: string,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): void {
  for (const fieldName of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [from, to] = [asText(before[fieldName]), asText(after[fieldName])];
    if (from === to) continue;
    const sequence = world.nextCount("history");
    world.history.put(keyOf(sequence), { ...subject, atMs: world.now(), memberId, fieldName, before: from, after: to });
    if (sequence > HISTORY_KEPT) world.history.delete(keyOf(sequence - HISTORY_KEPT));
  }
}

type HistoryQuery = {
  start_time?: string;
  end_time?: string;
  member_ids?: string[];
  change_types?: string[];
  entity_id_filters?: { entity_type: string; entity_ids: string[]; include_child_entities?: boolean }[];
  entity_name_filters?: {
    entity_type: string;
    entity_names: string[];
    operator: "EQUALS" | "LIKE";
    include_child_entities?: boolean;
  }[];
};

/** The changelog of an ad account, newest first. */
export function listHistory(
  world: RedditWorld,
  request: SimulatedRequest,
  { adAccountId, query, size }: { adAccountId: string; query: HistoryQuery; size: number },
): SimulatedAnswer {
  const rows = [...world.history.pairs()]
    .map(([key, row]) => ({ key, row }))
    .filter(({ row }) => row.adAccountId === adAccountId && isAskedFor(row, query))
    .reverse();
  return page({
    request,
    rows,
    keyOf: ({ key }) => key,
    descending: true,
    size,
    counted: true,
    view: ({ row }) => view(world, row),
  });
}

function isAskedFor(row: HistoryRow, query: HistoryQuery): boolean {
  if (query.start_time && row.atMs < Date.parse(query.start_time)) return false;
  if (query.end_time && row.atMs > Date.parse(query.end_time)) return false;
  if (query.member_ids?.length && !query.member_ids.includes(row.memberId)) return false;
  if (
    query.change_types?.length &&
    !query.change_types.some((type) => type === row.entityType || type === fieldType(row.fieldName))
  ) {
    return false;
  }
  const byId = query.entity_id_filters ?? [];
  if (byId.length > 0) {
    const found = byId.some(
      (filter) =>
        (filter.entity_type === row.entityType && filter.entity_ids.includes(row.entityId)) ||
        (filter.include_child_entities === true && filter.entity_ids.some((id) => row.parentIds.includes(id))),
    );
    if (!found) return false;
  }
  const byName = query.entity_name_filters ?? [];
  if (byName.length === 0) return true;
  return byName.some(
    (filter) =>
      filter.entity_type === row.entityType &&
      filter.entity_names.some((name) =>
        filter.operator === "EQUALS" ? row.entityName === name : row.entityName.includes(name),
      ),
  );
}

function fieldType(fieldName: string): string | null {
  if (fieldName === "configured_status") return "STATUS";
  if (fieldName === "targeting") return "TARGETING";
  if (fieldName.startsWith("bid_")) return "BID";
  return ["goal_value", "goal_type", "spend_cap"].includes(fieldName) ? "BUDGET" : null;
}

function view(world: RedditWorld, row: HistoryRow): unknown {
  const member = world.members.get(row.memberId);
  return {
    cause: {
      member_id: row.memberId,
      reddit_username: member?.username ?? null,
      email: member ? `${member.username}@example.com` : null,
      fullname: member?.username ?? null,
      partner_business_name: null,
      changed_at: world.instant(row.atMs),
    },
    change: {
      entity_type: row.entityType,
      entity_id: row.entityId,
      entity_name: row.entityName,
      field_name: row.fieldName,
      before_value: row.before,
      after_value: row.after,
    },
  };
}

function keyOf(sequence: number): string {
  return String(sequence).padStart(10, "0");
}

function asText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
