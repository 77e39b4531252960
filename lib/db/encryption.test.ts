import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decrypt, encrypt } from "./encryption";

const [first, second] = [randomBytes(32), randomBytes(32)];
const keys = new Map([["k1", first]]);

describe("an encrypted value", () => {
  it("opens with its key, for the row it was made for", () => {
    const envelope = encrypt("secret é €", keys, "row-1");
    expect(envelope).not.toContain("secret");
    expect(envelope).toMatch(/^k1\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
    expect(decrypt(envelope, keys, "row-1")).toBe("secret é €");
    expect(() => decrypt(envelope, keys, "row-2")).toThrow();
  });

  it("is different each time", () => {
    expect(encrypt("same", keys, "row")).not.toBe(encrypt("same", keys, "row"));
  });

  it.each(["iv", "tag", "data"])("does not open when its %s was altered", (part) => {
    const parts = encrypt("secret", keys, "row").split(".");
    const index = { iv: 1, tag: 2, data: 3 }[part] ?? 0;
    const bytes = Buffer.from(parts[index] ?? "", "base64url");
    bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
    parts[index] = bytes.toString("base64url");
    expect(() => decrypt(parts.join("."), keys, "row")).toThrow();
  });

  it("does not open with a shortened tag, which would be easy to guess", () => {
    const [id, iv, tag, data] = encrypt("secret", keys, "row").split(".");
    const short = Buffer.from(tag ?? "", "base64url")
      .subarray(0, 4)
      .toString("base64url");
    expect(() => decrypt([id, iv, short, data].join("."), keys, "row")).toThrow();
  });

  it("opens after the keys were rotated, and says which key is missing when one was dropped", () => {
    const old = encrypt("secret", keys, "row");
    const rotated = new Map([
      ["k2", second],
      ["k1", first],
    ]);
    expect(decrypt(old, rotated, "row")).toBe("secret");
    expect(encrypt("new", rotated, "row")).toMatch(/^k2\./);
    expect(() => decrypt(old, new Map([["k2", second]]), "row")).toThrow(/"k1"/);
  });

  it("is told from plain text", () => {
    expect(() => decrypt(`{"refreshToken":"x"}`, keys, "row")).toThrow("not an encrypted value");
  });
});
