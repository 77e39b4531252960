export type Member = { name: string; parameters: Record<string, string> };

/**
 * The members of a list such as `"burst";r=0;t=42, "day";r=100;t=3600` (the IETF RateLimit headers).
 * Reads what rate limit headers use of RFC 9651: quoted or bare names with simple parameters.
 */
export function parseDictionary(text: string): Member[] {
  return splitOutsideQuotes(text, ",").flatMap((member) => {
    const [name = "", ...rest] = splitOutsideQuotes(member, ";").map((part) => part.trim());
    if (!name) return [];
    const parameters = Object.fromEntries(
      rest.map((part) => {
        const [key = "", value = ""] = part.split("=").map((half) => half.trim());
        return [key, value.replace(/^"|"$/g, "")];
      }),
    );
    return [{ name: name.replace(/^"|"$/g, ""), parameters }];
  });
}

function splitOutsideQuotes(text: string, separator: "," | ";"): string[] {
  return text.match(separator === "," ? /(?:"[^"]*"|[^,])+/g : /(?:"[^"]*"|[^;])+/g) ?? [];
}
