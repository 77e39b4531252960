import type { AuditFilter } from "./queries";

export type ChosenAudit = {
  person: string | null;
  action: string | null;
  record: string | null;
  /** Days of the reader's calendar, as `2026-05-01`; the last one is meant with it. */
  since: string | null;
  until: string | null;
};

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
const ACTION = /^[a-z_]{1,40}\.[a-z_]{1,40}$/;

/** A day as it stands in the address; what is none was mistyped and filters nothing. */
export const dayFrom = (text: string | null): string | null => (text && startOf(text) ? text : null);

export const actionFrom = (text: string | null): string | null => (text && ACTION.test(text) ? text : null);

/** The instant a day begins where the reader is, or that day so many days later. */
function startOf(day: string, later = 0): Date | null {
  const [, year, month, date] = DAY.exec(day) ?? [];
  if (!year) return null;
  const start = new Date(Number(year), Number(month) - 1, Number(date));
  // The calendar knows no 31 June, and would make it 1 July.
  if (start.getMonth() !== Number(month) - 1) return null;
  start.setDate(start.getDate() + later);
  return start;
}

/** What is asked of the API: only what was chosen. */
export function toAuditFilter({ person, action, record, since, until }: ChosenAudit): AuditFilter {
  const [from, to] = [since && startOf(since), until && startOf(until, 1)];
  return {
    ...(person ? { person } : {}),
    ...(action ? { action } : {}),
    ...(record ? { record } : {}),
    ...(from ? { since: from.toISOString() } : {}),
    ...(to ? { until: to.toISOString() } : {}),
  };
}

/** Where the entries of a filter can be had as a file. */
export function exportAddress(filter: AuditFilter): string {
  const query = new URLSearchParams(filter).toString();
  return `/api/v1/audit.csv${query ? `?${query}` : ""}`;
}
