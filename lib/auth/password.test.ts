import { describe, expect, it } from "vitest";
import { apiKeyOf, hashApiKey, makeApiKey } from "./api-key";
import { createAttempts } from "./attempts";
import { hashPassword, verifyPassword } from "./password";

describe("a password", () => {
  it("opens with itself and with nothing else", async () => {
    const stored = await hashPassword("correct horse");
    expect(await verifyPassword("correct horse", stored)).toBe(true);
    expect(await verifyPassword("correct hors", stored)).toBe(false);
    expect(await verifyPassword("", stored)).toBe(false);
  });

  it("is stored differently each time, and never as it is", async () => {
    const [first, second] = await Promise.all([hashPassword("same"), hashPassword("same")]);
    expect(first).not.toBe(second);
    expect(first).not.toContain("same");
  });

  it("does not open with a stored text of another form, nor with a text meant to cost time", async () => {
    expect(await verifyPassword("x", "")).toBe(false);
    expect(await verifyPassword("x", "bcrypt$1$2$3$c2FsdA$aGFzaA")).toBe(false);
    expect(await verifyPassword("x".repeat(2000), await hashPassword("x"))).toBe(false);
  });

  it("is the same however its letters are composed", async () => {
    expect(await verifyPassword("caf\u00e9", await hashPassword("cafe\u0301"))).toBe(true);
  });
});

describe("an API key", () => {
  it("is recognised by its hash, and shown by its beginning", () => {
    const { key, prefix, hash } = makeApiKey();
    expect(key).toMatch(/^lsk_[\w-]{43}$/);
    expect(key.startsWith(prefix)).toBe(true);
    expect(hashApiKey(key)).toBe(hash);
    expect(hash).not.toContain(key.slice(4));
    expect(makeApiKey().key).not.toBe(key);
  });

  it("is read from an Authorization header that holds one of ours", () => {
    const { key } = makeApiKey();
    expect(apiKeyOf(`Bearer ${key}`)).toBe(key);
    expect(apiKeyOf("Bearer something-else")).toBeNull();
    expect(apiKeyOf(`Basic ${key}`)).toBeNull();
    expect(apiKeyOf(null)).toBeNull();
  });
});

describe("failed sign-ins", () => {
  const now = new Date("2026-03-01T10:00:00Z");
  const later = new Date("2026-03-01T10:15:01Z");

  it("stop further tries after ten, for a quarter of an hour, for that key alone", () => {
    const attempts = createAttempts({ most: 10 });
    for (let count = 0; count < 10; count += 1) {
      expect(attempts.isAllowed("a", now)).toBe(true);
      attempts.recordFailure("a", now);
    }
    expect(attempts.isAllowed("a", now)).toBe(false);
    expect(attempts.isAllowed("b", now)).toBe(true);
    expect(attempts.isAllowed("a", later)).toBe(true);
  });

  it("are forgotten after a success", () => {
    const attempts = createAttempts({ most: 10 });
    for (let count = 0; count < 10; count += 1) attempts.recordFailure("a", now);
    attempts.forget("a");
    expect(attempts.isAllowed("a", now)).toBe(true);
  });
});
