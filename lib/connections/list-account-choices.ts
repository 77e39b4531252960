import { inTransaction } from "../db/client";
import { listFundingRows, saveFunding } from "../db/connection-changes";
import type { Actor } from "../domain/actor";
import { AccountSettings } from "../domain/connection";
import { type PageKey, pageByKey } from "../domain/page-by-key";
import type { AccountOptionsView, AdAccountList, FundingInstrumentList } from "../domain/views/connections";
import { AppError, PlatformError } from "../errors";
import { askDirectory, platformOf, REACH, type Reach } from "./reach";

type Of = { actor: Actor; id: string };
type PageOf = Of & { limit: number; cursor: PageKey | null };

/** The ad accounts the connection's sign-in reaches, by name, as the platform lists them now. Throws `not_found`. */
export async function listAdAccounts({ actor, id, ...page }: PageOf, reach: Reach = REACH): Promise<AdAccountList> {
  const scope = { organizationId: actor.organizationId, connectionId: id };
  const { connection } = await platformOf(scope);
  const { adAccountId } = AccountSettings.parse(connection.settings);
  const accounts = await askDirectory(reach, scope, (directory) => directory.listAdAccounts());
  const items = accounts.map((account) => ({ ...account, chosen: account.platformId === adAccountId }));
  return pageByKey(items, page, ({ name, platformId }) => [name, platformId]);
}

/**
 * What can be chosen along with one ad account: the chosen one, unless another is named. Throws `not_found`, `precondition`,
 * and `invalid` where the platform does not know the one that is named, or refuses it.
 */
export async function readAccountOptions(
  { actor, id, adAccountId }: Of & { adAccountId?: string },
  reach: Reach = REACH,
): Promise<AccountOptionsView> {
  const scope = { organizationId: actor.organizationId, connectionId: id };
  const { connection } = await platformOf(scope);
  const wanted = adAccountId ?? accountOf(connection.settings);
  try {
    return await askDirectory(reach, scope, (directory) => directory.readOptions(wanted));
  } catch (error) {
    if (adAccountId === undefined || !isAboutTheAccount(error)) throw error;
    const message = "This sign-in does not reach that ad account.";
    throw new AppError("invalid", message, { errors: [{ path: "adAccountId", message }], cause: error });
  }
}

/** The ad account is all that such a question names. */
const isAboutTheAccount = (error: unknown): boolean =>
  error instanceof PlatformError && (error.code === "gone" || error.code === "rejected");

/** Reading funding is a narrow quota on some platforms; a page that is opened twice must not use it up. */
const FRESH_MS = 5 * 60_000;

/** Funding instruments of the chosen ad account, those that can serve first. Read anew when what we know is old. */
export async function listFundingInstruments(
  { actor, id, ...page }: PageOf,
  reach: Reach = REACH,
): Promise<FundingInstrumentList> {
  const scope = { organizationId: actor.organizationId, connectionId: id };
  const { connection } = await platformOf(scope);
  const adAccountId = accountOf(connection.settings);
  const now = reach.clock.now();
  let rows = await listFundingRows(scope);
  const isFresh = rows.some(({ observedAt }) => now.getTime() - observedAt.getTime() < FRESH_MS);
  if (!isFresh) {
    const { fundingInstruments } = await askDirectory(reach, scope, (directory) => directory.readOptions(adAccountId));
    await inTransaction((tx) => saveFunding(tx, scope, fundingInstruments, now));
    rows = await listFundingRows(scope);
  }
  const { fundingInstrumentId } = AccountSettings.parse(connection.settings);
  const items = rows.map(({ platformId, name, currency, isServable, reasons, observedAt }) => ({
    platformId,
    name,
    currency,
    isServable,
    reasons,
    chosen: platformId === fundingInstrumentId,
    observedAt: observedAt.toISOString(),
  }));
  return pageByKey(items, page, ({ isServable, name, platformId }) => [isServable ? "0" : "1", name, platformId]);
}

function accountOf(settings: unknown): string {
  const { adAccountId } = AccountSettings.parse(settings);
  if (adAccountId) return adAccountId;
  throw new AppError("precondition", "No ad account is chosen for this connection yet. Choose one first.");
}
