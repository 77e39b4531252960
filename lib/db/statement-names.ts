/** Lists of many values make a text of its own for every length: those are not worth keeping. */
const MOST_PARAMETERS = 24;
/** A connection keeps what it has prepared, so this bounds the server's memory. */
const MOST_NAMES = 400;
/** What is asked once, or twice, is not worth preparing. */
const WORTH_IT = 3;
/** All columns of a table, as far as they may be part of the answer. */
const ALL_COLUMNS = /\*\s+from\s+"|returning\s+(?:\w+\.)?\*|\.\*,/i;

/**
 * Names for the statements that come again and again: the server parses such a one once for each connection, and plans it
 * anew only while that is the cheaper way. Answers an empty name for what is not prepared.
 *
 * A statement that answers all columns of a table is never named: its answer changes with a migration, and a server refuses
 * to give another answer to what it has prepared.
 */
export function createStatementNames(): (query: { sql: string; args: unknown[] }) => string {
  const names = new Map<string, string>();
  let asked = new Map<string, number>();
  return ({ sql, args }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= MOST_NAMES || args.length === 0 || args.length > MOST_PARAMETERS || ALL_COLUMNS.test(sql))
      return "";
    const times = (asked.get(sql) ?? 0) + 1;
    if (asked.size > MOST_NAMES) asked = new Map();
    asked.set(sql, times);
    if (times < WORTH_IT) return "";
    asked.delete(sql);
    const name = `lockstep_${names.size + 1}`;
    names.set(sql, name);
    return name;
  };
}
