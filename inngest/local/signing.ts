import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** A signing key as its three users need it: `signkey-<env>-<hex>`, or bare hex. */
export interface SigningKey {
  /** Key of the request signatures: the text after the prefix. */
  readonly secret: string;
  /** What the application sends as bearer: the prefix, then the SHA-256 of the key's bytes. */
  readonly bearer: string;
}

/** Throws when the key is not hex of even length after its prefix: the SDK would hash something else. */
export function readSigningKey(key: string): SigningKey {
  const prefix = /^signkey-\w+-/.exec(key)?.[0] ?? "";
  const secret = key.slice(prefix.length);
  if (!/^([0-9a-f]{2})+$/i.test(secret)) {
    throw new Error("INNGEST_SIGNING_KEY must be hexadecimal, optionally after a signkey-<env>- prefix");
  }
  const digest = createHash("sha256").update(Buffer.from(secret, "hex")).digest("hex");
  return { secret, bearer: `${prefix}${digest}` };
}

/**
 * Value of `x-inngest-signature` for a body in canonical form. The SDK refuses signatures more than five minutes from
 * its own clock, so `atMs` is the real time even where the executor's clock is a test's.
 */
export function signBody(key: SigningKey, body: string, atMs: number): string {
  const seconds = Math.floor(atMs / 1000).toString();
  const signature = createHmac("sha256", key.secret).update(body).update(seconds).digest("hex");
  return `t=${seconds}&s=${signature}`;
}

/** Compares two secrets without telling by its timing where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
