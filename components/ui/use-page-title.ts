"use client";

import { useEffect } from "react";

/** Names the page after what it shows, once that is known: tabs and the history read better. */
export function usePageTitle(name: string) {
  useEffect(() => {
    document.title = `${name} · Lockstep`;
  }, [name]);
}
