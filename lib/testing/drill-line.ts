import { splitName } from "../platforms/marker";
import type { Book, Field } from "./drill-book";
import type { RemoteKind, RemoteRecord } from "./reddit-desk";
import type { SyncWorld } from "./sync-world";

const KINDS: Record<string, RemoteKind> = { campaigns: "campaign", ad_groups: "ad-group", ads: "ad" };
const FIELDS: Record<string, Field> = {
  name: "name",
  configured_status: "status",
  goal_value: "budgetAmountMicros",
};
/** The guardrails every connection of a drill has: a budget may grow by half and lose four fifths at once. */
const MOST_GROWTH = 1.5;
const LEAST_LEFT = 0.2;

/** A value that a call of ours replaced over there, and how much had been written by then. */
export type Replaced = { platformId: string; field: Field; value: string; writtenBefore: number };

/**
 * The line between the workers and the platform. It notes what our calls replace, so that nothing is lost unseen, checks
 * that no amount jumps, and hides what has vanished over there: Reddit itself never forgets a record.
 */
export function createLine({ host }: SyncWorld, book: Book) {
  const { control } = host.platform("reddit").platform;
  const vanished = new Set<string>();
  /** Our records that had something among it, whatever they are linked to now. */
  const bereft = new Set<string>();
  const replaced: Replaced[] = [];
  const held = (kind: RemoteKind, id: string) =>
    (control.list(kind, new URLSearchParams()) as RemoteRecord[]).find((item) => item.id === id);

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const [, plural = "", id] = /\/(campaigns|ad_groups|ads)(?:\/([^/]+))?$/.exec(pathname) ?? [];
    const kind = KINDS[plural];
    if (!kind) return host.fetch(input, init);
    if ((id && vanished.has(id)) || goesBelowVanished(init?.body)) {
      return Response.json({ error: { code: 404, message: "Not found" } }, { status: 404 });
    }
    if (init?.method === "PATCH" && id) {
      const before = held(kind, id);
      const answer = await host.fetch(input, init);
      const after = held(kind, id);
      if (before && after) compare(before, after);
      return answer;
    }
    const answer = await host.fetch(input, init);
    return !id && vanished.size > 0 && answer.ok ? without(answer) : answer;
  };

  /** Nothing is made below what is not there. */
  function goesBelowVanished(body: unknown): boolean {
    if (vanished.size === 0 || typeof body !== "string") return false;
    const { data } = JSON.parse(body) as { data?: { campaign_id?: string; ad_group_id?: string } };
    return [data?.campaign_id, data?.ad_group_id].some((parent) => parent !== undefined && vanished.has(parent));
  }

  function compare(before: RemoteRecord, after: RemoteRecord): void {
    for (const [wire, field] of Object.entries(FIELDS)) {
      const [from, to] = [before[wire], after[wire]];
      if (from === to || from === undefined || from === null) continue;
      replaced.push({
        platformId: before.id,
        field,
        value: canonical(field, from),
        writtenBefore: book.written.length,
      });
      if (field !== "budgetAmountMicros") continue;
      const growth = Number(to) / Number(from);
      if (growth > MOST_GROWTH || growth < LEAST_LEFT) book.blame(`a budget jumped from ${from} to ${to}`);
    }
  }

  /** The page without what has vanished. */
  async function without(answer: Response): Promise<Response> {
    const page = (await answer.json()) as { data?: { id: string }[] };
    const data = page.data?.filter(({ id }) => !vanished.has(id));
    return Response.json({ ...page, data }, { status: answer.status, headers: answer.headers });
  }

  return {
    fetch,
    /** A list may fall short just when a lost create is looked for. */
    mayLie: false,
    replaced,
    vanished,
    bereft,
    /** What people see there of a kind. */
    seen: (records: RemoteRecord[]): RemoteRecord[] => records.filter(({ id }) => !vanished.has(id)),
  };
}

export type Line = ReturnType<typeof createLine>;

const STATUSES: Record<string, string> = {
  ACTIVE: "active",
  PAUSED: "paused",
  ARCHIVED: "archived",
  DELETED: "archived",
};

/** A platform's value in our words. */
export function canonical(field: Field, value: unknown): string {
  if (field === "status") return STATUSES[String(value)] ?? String(value);
  return field === "name" ? splitName(String(value)).name : String(value);
}
