"use client";

import { Braces, ChevronsUpDown, Keyboard, LogOut } from "lucide-react";
import Link from "next/link";
import { Kbd } from "@/components/ui/kbd";
import { Menu, MenuItem, MenuLabel, MenuLink, MenuSeparator } from "@/components/ui/menu";
import type { Person } from "./person";
import { ThemeChoice } from "./theme-choice";

type PersonMenuProps = { person: Person; onShowKeys: () => void; onSignOut: () => void };

export function PersonMenu({ person, onShowKeys, onSignOut }: PersonMenuProps) {
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          className="flex w-full items-center gap-2.5 rounded-control border border-transparent px-2 py-1.5 text-left hover:bg-grey-soft data-[state=open]:bg-grey-soft"
        >
          <span
            aria-hidden
            className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-accent text-xs"
          >
            {person.name.slice(0, 1).toUpperCase()}
          </span>
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium text-ui leading-4">{person.name}</span>
            <span className="block truncate text-ink-3 text-xs">
              {person.organization ? `${person.organization} · ` : ""}
              {person.role}
            </span>
          </span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
          <span className="sr-only">Open your menu</span>
        </button>
      }
    >
      <MenuLabel>{person.email ?? person.name}</MenuLabel>
      <MenuSeparator />
      <ThemeChoice />
      <MenuSeparator />
      <MenuLink>
        <Link href="/docs/api">
          <Braces aria-hidden />
          API
        </Link>
      </MenuLink>
      <MenuItem icon={<Keyboard aria-hidden />} hint={<Kbd>?</Kbd>} onSelect={onShowKeys}>
        Keyboard shortcuts
      </MenuItem>
      <MenuItem icon={<LogOut aria-hidden />} onSelect={onSignOut}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
