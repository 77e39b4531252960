"use client";

import { useEffect, useEffectEvent } from "react";

/** Key as `event.key` gives it, with `mod+` before it for ⌘ or Ctrl. */
type Hotkeys = Record<string, (event: KeyboardEvent) => void>;

/** Whether a key belongs to what has the focus: every key to a text, to a box only those that change it. */
function takesKey({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === "checkbox") return key === " ";
  if (target instanceof HTMLInputElement && target.type === "radio") return key === " " || key.startsWith("Arrow");
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Keys for the whole page. They rest while someone types, while a dialog is open, and for keys already used. */
export function useHotkeys(hotkeys: Hotkeys) {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const withModifier = event.metaKey || event.ctrlKey;
    const action = hotkeys[withModifier ? `mod+${event.key.toLowerCase()}` : event.key];
    if (!action || event.altKey || event.defaultPrevented) return;
    if (!withModifier && (takesKey(event) || document.querySelector("[role=dialog],[role=menu]"))) return;
    action(event);
  });
  useEffect(() => {
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
