"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { COUNTED_AT_MOST, conflictQueries } from "@/components/live/conflict-queries";
import { cn } from "@/components/ui/cn";
import { isInRoom, useRooms } from "./rooms";

export function Nav({ onNavigate }: { onNavigate?: () => void }) {
  const pathname = usePathname();
  return (
    <nav aria-label="Rooms" className="space-y-0.5">
      {useRooms().map(({ href, label, Icon }) => {
        const here = isInRoom(href, pathname);
        return (
          <Link
            key={href}
            href={href}
            aria-current={here ? "page" : undefined}
            {...(onNavigate ? { onClick: onNavigate } : {})}
            className={cn(
              "flex h-8 items-center gap-2.5 rounded-control border px-2",
              here ? "border-line bg-panel font-medium text-ink" : "border-transparent text-ink-2 hover:text-ink",
            )}
          >
            <Icon aria-hidden className="size-4" strokeWidth={1.75} />
            {label}
            {href === "/conflicts" ? <OpenConflicts /> : null}
          </Link>
        );
      })}
    </nav>
  );
}

/** How many conflicts wait for a decision. Quiet when none does. */
function OpenConflicts() {
  const { data: open = 0 } = useQuery(conflictQueries.openCount());
  if (open === 0) return null;
  return (
    <span className="ml-auto rounded-full bg-amber-soft px-1.5 font-medium text-amber text-xs">
      {open > COUNTED_AT_MOST ? `${COUNTED_AT_MOST}+` : open}
      <span className="sr-only"> to decide</span>
    </span>
  );
}
