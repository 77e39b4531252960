import { randomBytes } from "node:crypto";

/**
 * A short mark that ends a pushed name (`Sneaker fans ·k3f9wq`). Platforms without a key of their own give no other
 * way to find an object whose create was answered by silence. It is cut off on the way back and never shown here.
 */
const ALPHABET = "abcdefghjkmnpqrstvwxyz23456789";
const LENGTH = 6;
const MARKED = new RegExp(`^(.*) ·([${ALPHABET}]{${LENGTH}})$`, "s");

export function newMarker(random: (size: number) => Uint8Array = randomBytes): string {
  return Array.from(random(LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

/** The name to push. A name that leaves no room is cut: the marker matters more than its last letters. */
export function withMarker(name: string, marker: string, limit: number): string {
  if (!marker) return cut(name, limit);
  return `${cut(name, limit - LENGTH - 2)} ·${marker}`;
}

/** Cut between characters: half of one is no text. */
const cut = (text: string, limit: number): string => text.slice(0, limit).replace(/[\ud800-\udbff]$/, "");

export function splitName(pushed: string): { name: string; marker: string | null } {
  const match = MARKED.exec(pushed);
  return match ? { name: match[1] ?? "", marker: match[2] ?? null } : { name: pushed, marker: null };
}
