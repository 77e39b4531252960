"use client";

import { useEffect, useEffectEvent } from "react";

/** Key as `event.key` gives it, with `mod+` before it for ⌘ or Ctrl, with `g ` before it for one that follows a g. */
type Hotkeys = Record<string, (event: KeyboardEvent) => void>;

// Two keys in a row count as one shortcut when the second follows this soon.
const SEQUENCE_MS = 1200;

/** Whether a key belongs to what has the focus: every key to a text, to a box only those that change it. */
function takesKey({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === "checkbox") return key === " ";
  if (target instanceof HTMLInputElement && target.type === "radio") return key === " " || key.startsWith("Arrow");
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

const rests = (event: KeyboardEvent) => takesKey(event) || document.querySelector("[role=dialog],[role=menu]") !== null;

type Press = { event: KeyboardEvent; isG: boolean; followsG: boolean };

// One for the page: a list and the shell are told of the same press one after the other.
let latest: Press | null = null;

/** Whether a g was the key before this one. Asked about every press, or the next would not know. */
function followsG(event: KeyboardEvent): boolean {
  if (latest?.event !== event) {
    const isG = event.key === "g" && !(event.metaKey || event.ctrlKey || event.altKey || rests(event));
    const soon = latest !== null && event.timeStamp - latest.event.timeStamp < SEQUENCE_MS;
    latest = { event, isG, followsG: soon && latest?.isG === true };
  }
  return latest.followsG;
}

/**
 * Keys for the whole page. They rest while someone types, while a dialog is open, and for keys already used; right after
 * a g only those that follow it are heard.
 */
export function useHotkeys(hotkeys: Hotkeys) {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const withModifier = event.metaKey || event.ctrlKey;
    const key = followsG(event) ? `g ${event.key}` : event.key;
    const action = hotkeys[withModifier ? `mod+${event.key.toLowerCase()}` : key];
    if (!action || event.altKey || event.defaultPrevented) return;
    if (!withModifier && rests(event)) return;
    action(event);
  });
  useEffect(() => {
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
