"use client";

import { Menu as MenuIcon, Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { endSentence } from "@/components/live/run-words";
import { StreamStateProvider, useOrganizationEvents } from "@/components/live/use-organization-events";
import { Button } from "@/components/ui/button";
import { CommandProvider } from "@/components/ui/commands";
import { Kbd } from "@/components/ui/kbd";
import { loadedLater } from "@/components/ui/loaded-later";
import { Logo } from "@/components/ui/logo";
import { toast } from "@/components/ui/toast";
import { useHotkeys } from "@/components/ui/use-hotkeys";
import { Nav } from "./nav";
import { OfflineBanner } from "./offline-banner";
import { OfflineLinks, useOfflineLinks } from "./offline-links";
import type { Person } from "./person";
import { PersonMenu } from "./person-menu";
import { useRooms } from "./rooms";
import { RunningWork } from "./running-work";

const CommandPalette = loadedLater(() => import("./command-palette"));
const KeysDialog = loadedLater(() => import("./keys-dialog"));
const RoomsDialog = loadedLater(() => import("./rooms-dialog"));

type ShellProps = { person: Person; signOut: () => Promise<void>; children: ReactNode };

export function Shell({ person, signOut, children }: ShellProps) {
  const { router, online, refused } = useOfflineLinks();
  const [open, setOpen] = useState<"palette" | "keys" | "rooms" | null>(null);
  const close = () => setOpen(null);
  const pathname = usePathname();
  const rooms = useRooms();
  const stream = useOrganizationEvents({
    onRunEnded: (run) => {
      if (pathname === `/syncs/${run.id}`) return;
      const see = { action: { label: "See the run", onClick: () => router.push(`/syncs/${run.id}`) } };
      const sentence = endSentence(run);
      if (sentence === null) return;
      if (run.status === "completed") toast.success(sentence, see);
      else toast.error(sentence, see);
    },
  });

  useHotkeys({
    "mod+k": (event) => {
      event.preventDefault();
      setOpen((now) => (now === "palette" ? null : "palette"));
    },
    "?": () => setOpen("keys"),
    ...Object.fromEntries(rooms.map(({ go, href }) => [`g ${go}`, () => router.push(href)])),
  });

  return (
    <OfflineLinks router={router}>
      <CommandProvider>
        <StreamStateProvider value={stream}>
          <a
            href="#main"
            className="sr-only z-50 rounded-control border border-line-strong bg-panel px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
          >
            Skip to the page
          </a>
          <div className="min-h-dvh lg:grid lg:grid-cols-[216px_minmax(0,1fr)]">
            <aside className="sticky top-0 hidden h-dvh flex-col border-line border-r bg-sunken px-2 py-3 lg:flex">
              <Link href="/" className="mb-3 flex items-center gap-2 rounded-control px-2 py-1 font-semibold">
                <Logo className="size-5 text-accent" />
                Lockstep
              </Link>
              <Nav />
              <div className="mt-auto">
                <PersonMenu person={person} onShowKeys={() => setOpen("keys")} onSignOut={() => void signOut()} />
              </div>
            </aside>
            <div className="min-w-0">
              <header className="sticky top-0 z-30 bg-bg">
                <OfflineBanner online={online} refused={refused} />
                <div className="flex h-12 items-center gap-2 border-line border-b px-4 lg:px-7">
                  <Button
                    variant="quiet"
                    size="icon"
                    aria-label="Open the rooms"
                    className="-ml-2 lg:hidden"
                    onClick={() => setOpen("rooms")}
                  >
                    <MenuIcon aria-hidden />
                  </Button>
                  <Link href="/" className="flex items-center gap-1.5 rounded-control font-semibold lg:hidden">
                    <Logo className="size-5 text-accent" />
                    <span className="max-[420px]:sr-only">Lockstep</span>
                  </Link>
                  <div className="flex min-w-0 flex-1 justify-end lg:justify-start">
                    <RunningWork />
                  </div>
                  <Button
                    variant="default"
                    onClick={() => setOpen("palette")}
                    icon={<Search aria-hidden className="text-ink-3" />}
                    aria-label="Search and run actions"
                    aria-keyshortcuts="Meta+K Control+K"
                  >
                    <span className="hidden pr-6 font-normal text-ink-3 sm:inline">Go to…</span>
                    <span className="hidden sm:inline">
                      <Kbd>⌘K</Kbd>
                    </span>
                  </Button>
                </div>
              </header>
              <main
                id="main"
                tabIndex={-1}
                className="mx-auto w-full max-w-[1280px] px-4 pt-5 pb-16 outline-none lg:px-7"
              >
                {children}
              </main>
            </div>
          </div>
          {open === "palette" ? (
            <CommandPalette onClose={close} onShowKeys={() => setOpen("keys")} onSignOut={() => void signOut()} />
          ) : null}
          {open === "keys" ? <KeysDialog onClose={close} /> : null}
          {open === "rooms" ? (
            <RoomsDialog
              onClose={close}
              person={person}
              onShowKeys={() => setOpen("keys")}
              onSignOut={() => void signOut()}
            />
          ) : null}
        </StreamStateProvider>
      </CommandProvider>
    </OfflineLinks>
  );
}
