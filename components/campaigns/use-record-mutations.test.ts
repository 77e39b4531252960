import { QueryClient, QueryClientProvider, type QueryKey, QueryObserver } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { describe, expect, it, vi } from "vitest";
import { conflictQueries } from "@/components/live/conflict-queries";
import { runQueries } from "@/components/live/run-queries";
import { setQueries } from "@/components/live/set-queries";
import type { ActionResult } from "@/lib/api/browser";
import type { CampaignSetView } from "@/lib/domain/views/campaigns";
import type { CampaignActions } from "./actions";
import { explainQueries } from "./explain-queries";
import { adGroup, campaign, campaignSet } from "./fixtures";
import { campaignQueries } from "./queries";
import { type RecordMutations, useRecordMutations } from "./use-record-mutations";

const SET = setQueries.detail("set").queryKey;
const OTHERS: Record<string, QueryKey> = {
  "the list of sets": campaignQueries.sets().queryKey,
  "another set": setQueries.detail("other").queryKey,
  "the overview": ["overview"],
  conflicts: conflictQueries.open({}).queryKey,
  "what was found": ["found", "connection", "counts"],
  "why a value stands": explainQueries.detail({ recordKind: "campaign", recordId: "c1", field: "name" }).queryKey,
};
const RUNS = runQueries.open().queryKey;

const one = campaign("c1", { adGroups: [adGroup("g1")] });
const node = { kind: "campaign" as const, record: one, campaign: one };

const answering = <Data>(data: Data) => vi.fn(async (): Promise<ActionResult<Data>> => ({ ok: true, data }));
const refusing = (code: string) =>
  vi.fn(async (): Promise<ActionResult<never>> => ({ ok: false, error: { code, message: "No.", errors: [] } }));

/** The hook as a page has it, over a cache in which every room has been read. */
function open(actions: Partial<CampaignActions>) {
  const queryClient = new QueryClient();
  for (const key of [SET, RUNS, ...Object.values(OTHERS)]) queryClient.setQueryData<unknown>(key, {});
  queryClient.setQueryData(SET, campaignSet([one]));
  let mutations: RecordMutations | undefined;
  const Page = () => {
    mutations = useRecordMutations("set", actions as CampaignActions);
    return null;
  };
  renderToString(createElement(QueryClientProvider, { client: queryClient }, createElement(Page)));
  if (!mutations) throw new Error("the page was not drawn");
  const isOld = (key: QueryKey) => queryClient.getQueryState(key)?.isInvalidated;
  const campaigns = () => queryClient.getQueryData<CampaignSetView>(SET)?.campaigns.map(({ id }) => id);
  return {
    mutations,
    campaigns,
    queryClient,
    isOld,
    oldOthers: () => Object.keys(OTHERS).filter((room) => isOld(OTHERS[room] ?? [])),
  };
}

describe("a record that was written", () => {
  const changed = { kind: "campaign" as const, record: { ...one, version: 2, name: "Renamed" } };
  const added = { kind: "ad_group" as const, record: adGroup("g2") };

  it("has other rooms read again, not its own set, after an edit", async () => {
    const { mutations, isOld, oldOthers } = open({ editRecord: answering(changed) });
    await mutations.edit(node, { name: "Renamed" });
    expect(oldOthers()).toEqual(Object.keys(OTHERS));
    expect([isOld(SET), isOld(RUNS)]).toEqual([false, false]);
  });

  it("has other rooms read again, not its own set, after it was added", async () => {
    const { mutations, isOld, oldOthers } = open({ addRecord: answering(added) });
    await mutations.add({ kind: "ad_group", parentId: "c1", input: {} });
    expect(oldOthers()).toEqual(Object.keys(OTHERS));
    expect(isOld(SET)).toBe(false);
  });

  it("has its set read again too after it was deleted: the server knows what is still to be removed", async () => {
    const { mutations, isOld, oldOthers } = open({ deleteRecord: answering(null) });
    await mutations.remove(node);
    expect(oldOthers()).toEqual(Object.keys(OTHERS));
    expect(isOld(SET)).toBe(true);
  });
});

describe("a write that failed", () => {
  it.each(["stale_version", "unreachable"])("as %s has the set read again, and nothing else", async (code) => {
    const { mutations, isOld, oldOthers } = open({ editRecord: refusing(code) });
    await expect(mutations.edit(node, { name: "Renamed" })).rejects.toMatchObject({ code });
    expect(isOld(SET)).toBe(true);
    expect(oldOthers()).toEqual([]);
  });

  it("as invalid leaves all as it is", async () => {
    const { mutations, isOld, oldOthers } = open({ editRecord: refusing("invalid") });
    await expect(mutations.edit(node, { name: "" })).rejects.toMatchObject({ code: "invalid" });
    expect(isOld(SET)).toBe(false);
    expect(oldOthers()).toEqual([]);
  });

  it("because the record is gone has the set read again", async () => {
    const { mutations, isOld } = open({ deleteRecord: refusing("not_found") });
    await expect(mutations.remove(node)).rejects.toMatchObject({ code: "not_found" });
    expect(isOld(SET)).toBe(true);
  });
});

it("names the version a form began with, else the one in view", async () => {
  const editRecord = answering({ kind: "campaign" as const, record: one });
  const { mutations } = open({ editRecord });
  await mutations.edit(node, { name: "Inline" });
  await mutations.edit(node, { name: "From a sheet", version: 7 });
  expect(editRecord.mock.calls).toMatchObject([
    [{ patch: { name: "Inline", version: one.version } }],
    [{ patch: { name: "From a sheet", version: 7 } }],
  ]);
});

describe("two edits of one record", () => {
  /** Like the server: an edit that names the version it holds makes the next one of it, any other is refused. */
  const serving = () => {
    let held = one;
    const editRecord = vi.fn<CampaignActions["editRecord"]>(async ({ patch: { version, ...patch } }) => {
      await new Promise((resolve) => setTimeout(resolve));
      const error = { code: "stale_version", message: "Someone changed this meanwhile.", errors: [] };
      if (version !== held.version) return { ok: false, error };
      held = { ...held, ...patch, version: held.version + 1 };
      return { ok: true, data: { kind: "campaign", record: held } };
    });
    const byOther = () => {
      held = { ...held, version: held.version + 1 };
    };
    return { editRecord, byOther, now: () => held };
  };

  it("made before the first is answered are sent one after the other", async () => {
    const { editRecord, now } = serving();
    const { mutations } = open({ editRecord });
    await Promise.all([mutations.edit(node, { status: "active" }), mutations.edit(node, { name: "Renamed" })]);
    expect(now()).toMatchObject({ status: "active", name: "Renamed", version: one.version + 2 });
  });

  it("name the own version that lies between, for a form that began before it", async () => {
    const { editRecord, now } = serving();
    const { mutations } = open({ editRecord });
    await mutations.edit(node, { status: "active" });
    await mutations.edit(node, { name: "From a sheet", version: one.version });
    expect(now().name).toBe("From a sheet");
  });

  it("are refused as ever when somebody else's lies between", async () => {
    const { editRecord, byOther } = serving();
    const { mutations } = open({ editRecord });
    await mutations.edit(node, { status: "active" });
    byOther();
    await expect(mutations.edit(node, { name: "Late" })).rejects.toMatchObject({ code: "stale_version" });
  });

  it("are not lost to a reading of the set that began before", async () => {
    const { editRecord } = serving();
    const { mutations, queryClient, campaigns } = open({ editRecord });
    const answers: ((set: CampaignSetView) => void)[] = [];
    const queryFn = () => new Promise<CampaignSetView>((resolve) => answers.push(resolve));
    const leave = new QueryObserver(queryClient, { queryKey: SET, queryFn }).subscribe(vi.fn());
    await mutations.edit(node, { name: "Renamed" });
    answers[0]?.(campaignSet([]));
    await new Promise((resolve) => setTimeout(resolve));
    expect(answers).toHaveLength(2);
    expect(campaigns()).toEqual(["c1"]);
    leave();
  });
});

describe("a record that is added", () => {
  const added = { kind: "campaign" as const, record: campaign("c2") };
  const what = { kind: "campaign" as const, parentId: "set", input: { name: "New" } };
  const lost = async (): Promise<ActionResult<never>> => {
    throw new Error("no answer");
  };

  it("is the same thing when it is sent again after its answer was lost, and shows once", async () => {
    const addRecord = vi.fn<CampaignActions["addRecord"]>().mockImplementationOnce(lost);
    addRecord.mockResolvedValue({ ok: true, data: added });
    const { mutations, campaigns } = open({ addRecord });
    await expect(mutations.add(what)).rejects.toThrow("No answer came");
    await mutations.add(what);
    await mutations.add(what);
    const attempts = addRecord.mock.calls.map(([{ attempt }]) => attempt);
    expect(attempts[1]).toBe(attempts[0]);
    expect(attempts[2]).not.toBe(attempts[0]);
    expect(campaigns()).toEqual(["c1", "c2"]);
  });

  it("is another thing once it was changed", async () => {
    const addRecord = vi.fn<CampaignActions["addRecord"]>().mockImplementation(lost);
    const { mutations } = open({ addRecord });
    for (const input of [{ name: "New" }, { name: "Newer" }])
      await expect(mutations.add({ ...what, input })).rejects.toThrow("No answer came");
    const [first, second] = addRecord.mock.calls.map(([{ attempt }]) => attempt);
    expect(second).not.toBe(first);
  });
});
