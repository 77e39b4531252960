"use client";

import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useOnline } from "@/components/ui/use-online";
import { leadsElsewhere } from "./leads-elsewhere";

/**
 * While the browser is offline nothing leads away from the page: the browser would put its own error in the page's place,
 * and what was typed would be gone. `refused` is true from the first such try until the connection is back.
 */
export function useOfflineLinks() {
  const online = useOnline();
  const [refused, setRefused] = useState(false);
  if (online && refused) setRefused(false);
  const router = useRouter();

  // Before the links hear of it themselves; a link leaves alone a click that was taken from it.
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
      if (navigator.onLine || !link || !leadsElsewhere(event, link, window.location.href)) return;
      event.preventDefault();
      setRefused(true);
    };
    document.addEventListener("click", onClick, { capture: true });
    return () => document.removeEventListener("click", onClick, { capture: true });
  }, []);

  // Keys, rows and the palette lead on without a link.
  const staying = useMemo(() => {
    const unlessOffline =
      <Args extends unknown[]>(go: (...args: Args) => void) =>
      (...args: Args) =>
        navigator.onLine ? go(...args) : setRefused(true);
    return { ...router, push: unlessOffline(router.push), replace: unlessOffline(router.replace) };
  }, [router]);

  return { router: staying, online, refused };
}

type OfflineLinksProps = { router: ReturnType<typeof useRouter>; children: ReactNode };

/** Hands the router that stays to everything below; Next has no public way to give its own another behaviour. */
export const OfflineLinks = ({ router, children }: OfflineLinksProps) => (
  <AppRouterContext.Provider value={router}>{children}</AppRouterContext.Provider>
);
