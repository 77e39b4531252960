import { Cron } from "croner";

/** A five-field schedule, read once; both questions are pure functions of the given instant (ms). */
export interface Schedule {
  /** The pattern as the function declares it, `TZ=` included. */
  readonly text: string;
  nextAfter(atMs: number): number | undefined;
  latestUpTo(atMs: number): number | undefined;
}

const PLAIN_FIELD = /^([\d*/,-]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)+$/i;

/** Reads `[TZ=Zone ]m h dom mon dow`; UTC without a zone. Throws with the reason when it cannot be read. */
export function readSchedule(text: string): Schedule {
  const [, zone, pattern] = /^(?:(?:CRON_TZ|TZ)=(\S+)\s+)?(.*)$/.exec(text.trim()) ?? [];
  const fields = (pattern ?? "").split(/\s+/);
  // croner knows more than five plain fields (seconds, L, W, #, @daily); Inngest does not, so neither do we.
  if (fields.length !== 5 || !fields.every((field) => PLAIN_FIELD.test(field))) {
    throw new Error(`"${text}" is not a five-field cron expression`);
  }
  const cron = new Cron(fields.join(" "), { mode: "5-part", paused: true, timezone: zone ?? "UTC" });
  cron.nextRun(); // croner reads the zone only when it is first needed: a wrong one is to fail here
  return {
    text,
    nextAfter: (atMs) => cron.nextRun(new Date(atMs))?.getTime(),
    // croner looks strictly before its reference, in whole seconds
    latestUpTo: (atMs) => cron.previousRuns(1, new Date(atMs + 1_000))[0]?.getTime(),
  };
}
