import { openConnection } from "../../connections/open-connection";
import { type KnownEdits, listDisputedConnections, listOpenWithRemote, saveKnownEdits } from "../../db/conflicts";
import { startObserving } from "../../db/sync-runs";
import { type CanonicalValue, isEqual } from "../../domain/canonical";
import type { ConflictFieldView } from "../../domain/views/conflicts";
import { AppError, PlatformError } from "../../errors";
import { logger } from "../../logger";
import type { PlatformAdapter } from "../../platforms/types";
import { EXISTENCE } from "../core/take-over";
import { type PullOptions, withConnection } from "./with-connection";

/** One question serves them all; of more conflicts than this nobody reads each. */
const MOST_CONFLICTS = 100;

/** A record that was put away over there had its status changed. */
const fieldBehind = (name: string): string => (name === EXISTENCE ? "status" : name);

/**
 * Asks the platform who changed their side of what is in conflict, and when: whoever decides wants to know whom to ask.
 * Each value is asked about once. Nothing rests on the answer, so a platform that gives none is asked by the next pull.
 */
export const nameEditors = ({ runId }: { runId: string }, options: PullOptions = {}): Promise<void> =>
  withConnection(runId, undefined, options, (pull, { adapter }) => ask(pull, adapter));

/** The same for what a push found in its set. It goes on whatever comes of this. */
export async function nameEditorsOfSet(
  { runId }: { runId: string },
  { open = openConnection }: PullOptions = {},
): Promise<void> {
  const run = await startObserving(runId);
  if (!run) return;
  const { organizationId, campaignSetId } = run;
  for (const connectionId of await listDisputedConnections(organizationId, campaignSetId)) {
    try {
      const connection = await open({ organizationId, connectionId, syncRunId: runId, deadline: null });
      await ask({ organizationId, connectionId }, connection.adapter).finally(() => connection.close());
    } catch (error) {
      if (!(error instanceof PlatformError) && !(error instanceof AppError)) throw error;
      logger.info({ err: error, connectionId }, "nobody could be asked who changed what is in conflict");
    }
  }
}

type Scope = { organizationId: string; connectionId: string };

async function ask({ organizationId, connectionId }: Scope, adapter: PlatformAdapter): Promise<void> {
  if (!adapter.whoChanged) return;
  const unknown = (await listOpenWithRemote(organizationId, connectionId, MOST_CONFLICTS)).flatMap((conflict) => {
    const known = conflict.edits as KnownEdits;
    const fields = (conflict.fields as unknown as ConflictFieldView[]).filter(
      ({ name, platform }) =>
        !known[name] || !isEqual(known[name].platform as CanonicalValue, platform as CanonicalValue),
    );
    const { id, recordKind, link } = conflict;
    return fields.length > 0 ? [{ id, kind: recordKind, platformId: link.platformId ?? "", fields }] : [];
  });
  if (unknown.length === 0) return;
  try {
    const answers = await adapter.whoChanged(
      unknown.map(({ kind, platformId, fields }) => ({
        kind,
        platformId,
        fields: fields.map(({ name }) => fieldBehind(name)),
      })),
    );
    await saveKnownEdits(
      organizationId,
      unknown.map(({ id, fields }, index) => ({
        id,
        edits: Object.fromEntries(
          fields.map(({ name, platform }) => {
            const edit = answers[index]?.[fieldBehind(name)];
            return [name, { by: edit?.by ?? null, at: edit?.at ?? null, platform }];
          }),
        ),
      })),
    );
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    logger.info({ err: error, connectionId }, "nobody said who changed what is in conflict");
  }
}
