import { Flag, LayoutGrid, type LucideIcon, Megaphone, Plug, RefreshCw } from "lucide-react";

/** Rooms of the hub, in the order of the navigation. A room is listed once it exists. */
export const ROOMS: readonly { href: string; label: string; Icon: LucideIcon; go: string }[] = [
  { href: "/", label: "Overview", Icon: LayoutGrid, go: "o" },
  { href: "/campaigns", label: "Campaigns", Icon: Megaphone, go: "c" },
  { href: "/conflicts", label: "Conflicts", Icon: Flag, go: "f" },
  { href: "/syncs", label: "Runs", Icon: RefreshCw, go: "r" },
  { href: "/connections", label: "Connections", Icon: Plug, go: "p" },
];

export const isInRoom = (href: string, pathname: string) =>
  href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
