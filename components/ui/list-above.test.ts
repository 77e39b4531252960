import { expect, it } from "vitest";
import { listAbove } from "./list-above";

it.each([
  ["/campaigns/s1", "/campaigns"],
  ["/campaigns/s1/plans/p1", "/campaigns"],
  ["/syncs/r1", "/syncs"],
  ["/connections/c1", "/connections"],
  ["/connections/c1/found", "/connections"],
  ["/settings/audit", "/"],
])("leads from %s to %s", (pathname, href) => {
  expect(listAbove(pathname).href).toBe(href);
});
