"use client";

import { useQuery } from "@tanstack/react-query";
import { Command as Cmdk, defaultFilter } from "cmdk";
import { ArrowRight, Braces, Keyboard, LogOut, Megaphone, Moon, Target, Zap } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { runQueries } from "@/components/live/run-queries";
import { runState, runTitle } from "@/components/live/run-words";
import { useOfferedCommands } from "@/components/ui/commands";
import { useFocusBack } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { StateBadge } from "@/components/ui/state-badge";
import { shellQueries } from "./queries";
import { useRooms } from "./rooms";
import { THEMES } from "./theme-choice";
import { useCampaignSearch } from "./use-campaign-search";

type CommandPaletteProps = { onClose: () => void; onShowKeys: () => void; onSignOut: () => void };

/** Go anywhere, run any action of the page in view. Loaded the first time it is asked for. */
export default function CommandPalette({ onClose, onShowKeys, onSignOut }: CommandPaletteProps) {
  const router = useRouter();
  const { setTheme } = useTheme();
  const rooms = useRooms();
  const offered = useOfferedCommands();
  const sets = useQuery(shellQueries.campaignSets());
  const openRuns = useQuery(runQueries.open());
  const { onCloseAutoFocus } = useFocusBack();

  const then = (act: () => void) => () => {
    onClose();
    act();
  };
  const [search, setSearch] = useState("");
  const campaigns = useCampaignSearch(search);
  const goTo = (href: string) => then(() => router.push(href));

  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={onCloseAutoFocus}
          className="fixed inset-x-2 top-[10vh] z-50 mx-auto max-w-xl animate-appear overflow-hidden rounded-card border border-line-strong bg-panel outline-none max-sm:top-2"
        >
          <Radix.Title className="sr-only">Go anywhere, run any action</Radix.Title>
          {/* Values are ids; people search words. */}
          <Cmdk
            label="Commands"
            loop
            filter={(_value, search, keywords) => defaultFilter(keywords?.join(" ") ?? "", search)}
          >
            <div className="flex items-center gap-2 border-line border-b px-4">
              <Cmdk.Input
                autoFocus
                value={search}
                onValueChange={setSearch}
                placeholder="Where to, or what to do?"
                className="h-12 min-w-0 flex-1 bg-transparent text-[15px] outline-none"
              />
              <Kbd>Esc</Kbd>
            </div>
            <Cmdk.List className="max-h-[min(60vh,420px)] overflow-y-auto p-1.5">
              {campaigns.isSearching || campaigns.error ? null : (
                <Cmdk.Empty className="px-3 py-8 text-center text-ink-2">
                  Nothing has that name. Try another word.
                </Cmdk.Empty>
              )}
              {offered.length > 0 ? (
                <Group heading="On this page">
                  {offered.map((command) => (
                    <Item
                      key={command.id}
                      value={command.id}
                      keywords={[command.label, command.keywords ?? ""]}
                      icon={<Zap aria-hidden />}
                      onSelect={then(command.run)}
                    >
                      {command.label}
                    </Item>
                  ))}
                </Group>
              ) : null}
              {openRuns.data && openRuns.data.length > 0 ? (
                <Group heading="Under way">
                  {openRuns.data.map((run) => (
                    <Item
                      key={run.id}
                      value={run.id}
                      keywords={["run", runTitle(run)]}
                      icon={<StateBadge {...runState(run)} />}
                      onSelect={goTo(`/syncs/${run.id}`)}
                    >
                      {runTitle(run)}
                    </Item>
                  ))}
                </Group>
              ) : null}
              <Group heading="Go to">
                {rooms.map(({ href, label, Icon }) => (
                  <Item key={href} value={href} keywords={[label]} icon={<Icon aria-hidden />} onSelect={goTo(href)}>
                    {label}
                  </Item>
                ))}
              </Group>
              <Group heading="Campaign sets">
                {sets.isPending ? <p className="px-2.5 py-1.5 text-ink-3">Loading campaign sets…</p> : null}
                {sets.isError ? <p className="px-2.5 py-1.5 text-red">{sets.error.message}</p> : null}
                {sets.data?.items.map((set) => (
                  <Item
                    key={set.id}
                    value={set.id}
                    keywords={["campaign set", set.name]}
                    icon={<Megaphone aria-hidden />}
                    onSelect={goTo(`/campaigns/${set.id}`)}
                  >
                    {set.name}
                  </Item>
                ))}
                <Item
                  value="new-campaign-set"
                  keywords={["new campaign set", "create", "add"]}
                  icon={<ArrowRight aria-hidden />}
                  onSelect={goTo("/campaigns?new=1")}
                >
                  Make a new campaign set
                </Item>
              </Group>
              {campaigns.items.length > 0 ? (
                <Group heading="Campaigns">
                  {campaigns.items.map(({ id, name, campaignSetId, campaignSetName }) => (
                    <Item
                      key={id}
                      value={id}
                      keywords={[name]}
                      icon={<Target aria-hidden />}
                      onSelect={goTo(`/campaigns/${campaignSetId}?${new URLSearchParams({ q: name })}`)}
                    >
                      {name} <span className="text-ink-3">in {campaignSetName}</span>
                    </Item>
                  ))}
                </Group>
              ) : null}
              <Group heading="Settings">
                {THEMES.map((theme) => (
                  <Item
                    key={theme.value}
                    value={`theme-${theme.value}`}
                    keywords={["appearance theme", theme.label]}
                    icon={<Moon aria-hidden />}
                    onSelect={then(() => setTheme(theme.value))}
                  >
                    Appearance: {theme.label.toLowerCase()}
                  </Item>
                ))}
                <Item
                  value="api"
                  keywords={["api", "developers", "openapi", "docs"]}
                  icon={<Braces aria-hidden />}
                  onSelect={goTo("/docs/api")}
                >
                  API
                </Item>
                <Item
                  value="keys"
                  keywords={["keyboard shortcuts", "help"]}
                  icon={<Keyboard aria-hidden />}
                  onSelect={then(onShowKeys)}
                >
                  Keyboard shortcuts
                </Item>
                <Item
                  value="sign-out"
                  keywords={["sign out", "log out"]}
                  icon={<LogOut aria-hidden />}
                  onSelect={then(onSignOut)}
                >
                  Sign out
                </Item>
              </Group>
            </Cmdk.List>
            {/* Always there, so that what it comes to say is read out. */}
            <p
              role="status"
              className="px-4 text-ink-2 text-ui not-empty:border-line not-empty:border-t not-empty:py-2"
            >
              {searchNote(campaigns)}
            </p>
            {sets.data?.nextCursor && search.trim() !== "" ? (
              <p className="flex flex-wrap items-center gap-x-3 border-line border-t px-4 py-2 text-ink-2 text-ui">
                Only the newest {sets.data.items.length} campaign sets are searched here.
                <Link
                  href={`/campaigns?${new URLSearchParams({ q: search.trim() })}`}
                  onClick={onClose}
                  // Enter would otherwise go to the command that is marked.
                  onKeyDown={(event) => event.key === "Enter" && event.stopPropagation()}
                  className="inline-flex min-h-6 items-center rounded font-medium text-accent hover:underline"
                >
                  Search them all
                </Link>
              </p>
            ) : null}
          </Cmdk>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** How the search for campaigns stands, where the list does not show it. */
function searchNote({ isSearching, error, hasMore, items }: ReturnType<typeof useCampaignSearch>): string | null {
  if (isSearching) return items.length === 0 ? "Searching the campaigns…" : null;
  if (error) return `The campaigns could not be searched: ${error.message}`;
  return hasMore ? `More than ${items.length} campaigns have that in their name. Type more of it.` : null;
}

const Group = ({ heading, children }: { heading: string; children: ReactNode }) => (
  <Cmdk.Group
    heading={heading}
    className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-xs"
  >
    {children}
  </Cmdk.Group>
);

type ItemProps = { value: string; keywords: string[]; icon: ReactNode; onSelect: () => void; children: ReactNode };

const Item = ({ value, keywords, icon, onSelect, children }: ItemProps) => (
  <Cmdk.Item
    value={value}
    keywords={keywords}
    onSelect={onSelect}
    className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-control px-2.5 py-1 data-[selected=true]:bg-grey-soft [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-3"
  >
    {icon}
    <span className="min-w-0 truncate">{children}</span>
  </Cmdk.Item>
);
