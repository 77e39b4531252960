import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Targeting } from "../domain/campaign";
import { ConnectionInput } from "../domain/connection";
import { Micros } from "../domain/money";
import { ConflictDecision } from "../domain/views/conflicts";
import { AppError } from "../errors";
import { check } from "./body";
import { limit } from "./routes/entry";

function errorsOf(schema: z.ZodType, value: unknown): Record<string, string> {
  try {
    check(schema, value);
  } catch (error) {
    if (error instanceof AppError) return Object.fromEntries(error.errors.map(({ path, message }) => [path, message]));
    throw error;
  }
  throw new Error(`${JSON.stringify(value)} was taken`);
}

describe("what can be sent in several forms", () => {
  const FORMS = { connection: ConnectionInput, decision: ConflictDecision };
  const PLATFORM = expect.stringMatching(/^Choose one of reddit, /);
  const EITHER = expect.stringMatching(/^Send \{/);

  it.each<[keyof typeof FORMS, unknown, Record<string, unknown>]>([
    ["connection", {}, { platform: EITHER }],
    ["connection", { platform: "tiktok" }, { platform: PLATFORM }],
    ["connection", { platform: "reddit", mode: "x" }, { mode: "Choose simulator or live." }],
    ["connection", { platform: "reddit", colour: "x" }, { colour: "This field is not known." }],
    ["connection", { connectionId: "x" }, { connectionId: "Give the id of a connection." }],
    ["connection", [], { body: EITHER }],
    ["decision", { choice: "ours" }, { choice: "Choose local or platform." }],
    ["decision", { choice: "local", version: "1" }, { version: "Must be a number." }],
    ["decision", { fields: { name: "x" } }, { "fields.name": "Choose local or platform." }],
    ["decision", { fields: {} }, { fields: "Name at least one field." }],
    ["decision", { version: "1" }, { choice: EITHER, version: "Must be a number." }],
    ["decision", { choice: "local", fields: { name: "local" } }, { fields: EITHER }],
    ["decision", null, { body: EITHER }],
  ])("as a %s names the fields of the form that fits best: %j", (form, value, errors) => {
    expect(errorsOf(FORMS[form], value)).toEqual(errors);
  });

  it("is judged by the fields it names, not by how many of them are wrong", () => {
    const fields = { name: "x", budget: "y", bid: "z" };
    expect(Object.keys(errorsOf(ConflictDecision, { fields }))).toEqual(["fields.name", "fields.budget", "fields.bid"]);
  });

  it("is named by its whole path, however deep it lies", () => {
    const inner = z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: z.array(z.number()) })]);
    const schema = z.object({ outer: z.array(z.union([z.string(), z.strictObject({ inner })])) });
    const value = { outer: ["fine", { inner: { b: [1, "x"] } }] };
    expect(errorsOf(schema, value)).toEqual({ "outer[1].inner.b[1]": "Must be a number." });
    expect(errorsOf(schema, { outer: [5] })).toEqual({ "outer[0]": "This value does not fit here." });
  });
});

describe("the sentence about a field", () => {
  it.each<[string, z.ZodType, unknown, string]>([
    ["a choice", z.enum(["push", "pull", "undo"]), "foo", "One of: push, pull, undo."],
    ["a choice that is left out", z.enum(["a", "b"]), undefined, "This field is required. One of: a, b."],
    ["the one value there is", z.literal("off"), "on", "Must be off."],
    [
      "a device",
      Targeting.unwrap().shape.devices.unwrap().element,
      "toaster",
      "One of: desktop, mobile, ios, android.",
    ],
    [
      "a form that is named by a field",
      z.discriminatedUnion("field", [z.object({ field: z.literal("a") }), z.object({ field: z.literal("b") })]),
      { field: "c" },
      "One of: a, b.",
    ],
    ["an amount", Micros, 5, 'Give the amount in whole micros, as text: "1000000" is 1.00.'],
    ["an amount that is left out", Micros, undefined, "This field is required."],
    ["a count that is too small", limit, "0", "Give a whole number from 1 to 500."],
    ["a count that is too large", limit, "501", "Give a whole number from 1 to 500."],
    ["a count that is none", limit, "many", "Give a whole number from 1 to 500."],
    ["a broken count", limit, "1.5", "Give a whole number from 1 to 500."],
  ])("says what to give for %s", (_, field, value, sentence) => {
    const errors = errorsOf(z.object({ field }), { field: value });
    expect(Object.values(errors)).toEqual([sentence]);
  });

  it("names the first dozen of many choices, and how many there are besides", () => {
    const letters = [..."abcdefghijklmno"];
    expect(errorsOf(z.object({ field: z.enum(letters) }), { field: "z" })).toEqual({
      field: "One of: a, b, c, d, e, f, g, h, i, j, k, l and 3 more.",
    });
  });
});
