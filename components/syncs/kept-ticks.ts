/** What a person ticked off a plan, and what of the held they chose to let pass: ids of operations. */
type Ticks = { unticked: ReadonlySet<string>; approved: ReadonlySet<string> };

type Kept = { planId: string; unticked: string[]; approved: string[] };

const KEY = "lockstep.plan-ticks";
/** A plan is looked at for minutes; of older ones nobody misses a tick. */
const PLANS_KEPT = 10;
/** Ids of one plan, some 200 kB: a browser keeps a few megabytes. */
const IDS_KEPT = 5_000;

type Store = Pick<Storage, "getItem" | "setItem">;

/** Ticks of a plan as they were kept in this tab, as far as its operations are still there to be pushed. */
export function keptTicks(
  store: Store | null,
  planId: string,
  { operations, held }: { operations: readonly { id: string }[]; held: readonly { id: string }[] },
): Ticks {
  const kept = readAll(store).find((entry) => entry.planId === planId);
  const among = (ids: readonly string[] = [], those: readonly { id: string }[]) => {
    const there = new Set(those.map(({ id }) => id));
    return new Set(ids.filter((id) => there.has(id)));
  };
  return { unticked: among(kept?.unticked, operations), approved: among(kept?.approved, held) };
}

/** Keeps the ticks of a plan for a reload, the newest plans only. What does not fit is not kept at all, never in part. */
export function keepTicks(store: Store | null, planId: string, { unticked, approved }: Ticks): void {
  const others = readAll(store).filter((entry) => entry.planId !== planId);
  const isKept = unticked.size + approved.size > 0 && unticked.size + approved.size <= IDS_KEPT;
  const entries = isKept ? [{ planId, unticked: [...unticked], approved: [...approved] }, ...others] : others;
  try {
    store?.setItem(KEY, JSON.stringify(entries.slice(0, PLANS_KEPT)));
  } catch {
    // The store is full: the ticks hold until the page is left.
  }
}

function readAll(store: Store | null): Kept[] {
  try {
    const read: unknown = JSON.parse(store?.getItem(KEY) ?? "[]");
    return Array.isArray(read) ? read.filter(isKept) : [];
  } catch {
    return [];
  }
}

const isKept = (entry: unknown): entry is Kept => {
  const { planId, unticked, approved } = (entry ?? {}) as Partial<Kept>;
  return typeof planId === "string" && Array.isArray(unticked) && Array.isArray(approved);
};

/** The tab's own store. Null on the server, and where the browser refuses one. */
export function tabStore(): Store | null {
  try {
    return typeof window === "undefined" ? null : window.sessionStorage;
  } catch {
    return null;
  }
}
