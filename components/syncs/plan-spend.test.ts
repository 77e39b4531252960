import { describe, expect, it } from "vitest";
import type { SpendPartView } from "@/lib/domain/views/plans";
import { spendOutlook } from "./plan-spend";

const micros = (units: number) => String(units * 1_000_000);

const part = (over: Partial<SpendPartView>): SpendPartView => ({
  currency: "USD",
  running: true,
  wantsToRun: true,
  statusBy: [],
  currentMicros: micros(20),
  wantedMicros: micros(20),
  amountBy: [],
  ...over,
});

const raise = (id: string, from: number, to: number) =>
  part({
    currentMicros: micros(from),
    wantedMicros: micros(to),
    amountBy: [{ operationId: id, micros: micros(to - from) }],
  });

/** Before, after and at worst, in whole units. */
function outlook(parts: SpendPartView[], [before, after]: [number, number], planned: string[], chosen: string[]) {
  const spend = [{ currency: "USD", perDayBeforeMicros: micros(before), perDayAfterMicros: micros(after) }];
  const operations = planned.map((id) => ({ id }));
  const [one] = spendOutlook({ spend, spendParts: parts, operations }, new Set(chosen));
  return [one?.beforeMicros, one?.afterMicros, one?.worstMicros].map((amount) => Number(amount) / 1_000_000);
}

describe("spendOutlook", () => {
  it("counts what is let pass, though the plan holds it", () => {
    const held = raise("held", 20, 80);
    expect(outlook([held], [20, 20], [], [])).toEqual([20, 20, 20]);
    expect(outlook([held], [20, 20], [], ["held"])).toEqual([20, 80, 80]);
  });

  it("leaves out what is not ticked, and keeps what the plan does not touch", () => {
    const parts = [raise("a", 10, 15), raise("b", 20, 40)];
    expect(outlook(parts, [100, 125], ["a", "b"], ["a", "b"])).toEqual([100, 125, 125]);
    expect(outlook(parts, [100, 125], ["a", "b"], ["a"])).toEqual([100, 105, 105]);
  });

  it("counts on no cut at worst: it may fail", () => {
    const parts = [raise("up", 10, 30), raise("down", 50, 20)];
    expect(outlook(parts, [60, 50], ["up", "down"], ["up", "down"])).toEqual([60, 50, 80]);
  });

  it("counts a new campaign, a pause and a resume once what they need lands", () => {
    const fresh = part({ running: false, statusBy: ["create"] });
    expect(outlook([fresh], [0, 20], ["create"], ["create"])).toEqual([0, 20, 20]);
    expect(outlook([fresh], [0, 20], ["create"], [])).toEqual([0, 0, 0]);
    const pause = part({ wantsToRun: false, statusBy: ["pause"] });
    expect(outlook([pause], [20, 0], ["pause"], ["pause"])).toEqual([20, 0, 20]);
    expect(outlook([pause], [20, 0], ["pause"], [])).toEqual([20, 20, 20]);
  });

  it("adds up the shares of the ad groups that are ticked", () => {
    const shares = part({
      currentMicros: micros(30),
      wantedMicros: micros(45),
      amountBy: [
        { operationId: "less", micros: micros(-5) },
        { operationId: "more", micros: micros(20) },
      ],
    });
    expect(outlook([shares], [30, 45], ["less", "more"], ["more"])).toEqual([30, 50, 50]);
  });

  it("tells the whole plan's figures where a plan carries no parts", () => {
    const spend = [{ currency: "EUR", perDayBeforeMicros: micros(1), perDayAfterMicros: micros(2) }];
    expect(spendOutlook({ spend, operations: [] }, new Set())).toEqual([
      { currency: "EUR", beforeMicros: micros(1), afterMicros: micros(2), worstMicros: null },
    ]);
  });
});
