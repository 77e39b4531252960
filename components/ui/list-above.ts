const LISTS = [
  { href: "/campaigns", label: "Open the campaigns" },
  { href: "/syncs", label: "Open the runs" },
  { href: "/connections", label: "Open the connections" },
  { href: "/conflicts", label: "Open the conflicts" },
] as const;

/** The list that holds what an address is about; plans are in their campaign set, what was found is on its connection. */
export const listAbove = (pathname: string): { href: string; label: string } =>
  LISTS.find(({ href }) => pathname.startsWith(`${href}/`)) ?? { href: "/", label: "Open the overview" };
