import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ENTROPY_BYTES = 10;

/** A ULID of the given instant (ms) with random or given entropy (10 bytes). */
export function ulid(atMs: number, entropy: Buffer = randomBytes(ENTROPY_BYTES)): string {
  let bits = (BigInt(atMs) << 80n) | BigInt(`0x${entropy.toString("hex")}`);
  let text = "";
  for (let index = 0; index < 26; index += 1) {
    text = ALPHABET.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return text;
}

export interface IdSeed {
  atMs: number;
  entropy: Buffer;
}

/** Reads `x-inngest-event-id-seed: <millis>,<base64 of 10 bytes>`; undefined when it is absent or malformed. */
export function readIdSeed(header: string | undefined): IdSeed | undefined {
  const [millis, encoded] = (header ?? "").split(",");
  const atMs = Number(millis);
  const entropy = Buffer.from(encoded ?? "", "base64");
  if (!Number.isSafeInteger(atMs) || atMs <= 0 || entropy.length !== ENTROPY_BYTES) return undefined;
  return { atMs, entropy };
}

/** The same seed and index always give the same id, so a repeated post stores nothing twice. */
export function seededUlid(seed: IdSeed, index: number): string {
  const entropy = Buffer.from(seed.entropy);
  const tail = ENTROPY_BYTES - 4;
  entropy.writeUInt32BE((entropy.readUInt32BE(tail) + index) >>> 0, tail);
  return ulid(seed.atMs, entropy);
}
