"use client";

import { useEffect, useEffectEvent } from "react";

/** Key as `event.key` gives it, with `mod+` before it for ⌘ or Ctrl. */
type Hotkeys = Record<string, (event: KeyboardEvent) => void>;

const takesText = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Keys for the whole page. They rest while someone types, while a dialog is open, and for keys already used. */
export function useHotkeys(hotkeys: Hotkeys) {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const withModifier = event.metaKey || event.ctrlKey;
    const action = hotkeys[withModifier ? `mod+${event.key.toLowerCase()}` : event.key];
    if (!action || event.altKey || event.defaultPrevented) return;
    if (!withModifier && (takesText(event.target) || document.querySelector("[role=dialog],[role=menu]"))) return;
    action(event);
  });
  useEffect(() => {
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
