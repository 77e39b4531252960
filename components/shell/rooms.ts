import { LayoutGrid, type LucideIcon, Megaphone, RefreshCw } from "lucide-react";

/** Rooms of the hub, in the order of the navigation. A room is listed once it exists. */
export const ROOMS: readonly { href: string; label: string; Icon: LucideIcon; go: string }[] = [
  { href: "/", label: "Overview", Icon: LayoutGrid, go: "o" },
  { href: "/campaigns", label: "Campaigns", Icon: Megaphone, go: "c" },
  { href: "/syncs", label: "Runs", Icon: RefreshCw, go: "r" },
];

export const isInRoom = (href: string, pathname: string) =>
  href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
