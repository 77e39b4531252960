"use client";

import { WifiOff } from "lucide-react";
import { useSyncExternalStore } from "react";

const subscribe = (listener: () => void) => {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
};

const useOnline = () =>
  useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );

export function OfflineBanner() {
  if (useOnline()) return null;
  return (
    <div
      role="status"
      className="flex items-center justify-center gap-2 bg-amber-soft px-4 py-1.5 text-center text-amber text-ui"
    >
      <WifiOff aria-hidden className="size-4 shrink-0" />
      <span>
        <strong className="font-semibold">Offline.</strong> What you see may be out of date and edits are not saved.
        Pushes go on without you.
      </span>
    </div>
  );
}
