import { describe, expect, it } from "vitest";
import { keepTicks, keptTicks } from "./kept-ticks";

function memory(broken = false) {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (broken) throw new Error("full");
      values.set(key, value);
    },
    values,
  };
}
const ids = (...names: string[]) => names.map((id) => ({ id }));
const plan = { operations: ids("a", "b", "c"), held: ids("h") };
const ticks = (unticked: string[], approved: string[] = []) => ({
  unticked: new Set(unticked),
  approved: new Set(approved),
});

describe("the ticks of a plan", () => {
  it("are there again after a reload, as far as what they are on is", () => {
    const store = memory();
    keepTicks(store, "plan", ticks(["a", "gone"], ["h"]));
    keepTicks(store, "other", ticks(["b"]));
    expect(keptTicks(store, "plan", plan)).toEqual(ticks(["a"], ["h"]));
    // Let pass meanwhile, it is an operation like any other.
    expect(keptTicks(store, "plan", { operations: ids("a", "h"), held: [] })).toEqual(ticks(["a"]));
    keepTicks(store, "plan", ticks([]));
    expect(keptTicks(store, "plan", plan)).toEqual(ticks([]));
    expect(keptTicks(store, "other", plan)).toEqual(ticks(["b"]));
  });

  it("are kept of the newest plans only, and of none with too many", () => {
    const store = memory();
    for (let at = 0; at < 30; at++) keepTicks(store, `plan-${at}`, ticks(["a"]));
    expect(keptTicks(store, "plan-29", plan)).toEqual(ticks(["a"]));
    expect(keptTicks(store, "plan-0", plan)).toEqual(ticks([]));
    keepTicks(store, "large", ticks(Array.from({ length: 5_001 }, (_, at) => String(at))));
    expect(keptTicks(store, "large", { operations: ids("1"), held: [] })).toEqual(ticks([]));
  });

  it("are all on where nothing can be kept, or what was kept cannot be read", () => {
    expect(keptTicks(null, "plan", plan)).toEqual(ticks([]));
    keepTicks(memory(true), "plan", ticks(["a"]));
    const store = memory();
    store.values.set("lockstep.plan-ticks", "{not json");
    expect(keptTicks(store, "plan", plan)).toEqual(ticks([]));
    store.values.set("lockstep.plan-ticks", JSON.stringify([null, { planId: "plan" }]));
    expect(keptTicks(store, "plan", plan)).toEqual(ticks([]));
  });
});
