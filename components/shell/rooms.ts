import { Flag, LayoutGrid, type LucideIcon, Megaphone, Plug, RefreshCw, ScrollText } from "lucide-react";
import { type Permissions, usePermissions } from "@/components/ui/permissions";

type Room = {
  href: string;
  label: string;
  Icon: LucideIcon;
  go: string;
  /** Listed only for those who may. */
  needs?: keyof Permissions;
};

/** Rooms of the hub, in the order of the navigation. A room is listed once it exists. */
const ROOMS: readonly Room[] = [
  { href: "/", label: "Overview", Icon: LayoutGrid, go: "o" },
  { href: "/campaigns", label: "Campaigns", Icon: Megaphone, go: "c" },
  { href: "/conflicts", label: "Conflicts", Icon: Flag, go: "f" },
  { href: "/syncs", label: "Runs", Icon: RefreshCw, go: "r" },
  { href: "/connections", label: "Connections", Icon: Plug, go: "p" },
  { href: "/settings/audit", label: "Audit", Icon: ScrollText, go: "a", needs: "audit" },
];

/** The rooms of the person who is signed in. */
export function useRooms(): readonly Room[] {
  const may = usePermissions();
  return ROOMS.filter(({ needs }) => !needs || may[needs]);
}

export const isInRoom = (href: string, pathname: string) =>
  href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
