import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/**
 * AES-256-GCM envelopes for secrets at rest: `keyId.iv.tag.data`, the last three in base64url. The key's id is in the
 * envelope, so that keys rotate: the first key writes, every key reads.
 */

const ALGORITHM = "aes-256-gcm";
/** 96 bits is the length GCM is defined for; any other is hashed down to it. */
const IV_BYTES = 12;
const TAG_BYTES = 16;

export type EncryptionKeys = ReadonlyMap<string, Buffer>;

/** `boundTo` is authenticated with the text, so that an envelope copied to another row does not open. */
export function encrypt(text: string, keys: EncryptionKeys, boundTo: string): string {
  const [first] = keys;
  if (!first) throw new Error("There is no encryption key.");
  const [keyId, key] = first;
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(boundTo));
  const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return [keyId, iv.toString("base64url"), cipher.getAuthTag().toString("base64url"), data.toString("base64url")].join(
    ".",
  );
}

/** Throws when the envelope was altered, belongs to another row, or its key is not among the given ones. */
export function decrypt(envelope: string, keys: EncryptionKeys, boundTo: string): string {
  const [keyId, iv, tag, data, ...rest] = envelope.split(".");
  if (!keyId || iv === undefined || tag === undefined || data === undefined || rest.length > 0) {
    throw new Error("This is not an encrypted value.");
  }
  const key = keys.get(keyId);
  if (!key) throw new Error(`The encryption key "${keyId}" is not in LOCKSTEP_ENCRYPTION_KEYS.`);
  const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(iv, "base64url"), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(boundTo));
  decipher.setAuthTag(Buffer.from(tag, "base64url"));
  return Buffer.concat([decipher.update(Buffer.from(data, "base64url")), decipher.final()]).toString("utf8");
}
