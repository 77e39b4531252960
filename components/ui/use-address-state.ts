"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";

type AddressState = {
  value: string | null;
  /** The address's value when it was last looked at. */
  seen: string | null;
  /** What was last written into the address from here. */
  written: string | null;
};

/**
 * A value that stands in the address (`?q=shoes`), so that a link or a reload brings it back. It changes at once; the
 * address follows after `delayMs`, because typing would rewrite it with every letter. Back and links change it as well.
 */
export function useAddressState(key: string, { delayMs = 0 } = {}): [string | null, (value: string | null) => void] {
  const address = useSearchParams().get(key);
  const pathname = usePathname();
  const [state, setState] = useState<AddressState>({ value: address, seen: address, written: address });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  if (address !== state.seen) {
    // Our own writing arrives late: by then more may have been typed, and must stay.
    const value = address === state.written ? state.value : address;
    setState({ value, seen: address, written: address });
  }

  // What was not written yet must not end up in the address of another page.
  useEffect(() => () => clearTimeout(timer.current), []);

  const set = useCallback(
    (value: string | null) => {
      const write = () => {
        const params = new URLSearchParams(window.location.search);
        if (value === null || value === "") params.delete(key);
        else params.set(key, value);
        setState((now) => ({ ...now, written: params.get(key) }));
        const query = params.toString();
        window.history.replaceState(null, "", query ? `${pathname}?${query}` : pathname);
      };
      setState((now) => ({ ...now, value }));
      clearTimeout(timer.current);
      if (delayMs === 0) write();
      else timer.current = setTimeout(write, delayMs);
    },
    [key, pathname, delayMs],
  );

  return [state.value, set];
}

const TYPING_PAUSE_MS = 200;

/** A text one types, such as a search. */
export function useAddressText(key: string): [string, (text: string) => void] {
  const [value, set] = useAddressState(key, { delayMs: TYPING_PAUSE_MS });
  return [value ?? "", (text) => set(text === "" ? null : text)];
}

/** One of a few choices; the first is the usual one and leaves the address alone. What is none of them counts as the first. */
export function useAddressChoice<Choice extends string>(
  key: string,
  choices: readonly [Choice, ...Choice[]],
): [Choice, (choice: Choice) => void] {
  const [value, set] = useAddressState(key);
  const current = choices.find((choice) => choice === value) ?? choices[0];
  return [current, (choice) => set(choice === choices[0] ? null : choice)];
}
