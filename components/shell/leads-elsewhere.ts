type Click = Pick<MouseEvent, "button" | "metaKey" | "ctrlKey" | "shiftKey" | "altKey">;
type LinkAt = Pick<HTMLAnchorElement, "href" | "target" | "download">;

/** Whether a click on a link replaces the page by another one of ours. New tabs and downloads leave the page as it is. */
export function leadsElsewhere(click: Click, link: LinkAt, here: string): boolean {
  if (click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return false;
  if ((link.target !== "" && link.target !== "_self") || link.download !== "" || !URL.canParse(link.href)) return false;
  const [from, to] = [new URL(here), new URL(link.href)];
  if (to.origin !== from.origin) return false;
  return to.pathname !== from.pathname || to.search !== from.search || to.hash === "";
}
