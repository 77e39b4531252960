"use client";

import { WifiOff } from "lucide-react";

type OfflineBannerProps = {
  online: boolean;
  /** Somebody tried to go to another page since the connection went. */
  refused: boolean;
};

export function OfflineBanner({ online, refused }: OfflineBannerProps) {
  if (online) return null;
  return (
    <div
      role="status"
      className="flex items-center justify-center gap-2 bg-amber-soft px-4 py-1.5 text-center text-amber text-ui"
    >
      <WifiOff aria-hidden className="size-4 shrink-0" />
      <span>
        <strong className="font-semibold">Offline.</strong> What you see may be out of date and edits are not saved.
        Pushes go on without you.
        {refused ? (
          <strong className="block font-semibold">
            That page can be opened once the connection is back. You are still on this one.
          </strong>
        ) : null}
      </span>
    </div>
  );
}
