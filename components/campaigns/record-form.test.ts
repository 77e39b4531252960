import { describe, expect, it } from "vitest";
import { CampaignPatch } from "@/lib/domain/campaign";
import { changedParts, schemaResolver, typedMicros } from "./record-form";

type Values = { budget: { type: string; amountMicros: string; currency: string } };

const resolve = (amount: string) =>
  schemaResolver<Values>(CampaignPatch, (values) => ({
    budget: { ...values.budget, amountMicros: typedMicros(values.budget.amountMicros) },
    version: 1,
  }))({ budget: { type: "daily", amountMicros: amount, currency: "USD" } }, undefined, {
    fields: {},
    shouldUseNativeValidation: false,
  });

describe("schemaResolver", () => {
  it("takes an amount with a point or a comma", async () => {
    expect((await resolve("49.90")).errors).toEqual({});
    expect((await resolve("49,90")).errors).toEqual({});
  });

  it.each(["", "-5", "ten", "1.2345678"])(
    "says at the field what an amount looks like instead of %j",
    async (amount) => {
      expect((await resolve(amount)).errors).toMatchObject({
        budget: { amountMicros: { message: "Give an amount such as 49.90." } },
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
