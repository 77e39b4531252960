const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, or how soon, in as few letters as stay clear: "just now", "12 s ago", "in 4 min", "12 Nov". */
export function describeAge(at: string, now: number): string {
  const instant = Date.parse(at);
  const distance = Math.abs(now - instant);
  if (distance < 5 * SECOND) return "just now";
  const amount = describeAmount(distance);
  if (amount === null) return dayOf(instant, now);
  return instant <= now ? `${amount} ago` : `in ${amount}`;
}

function describeAmount(distance: number): string | null {
  if (distance < MINUTE) return `${Math.floor(distance / SECOND)} s`;
  if (distance < HOUR) return `${Math.floor(distance / MINUTE)} min`;
  if (distance < DAY) return `${Math.floor(distance / HOUR)} h`;
  if (distance < 7 * DAY) return `${Math.floor(distance / DAY)} d`;
  return null;
}

/** The day in the reader's zone, with its year where that is another one: "24 Nov". */
export function dayOf(instant: number, now: number): string {
  const date = new Date(instant);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(date);
}

/** A length of time: "8 s", "4 min 10 s", "2 h 5 min". */
export function describeDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / SECOND));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
}

let exactFormat: Intl.DateTimeFormat | undefined;

/** The instant in full, in the reader's zone, with the zone: for a tooltip. */
export function exactInstant(at: string): string {
  // Made once: a list shows hundreds of instants, and a formatter takes longer to make than to use.
  exactFormat ??= new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });
  return exactFormat.format(new Date(at));
}

/** Hours, minutes and seconds in the reader's zone, for a line of a log. */
export function clockTime(at: string): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(
    new Date(at),
  );
}

/** Hours and minutes in the reader's zone, for something that is due today. */
export function hourAndMinute(at: string): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

/** A date and a time to the minute, in the reader's zone. */
export function dateAndTime(at: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(new Date(at));
}
