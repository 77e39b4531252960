import { expect, it } from "vitest";
import { letPassSentence } from "./let-pass";

it("names who let an operation pass, where that is known, and says nothing of the rest", () => {
  const approvedAt = "2026-11-21T10:42:00.000Z";
  expect(letPassSentence({ approvedAt, approvedBy: "Ada" })).toMatch(/^Ada let it pass, .*21 Nov/);
  expect(letPassSentence({ approvedAt })).toMatch(/^It was let pass, /);
  expect(letPassSentence({ approvedAt: null })).toBeNull();
});
