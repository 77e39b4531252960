"use client";

import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from "react";

/** Something a page can do, offered in the palette while the page is shown. */
export type Command = {
  id: string;
  /** The outcome: "Push 12 changes". */
  label: string;
  /** More words people may type for it. */
  keywords?: string;
  run: () => void;
};

type CommandStore = {
  subscribe: (listener: () => void) => () => void;
  all: () => readonly Command[];
  add: (commands: readonly Command[]) => () => void;
};

function createCommandStore(): CommandStore {
  const listeners = new Set<() => void>();
  let groups: (readonly Command[])[] = [];
  let flat: readonly Command[] = [];
  const publish = () => {
    flat = groups.flat();
    for (const listener of listeners) listener();
  };
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    all: () => flat,
    add: (commands) => {
      groups = [...groups, commands];
      publish();
      return () => {
        groups = groups.filter((group) => group !== commands);
        publish();
      };
    },
  };
}

const CommandContext = createContext<CommandStore | null>(null);

export function CommandProvider({ children }: { children: ReactNode }) {
  const store = useMemo(createCommandStore, []);
  return <CommandContext value={store}>{children}</CommandContext>;
}

/** Offers commands in the palette while the component is shown. `run` is always the newest one given. */
export function useCommands(commands: readonly Command[]) {
  const store = useContext(CommandContext);
  const newest = useRef(commands);
  useEffect(() => {
    newest.current = commands;
  });
  // As text, so that commands that read the same are not offered anew at every render.
  const wording = JSON.stringify(commands.map(({ id, label, keywords }) => ({ id, label, keywords })));
  useEffect(() => {
    if (!store) return;
    const worded: Omit<Command, "run">[] = JSON.parse(wording);
    const run = (id: string) => newest.current.find((command) => command.id === id)?.run();
    return store.add(worded.map((command) => ({ ...command, run: () => run(command.id) })));
  }, [store, wording]);
}

const NONE: readonly Command[] = [];

export function useOfferedCommands(): readonly Command[] {
  const store = useContext(CommandContext);
  return useSyncExternalStore(store?.subscribe ?? noSubscription, store?.all ?? none, none);
}

const none = () => NONE;
const noSubscription = () => () => undefined;
