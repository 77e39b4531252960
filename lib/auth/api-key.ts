import { createHash, randomBytes } from "node:crypto";

/** `lsk_` says what it is to secret scanners and to people; the rest is 256 random bits. */
const MARK = "lsk_";
const SECRET_BYTES = 32;
const SHOWN_CHARACTERS = 12;

export type NewApiKey = {
  /** The whole key, shown once. */
  key: string;
  /** Its first characters, kept to recognise it by. */
  prefix: string;
  /** SHA-256, the only form in which it is stored. A key is random, so it needs no slow hash. */
  hash: string;
};

export function makeApiKey(): NewApiKey {
  const key = `${MARK}${randomBytes(SECRET_BYTES).toString("base64url")}`;
  return { key, prefix: key.slice(0, SHOWN_CHARACTERS), hash: hashApiKey(key) };
}

export const hashApiKey = (key: string): string => createHash("sha256").update(key).digest("base64url");

/** The key in an Authorization header, or null when the header holds none of ours. */
export function apiKeyOf(authorization: string | null): string | null {
  const match = /^Bearer\s+(lsk_[\w-]{20,200})$/i.exec(authorization ?? "");
  return match?.[1] ?? null;
}
