import { describe, expect, it } from "vitest";
import { CampaignPatch } from "@/lib/domain/campaign";
import { changedParts, countInvalid, schemaResolver, typedFields, typedMicros } from "./record-form";

type Values = { budget: { type: string; amountMicros: string; currency: string } };

const sent = (values: Values | Record<string, never>) => ({
  budget: values.budget && { ...values.budget, amountMicros: typedMicros(values.budget.amountMicros) },
  version: 1,
});

const resolve = (amount: string) =>
  schemaResolver<Values>(CampaignPatch, sent)(
    { budget: { type: "daily", amountMicros: amount, currency: "USD" } },
    undefined,
    {
      fields: {},
      shouldUseNativeValidation: false,
    },
  );

describe("schemaResolver", () => {
  it.each([
    ["49.90", "49900000"],
    ["49,90", "49900000"],
    ["1,200", "1200000000"],
  ])("sends %j as %j micros", async (amount, amountMicros) => {
    const { values, errors } = await resolve(amount);
    expect(errors).toEqual({});
    expect(CampaignPatch.parse(sent(values)).budget?.amountMicros).toBe(amountMicros);
  });

  it.each(["", "-5", "ten", "1.2345678", "1.200,50"])(
    "says at the field what an amount looks like instead of %j",
    async (amount) => {
      expect((await resolve(amount)).errors).toMatchObject({
        budget: { amountMicros: { message: "Write the amount like 1200.50." } },
      });
    },
  );

  it("keeps the schema's own words for other mistakes", async () => {
    const { errors } = await resolve("9999999999");
    expect(errors).toMatchObject({ budget: { amountMicros: { message: "This amount is too large." } } });
  });
});

it("sends only what was changed", () => {
  const before = { name: "a", budget: { type: "daily", amountMicros: "1" }, endAt: null };
  expect(changedParts(before, { name: "a", budget: { type: "daily", amountMicros: "2" }, endAt: null })).toEqual({
    budget: { type: "daily", amountMicros: "2" },
  });
});

describe("what was typed", () => {
  const began = {
    name: "Old",
    negative: false,
    budget: { type: "daily", amountMicros: "50.00" },
    headlines: ["One", "Two"],
  };

  it("is nothing while all is as the form began", () => {
    expect(typedFields(began, structuredClone(began))).toEqual([]);
  });

  it("is each field by its path, without those beside it", () => {
    const now = { ...began, name: "", negative: true, budget: { type: "daily", amountMicros: "70" } };
    expect(typedFields(began, now)).toEqual([
      { path: "name", value: "" },
      { path: "negative", value: true },
      { path: "budget.amountMicros", value: "70" },
    ]);
  });

  it("is a whole list, so that lists of two people are never mixed", () => {
    expect(typedFields(began, { ...began, headlines: ["Two"] })).toEqual([{ path: "headlines", value: ["Two"] }]);
  });
});

it("counts the fields with an error, each part of a group, and not what is wrong with the whole", () => {
  const error = { type: "custom", message: "No." };
  expect(
    countInvalid({ root: error, name: error, headlines: error, budget: { type: error, amountMicros: error } }),
  ).toBe(4);
  expect(countInvalid({ name: undefined, budget: {} })).toBe(0);
});
