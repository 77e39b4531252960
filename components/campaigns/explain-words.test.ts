import { describe, expect, it } from "vitest";
import { type Step, stepBy, stepLink, stepWords, tellOnce } from "./explain-words";

const step = (over: Partial<Step>): Step => ({
  at: "2026-11-21T10:00:00.000Z",
  kind: "edit",
  by: "Ada",
  from: "Before",
  to: "After",
  text: "",
  runId: null,
  callId: null,
  ...over,
});

describe("a step of a value's history", () => {
  it("says what an edit changed and who made it", () => {
    expect(stepWords(step({}), "Reddit")).toEqual({ title: "Edited here", text: null, change: "from_to" });
    expect(stepBy(step({}))).toBe("Ada");
  });

  it("names the platform once where a value came from it", () => {
    const pull = step({ kind: "pull", by: "Reddit", text: "Taken over from Reddit." });
    expect(stepWords(pull, "Reddit")).toEqual({ title: "Taken over from Reddit", text: null, change: "from_to" });
    expect(stepBy(pull)).toBeNull();
  });

  it("shows what a plan sends, and does not repeat it for the call and the answer", () => {
    expect(stepWords(step({ kind: "plan", from: null }), "Reddit").change).toBe("to");
    expect(stepWords(step({ kind: "call", text: "PATCH /x: 200" }), "Reddit")).toMatchObject({
      text: "PATCH /x: 200",
      change: null,
    });
    expect(stepWords(step({ kind: "read_back", text: "Reddit shows it." }), "Reddit").text).toBeNull();
  });

  it("shows a conflict as two sides, not as a change", () => {
    expect(stepWords(step({ kind: "conflict", text: "Both." }), "Reddit").change).toBe("sides");
  });

  it("shows no change where there is none to show", () => {
    expect(stepWords(step({ from: null, to: null }), "Reddit").change).toBeNull();
  });

  it("leads to the call where there is one, else to the run, else nowhere", () => {
    expect(stepLink(step({ runId: "r", callId: "c" }))?.href).toBe("/syncs/r?show=calls&call=c");
    expect(stepLink(step({ runId: "r" }))).toEqual({ href: "/syncs/r", label: "The run" });
    expect(stepLink(step({}))).toBeNull();
  });

  it("tells a reason once: where the change did not land", () => {
    const planned = step({ kind: "plan", runId: "r", text: "Not ticked." });
    const refused = step({ kind: "refused", runId: "r", text: "Not ticked." });
    const other = step({ kind: "plan", runId: "s", text: "Not ticked." });
    expect(tellOnce([planned, refused, other]).map(({ text }) => text)).toEqual(["", "Not ticked.", "Not ticked."]);
  });
});
