import type { Prisma } from "../../prisma/generated/client";
import { announceConnected } from "../announce";
import { recordAudit } from "../db/audit";
import { inTransaction, type Transaction } from "../db/client";
import {
  type ChangeableConnection,
  findConnectionOnAccount,
  findTies,
  leaveBehind,
  lockAccountChoices,
  lockConnection,
  saveConnection,
  saveFunding,
} from "../db/connection-changes";
import type { Actor } from "../domain/actor";
import type { Platform } from "../domain/campaign";
import {
  type AccountChoice,
  type AccountOptions,
  type AccountPart,
  AccountSettings,
  type AdAccount,
  missingParts,
  type Named,
  PART_IDS,
} from "../domain/connection";
import { AppError, staleVersion } from "../errors";
import { askDirectory, platformOf, REACH, type Reach } from "./reach";

type Choose = {
  actor: Actor;
  id: string;
  choice: AccountChoice;
  /** The version that was seen; another one answers `stale_version`. */
  version?: number;
};

/**
 * Makes a connection work in one ad account. Parts left out stay as they are, or are chosen by themselves where there is
 * only one. Throws `not_found`, `invalid` (the sign-in does not reach it), `conflict` (records are in another account).
 */
export async function chooseAccount({ actor, id, choice, version }: Choose, reach: Reach = REACH): Promise<void> {
  const scope = { organizationId: actor.organizationId, connectionId: id };
  await platformOf(scope);
  const { account, options } = await askDirectory(reach, scope, async (directory) => {
    const accounts = await directory.listAdAccounts();
    const account = accounts.find(({ platformId }) => platformId === choice.adAccountId);
    if (!account) throw unknownChoice("adAccountId", "This sign-in does not reach that ad account.");
    return { account, options: await directory.readOptions(account.platformId) };
  });
  const woken = await saveChoice({ actor, id, choice, version, account, options, readAt: reach.clock.now() });
  if (woken) announceConnected({ connectionId: id, platform: woken, userId: actor.userId });
}

type Save = Choose & { account: AdAccount; options: AccountOptions; readAt: Date };

/** Answers the platform of a connection that works from now on, and null where that has not changed. */
async function saveChoice(save: Save): Promise<Platform | null> {
  const { actor, id, choice, version, account, options, readAt } = save;
  const scope = { organizationId: actor.organizationId, connectionId: id };
  const { definition } = await platformOf(scope);
  return inTransaction(async (tx) => {
    await lockAccountChoices(tx, actor.organizationId);
    const connection = await lockConnection(tx, scope);
    if (!connection) throw new AppError("not_found", "This connection does not exist.");
    refuseStale(connection, version);
    const before = AccountSettings.parse(connection.settings);
    if (before.adAccountId !== account.platformId) {
      await refuseTies(tx, connection, account, actor.organizationId);
      // What was put away in the other account cannot be reached from this one.
      await leaveBehind(tx, scope, readAt);
    }

    const after = settingsFor(before, choice, account, options);
    const missing = missingParts(after, definition.accountParts);
    const wasMissing = missingParts(before, definition.accountParts).length > 0;
    // A person's own pause stays; only what waited for this choice wakes up.
    const status = missing.length > 0 ? setUpStatus(missing) : wasMissing ? WORKING : {};
    const isSignedIn = connection.status !== "reauthorize" && connection.status !== "disconnected";
    const displayName = definition.capabilities.displayName;
    // A refused sign-in keeps how the connection stood; with this choice it stands otherwise.
    const interrupted = wasMissing ? undefined : after.interrupted;
    await saveConnection(tx, scope, {
      // Without the fields that are not chosen: JSON has no "undefined".
      settings: JSON.parse(JSON.stringify({ ...after, interrupted })) as Prisma.InputJsonObject,
      ...(isSignedIn ? status : {}),
      ...(before.adAccountId || !isDefaultName(connection.name, displayName)
        ? {}
        : { name: `${displayName} · ${account.name}`.slice(0, 100) }),
    });
    await saveFunding(tx, scope, options.fundingInstruments, readAt);
    await recordAudit(tx, {
      actor,
      action: "connection.choose_account",
      subjectKind: "connection",
      subjectId: id,
      before: idsOf(before),
      after: idsOf(after),
    });
    return isSignedIn && status === WORKING ? connection.platform : null;
  });
}

/** Throws `stale_version` unless this is the version that was seen. */
export function refuseStale({ version }: Pick<ChangeableConnection, "version">, seen: number | undefined): void {
  if (seen !== undefined && seen !== version) throw staleVersion();
}

const WORKING = { status: "active", statusReason: null } as const;

const PART_WORDS = {
  adAccount: "an ad account",
  profile: "a profile",
  pixel: "a pixel",
  fundingInstrument: "a funding instrument",
};

/** How a connection stands while something has to be chosen: nothing is pushed or read, and it says why. */
export const setUpStatus = (missing: readonly (AccountPart | "adAccount")[]) =>
  ({ status: "paused", statusReason: setUpSentence(missing) }) as const;

export function setUpSentence(missing: readonly (AccountPart | "adAccount")[]): string {
  // The rest depends on the account and is asked for with it.
  const words = missing.includes("adAccount") ? [PART_WORDS.adAccount] : missing.map((part) => PART_WORDS[part]);
  return `Choose ${words.join(" and ")} before anything is pushed or read.`;
}

/** "Reddit", "Reddit 2": nobody has given it a name of its own. */
const isDefaultName = (name: string, displayName: string): boolean =>
  name === displayName || (name.startsWith(`${displayName} `) && /^\d+$/.test(name.slice(displayName.length + 1)));

const unknownChoice = (field: keyof AccountChoice, message: string) =>
  new AppError("invalid", message, { errors: [{ path: `account.${field}`, message }] });

/** What a connection has in its ad account cannot be taken along to another one. */
async function refuseTies(
  tx: Transaction,
  connection: ChangeableConnection,
  account: AdAccount,
  organizationId: string,
): Promise<void> {
  const scope = { organizationId, connectionId: connection.id };
  const taken = await findConnectionOnAccount(tx, { ...scope, adAccountId: account.platformId }, connection);
  if (taken) throw new AppError("conflict", `“${taken.name}” works in the ad account ${account.name} already.`);
  const { linked, budgets, isRunning } = await findTies(tx, scope);
  const current = AccountSettings.parse(connection.settings);
  if (linked > 0) {
    throw new AppError(
      "conflict",
      `${linked === 1 ? "1 record is" : `${linked} records are`} in the ad account ${current.names?.adAccount ?? current.adAccountId} through this connection. Connect a second time for the other account, or take them off there first.`,
    );
  }
  const foreign = budgets.find(({ currency }) => currency !== account.currency);
  if (foreign) {
    throw new AppError(
      "conflict",
      `${foreign.campaigns === 1 ? "1 campaign has its" : `${foreign.campaigns} campaigns have their`} budget in ${foreign.currency}, and ${account.name} is billed in ${account.currency}.`,
    );
  }
  if (isRunning) throw new AppError("conflict", "A run of this connection is under way. Try again when it has ended.");
}

/** Our settings for the choice; what else the platform keeps there stays. */
function settingsFor(
  before: AccountSettings,
  choice: AccountChoice,
  account: AdAccount,
  options: AccountOptions,
): AccountSettings {
  const sameAccount = before.adAccountId === account.platformId;
  const pick = (part: AccountPart, offered: readonly Named[], byItself: readonly Named[] = offered) => {
    const field = PART_IDS[part];
    const wanted = choice[field];
    if (wanted !== undefined) {
      const found = offered.find(({ platformId }) => platformId === wanted);
      if (!found) throw unknownChoice(field, `The ad account does not have that ${WORDS[part]}.`);
      return found;
    }
    const kept = sameAccount ? offered.find(({ platformId }) => platformId === before[field]) : undefined;
    return kept ?? (byItself.length === 1 ? byItself[0] : undefined);
  };
  const profile = pick("profile", options.profiles);
  const pixel = pick("pixel", options.pixels);
  const funding = pick(
    "fundingInstrument",
    options.fundingInstruments,
    options.fundingInstruments.filter(({ isServable }) => isServable),
  );
  return {
    ...before,
    adAccountId: account.platformId,
    currency: account.currency,
    timeZone: account.timeZone ?? undefined,
    profileId: profile?.platformId,
    pixelId: pixel?.platformId,
    fundingInstrumentId: funding?.platformId,
    names: {
      adAccount: account.name,
      profile: profile?.name,
      pixel: pixel?.name,
      fundingInstrument: funding?.name,
    },
  };
}

const WORDS = { profile: "profile", pixel: "pixel", fundingInstrument: "funding instrument" };

const idsOf = ({ adAccountId, profileId, pixelId, fundingInstrumentId }: AccountSettings) => ({
  adAccountId: adAccountId ?? null,
  profileId: profileId ?? null,
  pixelId: pixelId ?? null,
  fundingInstrumentId: fundingInstrumentId ?? null,
});
