import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ROLES } from "./actor";
import { ACTION_MEANINGS, type Action, can, PERMISSIONS } from "./permissions";

const actions = Object.keys(PERMISSIONS) as Action[];

it("is the table that docs/roles.md shows", () => {
  const expected = actions.map((action) =>
    [`\`${action}\``, ACTION_MEANINGS[action], ...ROLES.map((role) => (can(role, action) ? "yes" : "–"))].join(" | "),
  );
  const page = readFileSync(new URL("../../docs/roles.md", import.meta.url), "utf8");
  const shown = page
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.slice(2, -2));
  expect(shown).toEqual(expected);
});

it("gives an owner everything, and lets a viewer change nothing", () => {
  for (const action of actions) {
    expect(can("owner", action)).toBe(true);
    if (!action.endsWith(".read")) expect(can("viewer", action)).toBe(false);
  }
});
