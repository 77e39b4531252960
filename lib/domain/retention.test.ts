import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { RETENTION } from "./retention";

it("is the table that docs/retention.md shows", () => {
  const expected = Object.values(RETENTION).map(({ what, table, days, from, why }) =>
    [what, `\`${table}\``, days === 1 ? "1 day" : `${days} days`, from, why].join(" | "),
  );
  const page = readFileSync(new URL("../../docs/retention.md", import.meta.url), "utf8");
  const shown = page
    .split("\n")
    .filter((line) => line.startsWith("| ") && line.includes("`"))
    .map((line) => line.slice(2, -2));
  expect(shown).toEqual(expected);
});

it("lets bodies of calls go sooner than the calls, and calls sooner than the runs they were made in", () => {
  expect(RETENTION.callBodies.days).toBeLessThan(RETENTION.calls.days);
  expect(RETENTION.calls.days).toBeLessThan(RETENTION.runs.days);
  expect(RETENTION.operations.days).toBe(RETENTION.runs.days);
});
