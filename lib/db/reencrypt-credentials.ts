import { env } from "../env";
import { db } from "./client";
import { decrypt, encrypt } from "./encryption";

/** Small enough that a rotation is never one long transaction. */
const ROWS_AT_ONCE = 100;

/**
 * Rewrites every envelope that another key than the first one wrote, so that old keys can be taken out of the
 * environment. Safe to repeat and to run beside everything else: an envelope that changed meanwhile is left to the next
 * pass. Answers how many were rewritten.
 */
export async function reencryptCredentials(keys = env.LOCKSTEP_ENCRYPTION_KEYS): Promise<number> {
  const [first] = keys.keys();
  if (!first) throw new Error("There is no encryption key.");
  let rewritten = 0;
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    // Past the client's extension: what is wanted is the envelope itself.
    const rows = await db.$queryRaw<{ id: string; envelope: string }[]>`
      select "id", "credentials" as "envelope" from "Connection"
      where "id" > ${after}::uuid and split_part("credentials", '.', 1) <> ${first}
      order by "id" limit ${ROWS_AT_ONCE}::int`;
    for (const { id, envelope } of rows) {
      const fresh = encrypt(decrypt(envelope, keys, id), keys, id);
      rewritten += await db.$executeRaw`
        update "Connection" set "credentials" = ${fresh} where "id" = ${id}::uuid and "credentials" = ${envelope}`;
    }
    const last = rows.at(-1);
    if (!last) return rewritten;
    after = last.id;
  }
}
