import { expect, it } from "vitest";
import { keyOfCursor, pageByKey } from "./page-by-key";

type Person = { id: string; name: string };
const keyOf = ({ name, id }: Person) => [name, id];
const people = (...names: string[]): Person[] => names.map((name, index) => ({ id: `${index}`, name }));
const namesOf = (page: { items: Person[] }) => page.items.map(({ name }) => name);

const next = (cursor: string | null) => (cursor === null ? null : keyOfCursor(cursor));

it("orders names as people do, and tells those of the same name apart", () => {
  const all = people("Östen", "ada", "Zoë", "Ada", "Ada", "Oslo");
  const whole = pageByKey(all, { limit: 10, cursor: null }, keyOf);
  expect(namesOf(whole)).toEqual(["ada", "Ada", "Ada", "Oslo", "Östen", "Zoë"]);
  expect(whole.nextCursor).toBeNull();
  const first = pageByKey(all, { limit: 2, cursor: null }, keyOf);
  const second = pageByKey(all, { limit: 2, cursor: next(first.nextCursor) }, keyOf);
  expect([...first.items, ...second.items]).toEqual(whole.items.slice(0, 4));
});

it("goes on where it stood when whom the page before ended with is gone", () => {
  const all = people("Ada", "Ben", "Cleo");
  const { nextCursor } = pageByKey(all, { limit: 2, cursor: null }, keyOf);
  const after = pageByKey(
    all.filter(({ name }) => name !== "Ben"),
    { limit: 2, cursor: next(nextCursor) },
    keyOf,
  );
  expect(after).toEqual({ items: [all[2]], nextCursor: null });
});

it("knows a cursor that no page gave", () => {
  for (const text of ["", "abc", "W10", Buffer.from("[1]").toString("base64url")]) expect(keyOfCursor(text)).toBeNull();
});
