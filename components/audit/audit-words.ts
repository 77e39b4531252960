import { capital } from "@/components/ui/record-words";
import type { AuditEntryView } from "@/lib/domain/views/audit";

const SUBJECT_WORDS: Record<string, string> = {
  campaign_set: "campaign set",
  campaign: "campaign",
  ad_group: "ad group",
  ad: "ad",
  keyword: "keyword",
  connection: "connection",
  sync_run: "run",
  found_campaign: "campaign found there",
  found_ad_group: "ad group found there",
  found_ad: "ad found there",
  found_keyword: "keyword found there",
};

export const subjectWord = (kind: string) => SUBJECT_WORDS[kind] ?? kind.replaceAll("_", " ");

const RECORD_DEEDS = { create: "Created", edit: "Edited", delete: "Deleted" };
const SYNCED_DEEDS = { ...RECORD_DEEDS, pull: "Taken over", undo: "Taken back", import: "Imported", adopt: "Adopted" };

/** What can be done to each kind of thing, as people say it. */
const DEEDS: Record<string, Record<string, string>> = {
  campaign_set: { ...RECORD_DEEDS, pause: "Paused with its campaigns", resume: "Resumed with its campaigns" },
  campaign: SYNCED_DEEDS,
  ad_group: SYNCED_DEEDS,
  ad: SYNCED_DEEDS,
  keyword: SYNCED_DEEDS,
  connection: {
    connect: "Connected",
    reconnect: "Connected again",
    choose_account: "Account chosen",
    rename: "Renamed",
    guardrails: "Guardrails set",
    policies: "Field policies set",
    pause: "Paused",
    resume: "Resumed",
    disconnect: "Disconnected",
  },
  sync: { request: "Push asked for", pull: "Pull asked for", undo: "Undo asked for", cancel: "Run cancelled" },
  conflict: { resolve: "Conflict settled", undo: "Conflict opened again" },
  guardrail: { approve: "Held change let pass" },
  found: { dismiss: "Dismissed as not ours", undismiss: "Offered again", archive_copy: "Second copy archived" },
};

const GROUP_WORDS: Record<string, string> = {
  sync: "Runs",
  conflict: "Conflicts",
  guardrail: "Guardrails",
  found: "Found on a platform",
};

/** Every action there is to choose from, by the thing it is done to. */
export const ACTION_GROUPS = Object.entries(DEEDS).map(([of, deeds]) => ({
  label: GROUP_WORDS[of] ?? `${capital(subjectWord(of))}s`,
  actions: Object.entries(deeds).map(([deed, words]) => ({ action: `${of}.${deed}`, words })),
}));

/** "campaign.edit" is "Edited". What has no words yet is told as it is written. */
export function deedOf(action: string): string {
  const [of = "", deed = ""] = action.split(".");
  return DEEDS[of]?.[deed] ?? capital(action.replaceAll(/[._]/g, " "));
}

/** Who did it, and as what. */
export function doerOf({ by: { kind, name }, adopted }: Pick<AuditEntryView, "by" | "adopted">): {
  who: string;
  as: string | null;
} {
  if (kind === "platform") return { who: name ?? "The platform", as: adopted ? "adopted" : "read by a pull" };
  if (kind === "system") return { who: "Lockstep", as: "by itself" };
  if (kind === "api_key") return { who: name ?? "An API key", as: name ? "by API key" : null };
  return { who: name ?? "Someone who left", as: null };
}

/** Where what an entry is about can be seen; null when it is not there any more. */
export function addressOf({ kind, id, name, gone, campaignSetId }: AuditEntryView["subject"]): string | null {
  if (gone) return null;
  if (kind === "sync_run") return `/syncs/${id}`;
  if (kind === "connection") return `/connections/${id}`;
  if (campaignSetId === null) return null;
  if (kind === "campaign_set" || !name) return `/campaigns/${campaignSetId}`;
  return `/campaigns/${campaignSetId}?${new URLSearchParams({ q: name })}`;
}

/** The fields worth a line: a name that came or went is told by the record itself. */
export const toldChanges = ({ changes }: AuditEntryView): AuditEntryView["changes"] =>
  changes.filter(({ field, from, to }) => field !== "name" || (from !== null && to !== null));
