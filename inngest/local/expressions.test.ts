import { describe, expect, it } from "vitest";
import { matches, readExpression, UnsupportedExpression } from "./expressions";

const evaluate = (source: string, event: unknown, async: unknown = null) =>
  readExpression(source, ["event", "async"])({ event, async });

describe("expressions", () => {
  it.each([
    ["event.data.id == async.data.id", { data: { id: 1 } }, { data: { id: 1 } }, true],
    ["event.data.id == async.data.id", { data: { id: 1 } }, { data: {} }, false],
    ["event.data.missing == null", { data: {} }, null, true],
    ["event.data.deep.er.missing == null", { data: {} }, null, true],
    ["event.data.count > 2", { data: { count: 3 } }, null, true],
    ["event.data.count > 2", { data: {} }, null, false],
    ["event.data.count <= 2.5", { data: { count: 2 } }, null, true],
    ["event.data.count > 'a'", { data: { count: 3 } }, null, false],
    ["event.data.name == 'x' && !(event.data.off == true)", { data: { name: "x" } }, null, true],
    ["event.data.list[1] == \"b\" || event.data['k'] == -1", { data: { list: ["a", "b"] } }, null, true],
    ["event.data['k'] == -1", { data: { k: -1 } }, null, true],
    ["event.data.a != event.data.b", { data: { a: { x: 1, y: 2 }, b: { y: 2, x: 1 } } }, null, false],
    ["event.data.function_id == 'app-fn'", { data: { function_id: "app-fn" } }, null, true],
  ])("%s", (source, event, async, expected) => {
    expect(evaluate(source, event, async)).toBe(expected);
  });

  it("takes nothing but true for a match", () => {
    const expression = readExpression("event.data.text", ["event"]);
    expect(matches(expression, { event: { data: { text: "true" } } })).toBe(false);
    expect(matches(null, {})).toBe(true);
  });

  it("does not see what an object inherits", () => {
    expect(evaluate("event.data.constructor == null", { data: {} })).toBe(true);
  });

  it.each([
    "event.data.a + 1 == 2",
    "has(event.data.a)",
    "event.data.a in [1]",
    "event.a.startsWith('x')",
    "a ==",
    "user.id == 1",
  ])("refuses %s by name", (source) => {
    expect(() => readExpression(source, ["event"])).toThrow(UnsupportedExpression);
  });
});
