import type { QuotaWindow } from "../../prisma/generated/client";
import type { ConnectionCounts, ConnectionRow } from "../db/connection-list";
import { AccountSettings, missingParts } from "../domain/connection";
import type { ConnectionDetailView, ConnectionView } from "../domain/views/connections";
import { platformOrThrow, platforms } from "../platforms/registry";
import { guardrailsOf } from "./guardrails";
import { listPolicies, policiesOf } from "./policies";

const NOTHING = { campaigns: 0, openConflicts: 0, held: 0, failing: 0, unlisted: 0 };

export function toConnectionView(row: ConnectionRow, counts: ConnectionCounts[], now: Date): ConnectionView {
  const { campaigns, openConflicts, held, failing, unlisted } =
    counts.find(({ connectionId }) => connectionId === row.id) ?? NOTHING;
  const { adAccountId, currency, names } = AccountSettings.parse(row.settings);
  return {
    id: row.id,
    platform: row.platform,
    name: row.name,
    status: row.status,
    statusReason: row.statusReason,
    mode: row.mode,
    lastPullAt: row.lastPullAt?.toISOString() ?? null,
    breaker: toBreakerView(row.breaker, now),
    quota: row.quotas.map((window) => toQuotaView(window, now)),
    tokenExpiresAt: row.tokenExpiresAt?.toISOString() ?? null,
    account: adAccountId && currency ? { adAccountId, name: names?.adAccount ?? adAccountId, currency } : null,
    missing: missingParts(row.settings, platforms[row.platform]?.accountParts ?? []),
    campaigns,
    openConflicts,
    held,
    failing,
    unlisted,
  };
}

/** A window that has ended gives its calls back, whether or not anyone has called since. */
export function toQuotaView(window: QuotaWindow, now: Date): ConnectionView["quota"][number] {
  const hasEnded = window.endsAt !== null && window.endsAt <= now;
  return {
    group: window.quotaGroup,
    used: hasEnded ? 0 : Math.min(window.used, window.limit),
    limit: window.limit,
    windowSeconds: Math.round(window.windowMs / 1000),
    resetsAt: hasEnded ? null : (window.endsAt?.toISOString() ?? null),
  };
}

/** With what people set on the connection's page. */
export function toConnectionDetailView(
  row: ConnectionRow,
  counts: ConnectionCounts[],
  now: Date,
): ConnectionDetailView {
  const { names = {}, ...settings } = AccountSettings.parse(row.settings);
  const chosen = (platformId: string | undefined, name: string | undefined) =>
    platformId ? { platformId, name: name ?? platformId } : null;
  return {
    ...toConnectionView(row, counts, now),
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    timeZone: settings.timeZone ?? null,
    profile: chosen(settings.profileId, names.profile),
    pixel: chosen(settings.pixelId, names.pixel),
    fundingInstrument: chosen(settings.fundingInstrumentId, names.fundingInstrument),
    scopes: settings.scopes ?? [],
    guardrails: guardrailsOf(row.guardrails),
    policies: listPolicies(platformOrThrow(row.platform).capabilities, policiesOf(row.policies)),
  };
}

/** Once the cool-down is over, the next caller probes, whether or not anyone has called since. */
function toBreakerView(row: ConnectionRow["breaker"], now: Date): ConnectionView["breaker"] {
  if (!row || row.state === "closed") return { state: "closed", until: null };
  const isStopped = row.state === "open" && row.openUntil !== null && row.openUntil > now;
  return isStopped
    ? { state: "open", until: row.openUntil?.toISOString() ?? null }
    : { state: "half_open", until: null };
}
