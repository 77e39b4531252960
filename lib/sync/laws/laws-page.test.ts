import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const HERE = import.meta.dirname;
const PAGE = path.resolve(HERE, "../../../docs/laws.md");
const LAWS = 17;

/** A line of a table on the page: its first cell, and the files that it links to. */
const rows = readFileSync(PAGE, "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| ---"))
  .map((line) => ({
    first: line.split("|")[1]?.trim() ?? "",
    files: [...line.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => path.resolve(path.dirname(PAGE), link)),
  }));

const laws = rows.flatMap(({ first, files }) => {
  const [, number, name] = /^(\d+) (.+)$/.exec(first) ?? [];
  return number && name ? [{ number: Number(number), name, files }] : [];
});
const rules = rows.filter(({ first, files }) => files.length > 0 && !/^\d/.test(first));

test("the page lists every law, in order", () => {
  expect(laws.map(({ number }) => number)).toEqual(Array.from({ length: LAWS }, (_, index) => index + 1));
});

test.each(laws.filter(({ files }) => files.length > 0))(
  "law $number has tests that bear its name",
  ({ number, name, files }) => {
    for (const file of files) expect(readFileSync(file, "utf8").includes(`law ${number}, ${name}: `), file).toBe(true);
  },
);

test.each(rules)("the rule “$first” has a test that bears its name", ({ first, files }) => {
  for (const file of files) expect(readFileSync(file, "utf8").includes(first), file).toBe(true);
});

test("every test of a law is on the page", () => {
  const listed = new Set(laws.flatMap(({ files }) => files.map((file) => path.basename(file))));
  const tests = readdirSync(HERE).filter((file) => /^\d\d-.*[.]test[.]ts$/.test(file));
  expect(tests.filter((file) => !listed.has(file))).toEqual([]);
});
