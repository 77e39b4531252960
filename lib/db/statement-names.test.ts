import { describe, expect, it } from "vitest";
import { createStatementNames } from "./statement-names";

const often = (nameOf: ReturnType<typeof createStatementNames>, sql: string, args: unknown[] = [1]) =>
  Array.from({ length: 4 }, () => nameOf({ sql, args })).at(-1);

describe("a statement", () => {
  it("gets a name once it has come a few times, always the same, and another than any other", () => {
    const nameOf = createStatementNames();
    const asked = Array.from({ length: 5 }, () => nameOf({ sql: "select $1", args: [1] }));
    expect(asked.slice(0, 2)).toEqual(["", ""]);
    expect(asked[2]).toMatch(/^lockstep_/);
    expect(new Set(asked.slice(2)).size).toBe(1);
    expect(often(nameOf, "select $1, 2")).not.toBe(asked[2]);
  });

  it.each([
    'select * from "Link" where "id" = $1',
    'select r.*, c."name" from "SyncRun" r join "Connection" c on true where r."id" = $1',
    'update "SyncRun" set "status" = $1 returning *',
    'update "SyncRun" r set "status" = $1 returning r.*',
  ])("that answers all columns of a table gets none: %s", (sql) => {
    expect(often(createStatementNames(), sql)).toBe("");
  });

  it.each([
    'select count(*)::int from "Link" where "id" = $1',
    "with rows as (select r.* from jsonb_to_recordset($1::jsonb) as r(a int)) select a * 2 from rows",
  ])("whose answer stays the same does: %s", (sql) => {
    expect(often(createStatementNames(), sql)).toMatch(/^lockstep_/);
  });

  it("with a list of values gets none, nor does one that has none", () => {
    const nameOf = createStatementNames();
    expect(often(nameOf, "select long", Array(100).fill(1))).toBe("");
    expect(often(nameOf, "BEGIN", [])).toBe("");
  });
});

it("names no more statements than a server should keep", () => {
  const nameOf = createStatementNames();
  const names = Array.from({ length: 2_000 }, (_, at) => often(nameOf, `select ${at}, $1`));
  expect(new Set(names.filter((name) => name !== "")).size).toBe(400);
});
