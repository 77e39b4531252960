import { describe, expect, it } from "vitest";
import { actionFrom, type ChosenAudit, dayFrom, exportAddress, toAuditFilter } from "./audit-filter";

const NOTHING: ChosenAudit = { person: null, action: null, record: null, since: null, until: null };
const HOUR_MS = 3_600_000;

describe("what the audit is narrowed to", () => {
  it("asks only for what was chosen", () => {
    expect(toAuditFilter(NOTHING)).toEqual({});
    expect(toAuditFilter({ ...NOTHING, action: "campaign.edit" })).toEqual({ action: "campaign.edit" });
  });

  it("takes days of the reader's calendar, the last one with all its hours", () => {
    const { since, until } = toAuditFilter({ ...NOTHING, since: "2026-05-01", until: "2026-05-01" });
    expect(since).toBe(new Date(2026, 4, 1).toISOString());
    expect(until).toBe(new Date(2026, 4, 2).toISOString());
    expect(Date.parse(until ?? "") - Date.parse(since ?? "")).toBe(24 * HOUR_MS);
  });

  it("goes from the last day of a year to the first of the next", () => {
    const { until } = toAuditFilter({ ...NOTHING, until: "2026-12-31" });
    expect(until).toBe(new Date(2027, 0, 1).toISOString());
  });

  it("leaves out of the address what was mistyped", () => {
    expect(["2026-05-01", "2026-06-31", "yesterday", "2026-5-1", null].map(dayFrom)).toEqual([
      "2026-05-01",
      null,
      null,
      null,
      null,
    ]);
    expect(["campaign.edit", "Campaign", "a.b.c", "", null].map(actionFrom)).toEqual([
      "campaign.edit",
      null,
      null,
      null,
      null,
    ]);
  });

  it("exports what is shown", () => {
    expect(exportAddress({})).toBe("/api/v1/audit.csv");
    expect(exportAddress({ action: "campaign.edit", since: "2026-05-01T00:00:00.000Z" })).toBe(
      "/api/v1/audit.csv?action=campaign.edit&since=2026-05-01T00%3A00%3A00.000Z",
    );
  });
});
