import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { AuditEntryView } from "@/lib/domain/views/audit";
import { ACTION_GROUPS, addressOf, deedOf, doerOf, toldChanges } from "./audit-words";

const LIB = path.join(import.meta.dirname, "../../lib");
const known = new Set(ACTION_GROUPS.flatMap(({ actions }) => actions.map(({ action }) => action)));

/** Actions as the verbs write them down. What is put together (`${kind}.edit`) is known by its parts. */
const written = readdirSync(LIB, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !/^(api|domain)\//.test(file))
  .map((file) => readFileSync(path.join(LIB, file), "utf8"))
  .filter((text) => /record(Audit|FoundChange)|auditEntry/.test(text))
  .flatMap((text) =>
    [...text.matchAll(/\baction: (?:\w+ \? )?"([a-z_]+\.[a-z_]+)"/g)].map(([, action = ""]) => action),
  );

const subject: AuditEntryView["subject"] = {
  kind: "campaign",
  id: "c1",
  name: "Shoes & socks",
  gone: false,
  campaignSetId: "s1",
  currency: "USD",
};

describe("the words of the audit", () => {
  it("has words for every action that is written down", () => {
    expect(written.length).toBeGreaterThan(10);
    expect(written.filter((action) => !known.has(action))).toEqual([]);
    expect(deedOf("campaign.edit")).toBe("Edited");
    expect(deedOf("template.apply_all")).toBe("Template apply all");
  });

  it("says who it was, also where nobody in person did it", () => {
    const by = (kind: string, name: string | null, adopted?: boolean) =>
      doerOf({ by: { kind, id: null, name }, adopted });
    expect(by("person", "Ada")).toEqual({ who: "Ada", as: null });
    expect(by("person", null)).toEqual({ who: "Someone who left", as: null });
    expect(by("api_key", null)).toEqual({ who: "An API key", as: null });
    expect(by("platform", "Reddit")).toEqual({ who: "Reddit", as: "read by a pull" });
    expect(by("platform", "Reddit", true)).toEqual({ who: "Reddit", as: "adopted" });
    expect(by("platform", null).who).toBe("The platform");
  });

  it("leads to the record where there is one", () => {
    expect(addressOf(subject)).toBe("/campaigns/s1?q=Shoes+%26+socks");
    expect(addressOf({ ...subject, kind: "campaign_set", id: "s1" })).toBe("/campaigns/s1");
    expect(addressOf({ ...subject, kind: "connection", campaignSetId: null })).toBe("/connections/c1");
    expect(addressOf({ ...subject, kind: "sync_run", campaignSetId: null })).toBe("/syncs/c1");
    expect(addressOf({ ...subject, gone: true })).toBeNull();
    expect(addressOf({ ...subject, kind: "template", campaignSetId: null })).toBeNull();
  });

  it("tells a name only where it changed: one that came or went is the record's own", () => {
    const told = (from: string | null, to: string | null) =>
      toldChanges({ changes: [{ field: "name", from, to }] } as AuditEntryView).length;
    expect([told("One", "Two"), told(null, "Two"), told("One", null)]).toEqual([1, 0, 0]);
  });
});
