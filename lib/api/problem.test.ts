import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ConnectionInput } from "../domain/connection";
import { ConflictDecision } from "../domain/views/conflicts";
import { AppError } from "../errors";
import { check } from "./body";

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
