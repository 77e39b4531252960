import { type Clock, systemClock } from "../clock";
import { type Opener, openConnection } from "../connections/open-connection";
import { connectionForSync } from "../db/connections";
import type { Ref } from "../db/found";
import { AccountSettings } from "../domain/connection";
import { AppError, type FieldError } from "../errors";
import { platformOrThrow } from "../platforms/registry";
import type { PlatformAdapter, RecordContent } from "../platforms/types";
import { fromRemote } from "../sync/pull/remote-record";
import type { Found } from "./found-records";

export type AdoptionOptions = { clock?: Clock; open?: Opener };

export type Scope = { organizationId: string; connectionId: string };

/** What taking something on needs of its connection. Throws `not_found`, `precondition` where it is not in use. */
export async function connectionInUse(scope: Scope) {
  const connection = await connectionForSync(scope);
  if (connection.status !== "active") {
    throw new AppError(
      "precondition",
      `${connection.name} is not in use now, so nothing of it can be taken on. Connect or resume it first.`,
    );
  }
  const { currency } = AccountSettings.parse(connection.settings);
  if (!currency)
    throw new AppError("precondition", "No ad account is chosen for this connection yet. Choose one first.");
  return { ...connection, currency, definition: platformOrThrow(connection.platform) };
}

/** People wait for this: past it the platform's quota is used up, and they are told to take fewer at once. */
const PATIENCE_MS = 60_000;

/** Calls the platform in the connection's name, for as long as a person waits. */
export async function withAdapter<Result>(
  scope: Scope,
  { clock = systemClock, open = openConnection }: AdoptionOptions,
  work: (adapter: PlatformAdapter) => Promise<Result>,
): Promise<Result> {
  const deadline = new Date(clock.now().getTime() + PATIENCE_MS);
  const connection = await open({ ...scope, syncRunId: null, deadline });
  try {
    return await work(connection.adapter);
  } finally {
    await connection.close();
  }
}

/** Reads what listings left out of these rows, once. Null where this platform's listings leave nothing out. */
export async function readContents(
  scope: Scope,
  rows: Found["row"][],
  options: AdoptionOptions,
): Promise<Map<string, RecordContent> | null> {
  const ads = rows.filter((row) => row.recordKind === "ad");
  if (ads.length === 0) return null;
  return withAdapter(scope, options, async (adapter) => {
    if (!adapter.readContent) return null;
    return adapter.readContent(
      ads.map((row) => {
        const { fields, parts } = fromRemote(row.value);
        return { kind: row.recordKind, platformId: row.platformId, parts, value: fields };
      }),
    );
  });
}

/** Refuses references to what nobody found, naming each. */
export function refuseUnknown(refs: Ref[], isKnown: (ref: Ref) => boolean, message: string): void {
  const errors: FieldError[] = refs.flatMap((ref, index) =>
    isKnown(ref) ? [] : [{ path: `records[${index}].platformId`, message }],
  );
  const [first] = errors;
  if (first) throw new AppError("invalid", `${first.path}: ${first.message}`, { errors });
}

/** Somebody else took on, or put aside, what this was about to. */
export class Overtaken extends Error {
  constructor() {
    super("somebody else was faster");
    this.name = "Overtaken";
  }
}

/** Does the work again from the start when somebody else was faster: what they took on is then there to be found. */
export async function notOvertaken<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      if (attempt >= MOST_ATTEMPTS) {
        throw new AppError("stale_version", "Someone else is working on the same records. Look again, then try again.");
      }
    }
  }
}

const MOST_ATTEMPTS = 3;
