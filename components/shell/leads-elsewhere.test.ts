import { expect, it } from "vitest";
import { leadsElsewhere } from "./leads-elsewhere";

const HERE = "https://hub.example/campaigns?q=shoes";
const click = { button: 0, metaKey: false, ctrlKey: false, shiftKey: false, altKey: false };
const link = (href: string, over = {}) => ({ href: new URL(href, HERE).href, target: "", download: "", ...over });

it.each(["/syncs", "/campaigns", "/campaigns?q=boots", "/docs/api"])("replaces the page: %s", (href) => {
  expect(leadsElsewhere(click, link(href), HERE)).toBe(true);
});

it("leaves alone what opens beside the page, is saved to a file, or stays on it", () => {
  for (const key of ["metaKey", "ctrlKey", "shiftKey", "altKey"])
    expect(leadsElsewhere({ ...click, [key]: true }, link("/syncs"), HERE)).toBe(false);
  expect(leadsElsewhere({ ...click, button: 1 }, link("/syncs"), HERE)).toBe(false);
  expect(leadsElsewhere(click, link("/syncs", { target: "_blank" }), HERE)).toBe(false);
  expect(leadsElsewhere(click, link("/api/v1/audit.csv", { download: "audit.csv" }), HERE)).toBe(false);
  expect(leadsElsewhere(click, link("https://elsewhere.example/"), HERE)).toBe(false);
  expect(leadsElsewhere(click, link("/campaigns?q=shoes#main"), HERE)).toBe(false);
});
