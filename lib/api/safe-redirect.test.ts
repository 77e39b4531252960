import { expect, it } from "vitest";
import { safeRedirect } from "./safe-redirect";

const BASE = "http://localhost:3000";

it.each([
  ["/campaigns?q=1", "http://localhost:3000/campaigns?q=1"],
  ["http://localhost:3000/syncs", "http://localhost:3000/syncs"],
  ["campaigns", "http://localhost:3000/campaigns"],
])("goes to a page of ours: %s", (wanted, target) => {
  expect(safeRedirect(wanted, BASE)).toBe(target);
});

it.each([
  "https://evil.example",
  "//evil.example/x",
  "/\\evil.example",
  "\\\\evil.example",
  "http://localhost:3000@evil.example",
  "http://localhost:3001/",
  "javascript:alert(1)",
  "data:text/html,x",
  "http://[",
])("stays here instead of going to %s", (wanted) => {
  expect(safeRedirect(wanted, BASE)).toBe("http://localhost:3000/");
});
